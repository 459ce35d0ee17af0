"""What places and rolls refuse."""

from collections.abc import Sequence

from portal.communities.roll.faults import Problem
from portal.domain.errors import N_, RuleViolated

IN_ROW = N_("第 %(row)s 行“%(column)s”：%(message)s")


class RollHasErrors(RuleViolated):
    """``problems`` are the rows; each is a sentence of its own."""

    text = N_("名册有 %(number)s 处错误，没有导入。请改好后再导入一次。")

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(number=len(problems))
        self.problems = problems

    @property
    def sentences(self) -> list[str]:
        return [said(problem) for problem in self.problems]


def said(problem: Problem) -> str:
    """A row's problem with its place in front."""
    return IN_ROW % {"row": problem.row, "column": problem.column, "message": problem.message}


class WrongEstate(RuleViolated):
    text = N_("名册上的小区是“%(found)s”，不是“%(estate)s”。请选对小区或换一份名册。")


class NoEstateNamed(RuleViolated):
    text = N_("名册里没有写小区，请用 --estate 写明小区名称。")


class SeveralStreets(RuleViolated):
    text = N_("有几个街道都有“%(estate)s”，请用 --street 写明街道。")


class NoSuchStreet(RuleViolated):
    text = N_("“%(estate)s”还没有登记，请用 --street 写明它属于哪个街道。")


class RollChanged(RuleViolated):
    text = N_("您核对的时候，名册或正在进行的投票有了变动。下面是现在的对照，请再看一遍，再确认。")


class NoSuchFile(RuleViolated):
    text = N_("打不开文件“%(file)s”，请核对路径。")


class NoSuchAreaSource(RuleViolated):
    text = N_("面积来源“%(typed)s”不对，应为登记、测绘或合同。")


class RollTooLarge(RuleViolated):
    text = N_("名册文件太大了。请删去图片和无关的工作表，或按楼栋先合并成一个 20 MB 以内的表格再上传。")


class NameTaken(RuleViolated):
    text = N_("“%(name)s”已经有了，请换一个名称。")
