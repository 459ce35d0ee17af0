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


class EntriesDiffer(RuleViolated):
    text = N_("两次录入不一致。请对照原票重录：这张票的前一次录入已撤下，要两个人重新各录一遍。")


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
