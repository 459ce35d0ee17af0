"""What is refused when people sign in, open a home, or say who they are."""

from portal.domain.errors import N_, RuleViolated


class NoSuchStaff(RuleViolated):
    text = N_("没有用户名是“%(name)s”的工作人员。")


class NoSuchPlace(RuleViolated):
    text = N_("没有找到“%(name)s”，请核对名称。")


class SeveralPlaces(RuleViolated):
    text = N_("叫“%(name)s”的小区不止一个，请同时写明街道。")


class NameTaken(RuleViolated):
    text = N_("用户名“%(name)s”已经有人用了。")


class BadUserName(RuleViolated):
    text = N_("用户名要 2 到 32 个字，只能用汉字、字母、数字、点、横线和下划线。")


class RoleNeedsPlace(RuleViolated):
    text = N_("这个角色要写明管哪个街道或哪个小区。")


class RoleNeedsStreet(RuleViolated):
    text = N_("街道经办要写明管哪个街道。")


class RoleHasNoPlace(RuleViolated):
    text = N_("区住建委管全区，不用写街道和小区。")


class TooShort(RuleViolated):
    text = N_("太短了，至少要 %(count)s 个字。")


class TooSimple(RuleViolated):
    text = N_("太容易被猜中，请换一个：别用连号、重复的数字、用户名和手机号。")
