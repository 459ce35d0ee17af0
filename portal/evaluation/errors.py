"""What evaluation refuses, each with the sentence that people read."""

from portal.domain.errors import N_, RuleViolated


class NotEvaluating(RuleViolated):
    text = N_("改造还没有到“共评”，做完了再请居民评。")


class NothingToJudge(RuleViolated):
    text = N_("没有可以评的内容。")


class RoundRunning(RuleViolated):
    text = N_("已经有一次同样的评价正在进行。")


class ClosesTooSoon(RuleViolated):
    text = N_("至少要留 %(days)s 天给居民评。")


class RoundClosed(RuleViolated):
    text = N_("这次评价已经结束。")


class RoundStillOpen(RuleViolated):
    text = N_("评价还在进行，结束后才能看结果、定整改。")


class NotYourHome(RuleViolated):
    text = N_("您在这里没有登记住房，不能替这一户评。")


class AlreadyAnswered(RuleViolated):
    text = N_("这一户已经评过。一户一份，只有这一户自己能改。")


class PaperNumberUsed(RuleViolated):
    text = N_("编号 %(number)s 的问卷已经录过。")


class NothingMarked(RuleViolated):
    text = N_("请至少选一项。")


class NothingLow(RuleViolated):
    text = N_("这一项没有低于整改线，不用整改。")


class AlreadyRectifying(RuleViolated):
    text = N_("这一项已经在整改。")


class DueInThePast(RuleViolated):
    text = N_("整改期限应在今天以后。")


class ProofNeeded(RuleViolated):
    text = N_("请写明做了什么，并附照片。")


class AlreadyPutRight(RuleViolated):
    text = N_("这一项已经报了整改完成。")


class NothingPutRight(RuleViolated):
    text = N_("没有整改完成、等着再问的内容。")


class DecisionNeeded(RuleViolated):
    text = N_("管理方式只能按一次决定来改，请写明是哪一次决定。")


class NotDecided(RuleViolated):
    text = N_("选的投票没有通过，不能作为依据。")


class ContractEndsBeforeStart(RuleViolated):
    text = N_("合同到期日应晚于开始日。")


class MoneyDoesNotFit(RuleViolated):
    text = N_("期末余额应等于上期余额加收入减支出，应为 %(expected)s 元。")


class PeriodBackwards(RuleViolated):
    text = N_("起止日期写反了，或与上一期重叠。")
