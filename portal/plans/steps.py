"""The steps inside the four stages, one after the other."""

from collections.abc import Mapping
from enum import StrEnum

from portal.domain.errors import N_, RuleViolated
from portal.domain.stages import NAMES, ProjectStage


class WorkStep(StrEnum):
    """What is done inside a stage; the policy names the stages, the street's own practice the steps."""

    CHECKING = "checking"
    ASKING = "asking"
    PLANNING = "planning"
    PUBLISHING = "publishing"
    PREPARING = "preparing"
    WORKING = "working"
    ACCEPTING = "accepting"
    JUDGING = "judging"
    MENDING = "mending"
    HANDING_OVER = "handing_over"
    MANAGING = "managing"


STEPS: Mapping[ProjectStage, tuple[WorkStep, ...]] = {
    ProjectStage.DECIDING: (WorkStep.CHECKING, WorkStep.ASKING, WorkStep.PLANNING, WorkStep.PUBLISHING),
    ProjectStage.BUILDING: (WorkStep.PREPARING, WorkStep.WORKING, WorkStep.ACCEPTING),
    ProjectStage.EVALUATING: (WorkStep.JUDGING, WorkStep.MENDING),
    ProjectStage.SHARING: (WorkStep.HANDING_OVER, WorkStep.MANAGING),
}
STEP_NAMES: Mapping[str, str] = {
    "": N_("还没有开始"),
    WorkStep.CHECKING: N_("摸底调查"),
    WorkStep.ASKING: N_("征求意愿"),
    WorkStep.PLANNING: N_("拟定方案"),
    WorkStep.PUBLISHING: N_("方案公示"),
    WorkStep.PREPARING: N_("施工准备"),
    WorkStep.WORKING: N_("正在施工"),
    WorkStep.ACCEPTING: N_("竣工验收"),
    WorkStep.JUDGING: N_("居民评价"),
    WorkStep.MENDING: N_("问题整改"),
    WorkStep.HANDING_OVER: N_("移交"),
    WorkStep.MANAGING: N_("长效管理"),
}


class StepSkipped(RuleViolated):
    text = N_("“%(stage)s”里现在是“%(now)s”，不能跳到“%(wanted)s”。")


class StepsLeft(RuleViolated):
    text = N_("“%(stage)s”还没有走完：现在是“%(now)s”，后面还有“%(next)s”。")


def next_step(stage: ProjectStage, now: str) -> WorkStep | None:
    """The one that may come next inside the stage; None after its last."""
    steps = STEPS[stage]
    at = steps.index(WorkStep(now)) + 1 if now else 0
    return steps[at] if at < len(steps) else None


def check_inside(stage: ProjectStage, now: str, wanted: WorkStep) -> None:
    """Let the next step pass. :raises StepSkipped: any other."""
    if next_step(stage, now) is not wanted:
        raise StepSkipped(stage=NAMES[stage], now=STEP_NAMES[now], wanted=STEP_NAMES[wanted])


def check_finished(stage: ProjectStage, now: str) -> None:
    """Let a stage be left whose steps are all taken. :raises StepsLeft: some are not."""
    left = next_step(stage, now)
    if left:
        raise StepsLeft(stage=NAMES[stage], now=STEP_NAMES[now], next=STEP_NAMES[left])
