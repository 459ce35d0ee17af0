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


class TooManyTries(RuleViolated):
    text = N_("试的次数太多了，请过 %(minutes)s 分钟再试。")


class TooManyTriesToday(RuleViolated):
    text = N_("今天试的次数太多了，请明天再试，或到社区居委会办理。")


class WrongPassword(RuleViolated):
    text = N_("用户名或密码不对。")


class WrongOldPassword(RuleViolated):
    text = N_("原来的密码不对。")


class TwoDiffer(RuleViolated):
    text = N_("两遍输的不一样。")


class SamePassword(RuleViolated):
    text = N_("新密码不能和原来的一样。")


class WrongCode(RuleViolated):
    text = N_("验证码不对，或已经过期。")


class SecondStepStays(RuleViolated):
    text = N_("街道和区级账号必须开着两步登录，不能关。换手机请先请管理员重置。")


class UsedCode(RuleViolated):
    text = N_("这个验证码刚才用过了，请等下一个。")


class CodeJustSent(RuleViolated):
    text = N_("验证码刚发过，请过 %(seconds)s 秒再要。")


class NotAMobile(RuleViolated):
    text = N_("这个号码收不了短信，请填 11 位手机号。")


class PhoneTaken(RuleViolated):
    text = N_("这个手机号已经绑在另一个账户上，请先退出，再用手机号登录。")


class NoPhoneYet(RuleViolated):
    text = N_("请先绑定手机号，再设口令。")


class WrongPasscode(RuleViolated):
    text = N_("手机号或口令不对。")


class SlipUnknown(RuleViolated):
    text = N_("没有这个短码，请对照信上的字再看一遍。")


class SlipMistyped(RuleViolated):
    text = N_("短码有 10 个字，可能抄错了一个，请对照信上再看一遍。")


class SlipUsed(RuleViolated):
    text = N_("这封信已经有人用过了。如果不是您家的人，请告诉社区居委会。")


class SlipEnded(RuleViolated):
    text = N_("这封信已经过期或作废，请到社区居委会重新领一封。")


class SlipNotForStaff(RuleViolated):
    text = N_("工作人员的账号不能打开住户信，请先退出。")


class AlreadyYourHome(RuleViolated):
    text = N_("这套房您已经打开过，这封信还没有用掉。")


class HomeOfNobody(RuleViolated):
    text = N_("有的房屋不在这个小区的名册上，请重新选择。")


class NoHomesChosen(RuleViolated):
    text = N_("没有要打印的住户。")


class WrongIdTail(RuleViolated):
    text = N_("和名册上的不一致，请再核对。")


class NotOnRoll(RuleViolated):
    text = N_("名册上没有登记这一项，请换一种办法，或到社区居委会办理。")


class NotAnOwnerHere(RuleViolated):
    text = N_("这个人不是这套房现在的业主。")


class AlreadyClaimed(RuleViolated):
    text = N_("您已经办过了，不用再办。")


class NotWaiting(RuleViolated):
    text = N_("这一条已经有人处理了。")


class PapersNotSeen(RuleViolated):
    text = N_("请先当面看本人的身份证，看过了再打勾。")


class PhoneDiffers(RuleViolated):
    text = N_("和前一位同事输的不一样。请本人再报一遍，还不一样就退回重登。")


class PhoneWaiting(RuleViolated):
    text = N_("这个账户已经有一个手机号在等复核。")


class SamePerson(RuleViolated):
    text = N_("核对和复核要由两个人来做，请另一位同事来复核。")


class PapersNotChecked(RuleViolated):
    text = N_("还没有核对证件，不能复核。")


class ReasonMissing(RuleViolated):
    text = N_("请写明原因。")


class OutsideYourScope(RuleViolated):
    text = N_("超出了您的管理范围，不能这样设。")


class NotYourself(RuleViolated):
    text = N_("不能停用或重置自己的账号，请同事来办。")


class CodesNotOffered(RuleViolated):
    text = N_("这里没有开通短信，不能用验证码。请用入户信，或找社区居委会。")


class WeChatNotOffered(RuleViolated):
    text = N_("这里没有接通微信，请用别的办法登录。")


class WeChatFailed(RuleViolated):
    text = N_("微信没有确认是您，请再试一次，或用别的办法登录。")


class InvitationOver(RuleViolated):
    text = N_("邀请码不对，或者已经用过、过期了。请让管理员再打印一张。")


class LastRole(RuleViolated):
    text = N_("这是最后一个角色，请直接停用账号。")


class RoleHeld(RuleViolated):
    text = N_("这个人在那里已经有这个角色了。")
