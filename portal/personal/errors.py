"""What is refused about one's own data."""

from portal.domain.errors import N_, RuleViolated


class NothingAsked(RuleViolated):
    text = N_("请写清楚要改什么、要问什么。")


class NoAnswer(RuleViolated):
    text = N_("请写明处理结果和原因，本人看得到。")


class AlreadyAnswered(RuleViolated):
    text = N_("这件申请已经答复了。")


class NotYourEstate(RuleViolated):
    text = N_("您在这个小区没有登记住房。")


class WorksHere(RuleViolated):
    text = N_("工作账号由管理员停用，不能在这里注销。")


class NoPhoneKept(RuleViolated):
    text = N_("没有登记手机号，不用撤回。")
