"""What a plan refuses."""

from portal.domain.errors import N_, RuleViolated


class ProjectExists(RuleViolated):
    text = N_("本小区已经有一个改造方案，请在其中添加内容。")


class NothingPlanned(RuleViolated):
    text = N_("方案里还没有内容，不能公布。")


class PublishedAlready(RuleViolated):
    text = N_("方案已经公布，不用再公布一次。")


class PublishedStays(RuleViolated):
    text = N_("方案已经公布，“%(name)s”不能删掉。请改为说明实际情况。")


class NatureNeedsSource(RuleViolated):
    text = N_("请写明“%(nature)s”的依据：哪个文件、哪次会议，或者谁定的。")


class MoneyDiffers(RuleViolated):
    text = N_("各方出资合计 %(sum)s 元，与费用 %(cost)s 元不一致。")


class MoneyWithoutCost(RuleViolated):
    text = N_("填了谁出多少钱，还没有填总费用。")


class DatesOutOfOrder(RuleViolated):
    text = N_("完工日期不能早于开工日期。")
