"""What a vote refuses, each with the sentence that people read."""

from portal.domain.errors import N_, RuleViolated


class NotYet(RuleViolated):
    text = N_("这次投票还没有开始，请在公告的时间内再来。")


class AlreadyClosed(RuleViolated):
    text = N_("这次投票已经截止，不能再投。")


class NotOnTheRoll(RuleViolated):
    text = N_("您不在这次投票的业主名册上。如有疑问，请带产权证明到居委会核对。")


class NotReplaceable(RuleViolated):
    text = N_("您已经投过票。按本次投票公告的规定，投出后不能更改。")


class UnknownAnswer(RuleViolated):
    text = N_("“%(question)s”没有这个选项：%(answer)s。请从选票上的选项里选。")


class MissingAnswer(RuleViolated):
    text = N_("“%(question)s”还没有选。请选一项。")


class OptionUnavailable(RuleViolated):
    text = N_("“%(option)s”目前不具备条件，不能选：%(reason)s")


class NotSupportedYet(RuleViolated):
    text = N_("暂不能办理：%(what)s。")


class WrongState(RuleViolated):
    text = N_("投票“%(title)s”现在是“%(state)s”，不能%(deed)s。")


class NotReady(RuleViolated):
    """Several points are missing; ``points`` are their sentences."""

    text = N_("还不能公告：%(points)s")

    def __init__(self, points: list[str]) -> None:
        super().__init__(points="；".join(points))
        self.points = points

    @property
    def sentences(self) -> list[str]:
        return self.points


class NoRoll(RuleViolated):
    text = N_("“%(estate)s”还没有业主名册。请先导入名册。")


class NobodyInScope(RuleViolated):
    text = N_("投票范围里没有一位业主。请核对范围和名册。")


class UnknownPlace(RuleViolated):
    text = N_("名册里没有%(place)s。请核对投票范围。")


class UnknownEstate(RuleViolated):
    text = N_("没有名为“%(estate)s”的小区。请先导入它的业主名册。")


class SeveralEstates(RuleViolated):
    text = N_("有几个街道都有“%(estate)s”，请写明街道。")


class RecordedTwice(RuleViolated):
    text = N_("这份投票已经补录过（编号 %(id)s），没有再录一次。")


class SamePerson(RuleViolated):
    text = N_("录入和复核要由两个人来做，请换一个人复核。")


class UnknownVote(RuleViolated):
    text = N_("没有编号为 %(id)s 的投票。")


class NotAllowed(RuleViolated):
    text = N_("“%(name)s”在这个小区没有这项权限。")


class Pending(RuleViolated):
    text = N_("这张票已有人录入，正等待另一个人复核。")


class NothingToCheck(RuleViolated):
    text = N_("这张票没有等待复核的录入。")


class FileProblem(RuleViolated):
    """Something at a place in a file: the place first, then what to do."""

    text = N_("%(place)s：%(problem)s")


class FileProblems(RuleViolated):
    """All that is wrong with a file, one sentence a problem; nothing was written."""

    text = N_("文件有 %(number)s 处问题，没有写入任何内容。")

    def __init__(self, problems: list[RuleViolated]) -> None:
        super().__init__(number=len(problems))
        self.problems = problems

    @property
    def sentences(self) -> list[str]:
        return [str(problem) for problem in self.problems]


class TooEarly(RuleViolated):
    text = N_("还没有到截止时间，不能提前截止。")


class PapersWaiting(RuleViolated):
    text = N_("还有 %(number)s 张纸票等待另一个人复核，复核完才能公布结果。")


class NoSuchPaper(RuleViolated):
    text = N_("这次投票没有编号 %(number)s 的选票。请核对编号，或按房号查找。")


class NoSuchDoor(RuleViolated):
    text = N_("表决名册里没有%(home)s。请核对楼栋、单元、房号。")


class OverBudget(RuleViolated):
    text = N_("“%(question)s”勾选的合计 %(sum)s 元，超过了预算 %(budget)s 元。请少勾一些。")


class NotADraft(RuleViolated):
    text = N_(
        "“%(title)s”已经公告，内容、选项、规则和名册都不能再改。要改，请另建一次投票，并写明代替这一次。"
    )


class DraftInUse(RuleViolated):
    text = N_("“%(title)s”已有别的记录依着它（例如公布过名单、筹资方案或电梯办理），不能删除。")


class RollPublishedAlready(RuleViolated):
    text = N_("这份名册已经公布（第 %(number)s 号），没有变化，不用再公布。")


class PostedInFuture(RuleViolated):
    text = N_("张贴时间不能晚于现在。")


class ObjectionsOver(RuleViolated):
    text = N_("现在不在名册的异议期内。如有疑问，请带产权证明到居委会核对。")


class ObjectionAnswered(RuleViolated):
    text = N_("第 %(number)s 号异议已经答复过。")


class NobodyYet(RuleViolated):
    """An owner has died and the heirs have no representative yet."""

    text = N_("这套房的产权人已去世。继承人推选代表并在社区登记以后，才能投票。")


class SpokenFor(RuleViolated):
    text = N_("这套房由“%(name)s”代表投票（%(why)s）。要换人，请到社区登记。")


class NeedsMandate(RuleViolated):
    text = N_("单位所有的房屋，由单位授权的经办人投票。请带授权书到社区登记。")


class HouseholdAnswered(RuleViolated):
    text = N_("您家已经有人投过了，一户一票。要改，请用投票的那部手机，或到社区当面办。")


class PaperMissing(RuleViolated):
    text = N_("请附上书面材料的照片。")


class NoAccountYet(RuleViolated):
    text = N_("这个手机号还没有登录过。请本人先登录一次，或者不填手机号，只登记纸质投票。")


class StaffAreNoProxies(RuleViolated):
    text = N_("工作人员不能当受托人。")


class NotByProxy(RuleViolated):
    text = N_("业主本人已经投过，受托人不能再改。")


class SignerUnknown(RuleViolated):
    """A paper that somebody signed for an owner, and nothing on record says that they may."""

    text = N_(
        "这一户没有登记“%(kind)s”。请先凭书面材料登记并由另一人确认；确实没有的，按“非业主且无委托”作废。"
    )


class DeclareFirst(RuleViolated):
    text = N_("请先勾选“共有人已经商量好由我来投”。")


class ProxyLimit(RuleViolated):
    text = N_("“%(name)s”已经代 %(limit)s 位业主投票，按本次规定不能再多。")


class Barred(RuleViolated):
    text = N_("“%(name)s”不能当受托人：%(reason)s")


class MandateThere(RuleViolated):
    text = N_("这位业主已经登记了“%(kind)s”。要换人，请先结束原来的登记。")


class NoMandateWaiting(RuleViolated):
    text = N_("没有等待确认的登记。")


class UnknownSetting(RuleViolated):
    text = N_("没有“%(key)s”这一项。可以设：%(keys)s")


class BadSetting(RuleViolated):
    text = N_("“%(key)s”：%(problem)s。")


class SourceMissing(RuleViolated):
    text = N_("“%(setting)s”请写明依据。")


class NoPlan(RuleViolated):
    text = N_("“%(estate)s”还没有公布改造方案，不能附上。")


class NoSuchShares(RuleViolated):
    text = N_("没有这一版费用分摊办法。只能附已经定下、没有换过新版、和投票范围一致的一版。")


class NoSuchSuperseded(RuleViolated):
    text = N_("这个小区没有编号 %(id)s 的已公告投票，不能写成代替它。")


class NotOpenNow(RuleViolated):
    text = N_("只有正在投票的时候才能%(deed)s。")


class NotLater(RuleViolated):
    text = N_("新的截止时间要晚于原来的截止时间（%(old)s）。只能延期，不能提前结束。")


class ReasonMissing(RuleViolated):
    text = N_("请写明理由，会公布给大家看。")


class NoObjectionPeriod(RuleViolated):
    text = N_("现在不在结果公示期内，不能提异议。有疑问请到居委会当面说。")


class AnsweredAlready(RuleViolated):
    text = N_("第 %(number)s 号异议已经答复过，答复不能再改。")


class PeriodRunning(RuleViolated):
    text = N_("公示期到 %(until)s 才满，期满以后才能定案。")


class ObjectionsWaiting(RuleViolated):
    text = N_("还有 %(number)s 条异议没有答复，答复完才能定案。")


class CountsDisagree(RuleViolated):
    text = N_("最近一次核票时，选票和投票记录对不上，不能定案。请先查明原因，再核一次。")


class NothingForRunOff(RuleViolated):
    text = N_("只有“未产生有效决定”、而且有两个以上选项得票的事项，才能办第二轮。")


class NoSuchReceipt(RuleViolated):
    text = N_("这次投票的记录里没有这个回执号。请核对每一位数字。")
