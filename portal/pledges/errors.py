"""What cost schemes and pledges refuse, each with the sentence that people read."""

from portal.domain.errors import N_, RuleViolated


class NoHomesHere(RuleViolated):
    text = N_("这个单元在名册上没有房屋，请先导入名册。")


class FloorUnknown(RuleViolated):
    text = N_("%(homes)s在名册上没有楼层，请先补全名册。")


class FloorWithoutCoefficient(RuleViolated):
    text = N_("%(floor)s 楼没有填系数。")


class CoefficientTooLarge(RuleViolated):
    text = N_("系数%(typed)s太大了，请填 100 以内的数。")


class TotalNotPositive(RuleViolated):
    text = N_("总费用应大于零。")


class TotalTooLarge(RuleViolated):
    text = N_("总费用%(total)s元超过了 1 亿元，请核对单位是不是“元”。")


class SourceMissing(RuleViolated):
    text = N_("请写明补贴的依据。")


class NotDraft(RuleViolated):
    text = N_("方案已经开始登记，不能再改。")


class AnotherIsOpen(RuleViolated):
    text = N_("这个单元已有一个方案正在登记，请先结束它。")


class NotOpen(RuleViolated):
    text = N_("这个方案不在登记中。")


class PledgingOver(RuleViolated):
    text = N_("登记已经结束，不能再改。有变化请找社区居委会。")


class NotYourHome(RuleViolated):
    text = N_("您没有登记这个单元的房屋，不能登记出资意向。")


class AmountNeeded(RuleViolated):
    text = N_("请填写您家愿意出多少元。")


class AmountAboveCost(RuleViolated):
    text = N_("%(amount)s元超过了全单元要出的%(rest)s元，请核对。")
