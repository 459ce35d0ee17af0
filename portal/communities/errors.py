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
    text = N_("还没有街道，请用 --street 写明“%(estate)s”属于哪个街道。")


class NameTaken(RuleViolated):
    text = N_("“%(name)s”已经有了，请换一个名称。")
