"""What the progress of the works refuses."""

from collections.abc import Sequence

from portal.domain.errors import N_, RuleViolated


class NoteIncomplete(RuleViolated):
    text = N_("每周安排和每月调度要写明完成百分之几（0 到 100），并用一句话说明。")


class PeriodTooFar(RuleViolated):
    text = N_("只能写到下一周、下一个月。")


class VisitAhead(RuleViolated):
    text = N_("检查日期不能晚于今天。")


class VisitIncomplete(RuleViolated):
    text = N_("请写明谁检查的、看到了什么。")


class DueBeforeVisit(RuleViolated):
    text = N_("整改期限不能早于检查日期。")


class MendedOutOfTime(RuleViolated):
    text = N_("整改日期不能早于检查日期，也不能晚于今天。")


class NothingToMend(RuleViolated):
    text = N_("这次检查没有要整改的问题。")


class MendedAlready(RuleViolated):
    text = N_("这个问题已经登记整改，不用再登记。")


class MendedHowMissing(RuleViolated):
    text = N_("请写明怎么整改的。")


class NoWorksColumns(RuleViolated):
    text = N_("表里没有找到“日期、类别、进度、说明”这四列。请用下载的空表填写。")


class NoWorksRows(RuleViolated):
    text = N_("表里没有填内容。")


class WorksRowWrong(RuleViolated):
    text = N_("第 %(row)s 行：%(why)s")


class WorksSheetWrong(RuleViolated):
    """``problems`` are the rows; each is a sentence of its own."""

    text = N_("表里有 %(number)s 处错误，一行也没有导入。请改好后再导入一次。")

    def __init__(self, problems: Sequence[RuleViolated]) -> None:
        super().__init__(number=len(problems))
        self.problems = problems
