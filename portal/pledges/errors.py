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


class AgreedAmountMissing(RuleViolated):
    text = N_("%(homes)s没有写约定的金额。")


class AgreedLineUnread(RuleViolated):
    text = N_("看不懂这一行：“%(line)s”。每行写一户：房号、空格、金额（元）。")


class NoSuchHome(RuleViolated):
    text = N_("名册上没有“%(home)s”这一户。")


class HomeNamedTwice(RuleViolated):
    text = N_("“%(home)s”写了两次。")


class NothingLeftToShare(RuleViolated):
    text = N_("综合管线的补助给管线单位，占费用的一半，其余由管线单位出。居民不分摊，不用建出资方案。")


class ThresholdNeeded(RuleViolated):
    text = N_("请写明条件：认缴到多少元，或签到多少户。")


class ThresholdAboveRest(RuleViolated):
    text = N_("条件的金额超过了居民共出的%(rest)s元，永远达不到。")


class ThresholdAboveHomes(RuleViolated):
    text = N_("条件的户数超过了 %(homes)s 户，永远达不到。")


class VoteNeeded(RuleViolated):
    text = N_("请选是哪一次投票。")


class ExpiryNeeded(RuleViolated):
    text = N_("有条件的方案要写明到哪一天为止。")


class ExpiryPast(RuleViolated):
    text = N_("截止日应在今天以后。")


class VotedOn(RuleViolated):
    text = N_("这个方案已经付诸表决，表决期间和通过以后不能改，也不能换新版。")


class MoneyCame(RuleViolated):
    text = N_("这个方案已有交款，不能换新版。请先核对、退款。")


class NotLatest(RuleViolated):
    text = N_("这个方案已经有新版，请从最新的一版改起。")


class NotSharedYet(RuleViolated):
    text = N_("方案还是草稿，没有可以换的版本。")


class TableNameTaken(RuleViolated):
    text = N_("已经有一张叫“%(name)s”的系数表，请换个名称。")


class NoFloors(RuleViolated):
    text = N_("系数表里一层也没有写。")


class FactorLineUnread(RuleViolated):
    text = N_("这一行看不懂：%(line)s。请写楼层、空格、系数，例如“3 0.7”。")


class FloorNamedTwice(RuleViolated):
    text = N_("%(floor)s 楼写了两次。")
