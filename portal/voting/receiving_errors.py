"""What printing and taking back numbered papers refuses, each with the sentence that people read."""

from portal.domain.errors import N_, RuleViolated


class NotPrintedNow(RuleViolated):
    text = N_("公告以后、截止以前，才能打印选票。")


class NobodyToPrint(RuleViolated):
    text = N_("没有要打印的选票。已经打印过的，请选“补印”。")


class UnknownInList(RuleViolated):
    text = N_("名单里有 %(number)s 行认不出：%(lines)s。每行写一个编号或一个房号，例如“3栋2单元4-2”。")


class SayWhyAnew(RuleViolated):
    text = N_("请写明为什么补印，原来的票会作废。")


class OfOtherVote(RuleViolated):
    text = N_("编号 %(number)s 是另一次投票“%(title)s”的选票，不能收进这一次。")


class PaperVoided(RuleViolated):
    text = N_("编号 %(number)s 的票已经作废（%(reason)s），不能收回。请收补印的那一张。")


class ReceivedBefore(RuleViolated):
    text = N_("编号 %(number)s 的票 %(at)s 已经收回（%(name)s），没有再收一次。")


class ReceivedTooLate(RuleViolated):
    text = N_("投票已经截止，截止前没有收回登记的票不能再收。")


class NotReceived(RuleViolated):
    text = N_("这张票截止前没有收回登记，不能录入。")


class ThirdNeeded(RuleViolated):
    text = N_("两次录入不一致。请第三个人对着原票再录一遍，和谁的一样就按谁的计。")


class ThirdDiffers(RuleViolated):
    text = N_("三次录入都不一样，前面的都已撤下。请对照原票，由两个人重新各录一遍。")


class CodeUnreadable(RuleViolated):
    text = N_("“%(typed)s”看不懂：%(problem)s。")


class NotAReader(RuleViolated):
    text = N_("只有本小区已核对过的业主本人，才能当第二个录票人。")


class CountedLater(RuleViolated):
    text = N_("截止以后才能开箱清点。")


class KeyedBefore(RuleViolated):
    text = N_("编号 %(number)s 的票已经录过，没有再录一次。")
