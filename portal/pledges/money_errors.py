"""What is refused about promises and money, each with the sentence that people read."""

from collections.abc import Sequence

from portal.domain.errors import N_, RuleViolated


class AmountNotPositive(RuleViolated):
    text = N_("金额应大于零。")


class PledgeExpired(RuleViolated):
    text = N_("登记期限已过，不能再签。")


class KindNotOffered(RuleViolated):
    text = N_("这个方案不接受“%(kind)s”。")


class ThingNeeded(RuleViolated):
    text = N_("请写明捐的是什么，或做什么工。")


class HoursNeeded(RuleViolated):
    text = N_("请写明多少小时。")


class DecisionNeeded(RuleViolated):
    text = N_("这笔钱归业主共有，请写明由谁、哪一次决定使用。")


class ContributorNeeded(RuleViolated):
    text = N_("请写明出资单位的名称。")


class PictureNeeded(RuleViolated):
    text = N_("请附上签名或单据的照片。")


class AlreadySigned(RuleViolated):
    text = N_("这一户已经签过同一种出资的确认单。要改金额，请先撤回原来的。")


class NothingPledged(RuleViolated):
    text = N_("请先登记愿意出资和金额，再签确认单。")


class PartsNotAllowed(RuleViolated):
    text = N_("这个方案没有约定可以分期。")


class DeferralNotAllowed(RuleViolated):
    text = N_("这个方案没有约定可以缓交。")


class LabourNotAllowed(RuleViolated):
    text = N_("这个方案没有约定可以以工代资。")


class DeferralTooEarly(RuleViolated):
    text = N_("缓交的日期应晚于原来的%(due)s。")


class NoSignedCommitment(RuleViolated):
    text = N_("这张确认单已经%(state)s。")


class TooLateToWithdraw(RuleViolated):
    text = N_("条件已经达到，或已有交款，不能自己撤回。有困难请找社区居委会。")


class NotDueYet(RuleViolated):
    text = N_("条件还没有达到，现在谁都不用交，也不能记交款。")


class MoreThanDue(RuleViolated):
    text = N_("%(amount)s元超过了应交的%(due)s元（其中待复核%(waiting)s元）。")


class ReceiptNeeded(RuleViolated):
    text = N_("请填写正式票据的开票单位和票据号。本平台不开收据。")


class ReceiptTaken(RuleViolated):
    text = N_("%(issuer)s的票据号%(number)s已经用过。")


class DayInFuture(RuleViolated):
    text = N_("日期不能晚于今天。")


class SamePersonChecks(RuleViolated):
    text = N_("录入和复核要由两个人做，这一笔是您录的。")


class NotWaiting(RuleViolated):
    text = N_("这一笔已经复核过了。")


class ReasonMissing(RuleViolated):
    text = N_("请写明原因。")


class RefundedAlready(RuleViolated):
    text = N_("这一笔已有退款，不能冲正。")


class NotPaid(RuleViolated):
    text = N_("这一笔还没有复核，不能退。")


class ThingsNotRefunded(RuleViolated):
    text = N_("实物和劳务不能退款。")


class MoreThanPaid(RuleViolated):
    text = N_("%(amount)s元超过了这一笔还能退的%(left)s元。")


class NotEnoughMoney(RuleViolated):
    text = N_("专户里这个方案只剩%(left)s元，不够%(amount)s元。")


class MoreThanOwed(RuleViolated):
    text = N_("%(amount)s元超过了还没交的%(owed)s元。")


class PayeeMissing(RuleViolated):
    text = N_("请写明收款单位和用途。")


class VoucherMissing(RuleViolated):
    text = N_("请填写凭证号。")


class VoucherTaken(RuleViolated):
    text = N_("凭证号%(number)s已经用过。")


class SpendingStep(RuleViolated):
    text = N_("这笔支出现在是“%(now)s”，不能这样办。")


class SameApplicant(RuleViolated):
    text = N_("申报和审批要由两个人做，这一笔是您申报的。")


class StillPublic(RuleViolated):
    text = N_("公示到%(until)s为止，期满后才能记支出。")


class RemindedLately(RuleViolated):
    text = N_("%(when)s刚提醒过，请隔三天再提醒。")


class SheetHasErrors(RuleViolated):
    """``problems`` are the rows; each is a sentence of its own."""

    text = N_("流水表有 %(number)s 处错误，一行也没有导入。请改好后再导入一次。")

    def __init__(self, problems: Sequence[RuleViolated]) -> None:
        super().__init__(number=len(problems))
        self.problems = problems

    @property
    def sentences(self) -> list[str]:
        return [str(problem) for problem in self.problems]


class NoBankColumns(RuleViolated):
    text = N_("没有找到表头。流水表要有这些列：日期、收入金额、对方户名、摘要、流水号。")


class BankRowWrong(RuleViolated):
    text = N_("第 %(row)s 行：%(why)s")


class NoLinesIn(RuleViolated):
    text = N_("表里没有收入的流水。")


class LineUsed(RuleViolated):
    text = N_("这一行流水已经处理过了。")


class LineDiffers(RuleViolated):
    text = N_("金额和流水的%(amount)s元不一样。")


class OrderClosed(RuleViolated):
    text = N_("这个团购登记已经结束。")


class NotYours(RuleViolated):
    text = N_("您在这个小区没有登记的房屋。")


class NotAskable(RuleViolated):
    text = N_("这个方案不能这样申请。有困难请找社区居委会。")


class PartsNeeded(RuleViolated):
    text = N_("请填写分几次交，至少两次。")


class AskedAlready(RuleViolated):
    text = N_("您已经有一个申请在等答复。")


class RequestAnswered(RuleViolated):
    text = N_("这个申请已经答复过了。")
