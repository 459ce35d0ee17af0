"""The steps of a vote, a case, a pledge and a project, and which step may follow which."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from portal.domain.deadlines import Window
from portal.domain.errors import N_, RuleViolated


class VoteState(StrEnum):
    """草稿, 已公告, 投票中, 计票中, 初步结果公示, 结果公告, 作废."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    COUNTING = "counting"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    VOID = "void"


class CaseState(StrEnum):
    """已提交, 受理, 交办, 办理, 答复, 办结, 回访确认, 重新办理, 未回访, 并案.

    Answered, done according to the body, and confirmed are three states; only the resident confirms.
    """

    SENT = "sent"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    DONE = "done"  # says the body
    UNHEARD = "unheard"  # closed without a word of the resident, and counted apart
    MERGED = "merged"  # into another one that says the same


class PledgeState(StrEnum):
    """不愿意, 愿意出, 已签确认单, 已交, 已退, 已撤回, 已过期. A pledge is a promise, never a payment."""

    DECLINED = "declined"
    PLEDGED = "pledged"
    CONFIRMED = "signed"  # another word than the case's: equal texts would be one key of NAMES
    PAID = "paid"
    REFUNDED = "refunded"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ProjectStage(StrEnum):
    """决策共谋, 发展共建, 效果共评, 成果共享: the policy's four togethers.

    Source: 武隆府办发〔2021〕41号.
    """

    DECIDING = "deciding"
    BUILDING = "building"
    EVALUATING = "evaluating"
    SHARING = "sharing"


class StepNotAllowed(RuleViolated):
    text = N_("当前为“%(now)s”，不能变为“%(wanted)s”。")


class VoteStep(StepNotAllowed):
    text = N_("表决当前为“%(now)s”，不能变为“%(wanted)s”。")


class CaseStep(StepNotAllowed):
    text = N_("此事项当前为“%(now)s”，不能变为“%(wanted)s”。")


class PledgeStep(StepNotAllowed):
    text = N_("此承诺当前为“%(now)s”，不能变为“%(wanted)s”。")


class ProjectStep(StepNotAllowed):
    text = N_("项目当前为“%(now)s”，不能变为“%(wanted)s”。")


State = VoteState | CaseState | PledgeState | ProjectStage

NAMES: Mapping[State, str] = {
    VoteState.DRAFT: N_("草稿"),
    VoteState.ANNOUNCED: N_("已公告"),
    VoteState.OPEN: N_("投票中"),
    VoteState.COUNTING: N_("计票中"),
    VoteState.PRELIMINARY: N_("初步结果公示"),
    VoteState.FINAL: N_("结果公告"),
    VoteState.VOID: N_("作废"),
    CaseState.SENT: N_("已提交"),
    CaseState.ACCEPTED: N_("已受理"),
    CaseState.ASSIGNED: N_("已交办"),
    CaseState.IN_PROGRESS: N_("办理中"),
    CaseState.ANSWERED: N_("已答复"),
    CaseState.CONFIRMED: N_("居民已确认"),
    CaseState.REOPENED: N_("重新办理"),
    CaseState.DONE: N_("单位已办结"),
    CaseState.UNHEARD: N_("未回访结案"),
    CaseState.MERGED: N_("已并案"),
    PledgeState.DECLINED: N_("不愿意"),
    PledgeState.PLEDGED: N_("愿意出"),
    PledgeState.CONFIRMED: N_("已签确认单"),
    PledgeState.PAID: N_("已交"),
    PledgeState.REFUNDED: N_("已退"),
    PledgeState.WITHDRAWN: N_("已撤回"),
    PledgeState.EXPIRED: N_("已过期"),
    ProjectStage.DECIDING: N_("决策共谋"),
    ProjectStage.BUILDING: N_("发展共建"),
    ProjectStage.EVALUATING: N_("效果共评"),
    ProjectStage.SHARING: N_("成果共享"),
}
"""What each step is called where people read it."""

_VOTE: Mapping[State, tuple[State, ...]] = {
    VoteState.DRAFT: (VoteState.ANNOUNCED, VoteState.VOID),
    VoteState.ANNOUNCED: (VoteState.OPEN, VoteState.VOID),
    VoteState.OPEN: (VoteState.COUNTING, VoteState.VOID),
    VoteState.COUNTING: (VoteState.PRELIMINARY, VoteState.VOID),
    # Back to counting: an objection in the objection period may ask for a recount.
    VoteState.PRELIMINARY: (VoteState.COUNTING, VoteState.FINAL, VoteState.VOID),
    # A final result is undone by a court or the street only (Civil Code art. 280).
    VoteState.FINAL: (VoteState.VOID,),
    VoteState.VOID: (),
}
_CASE: Mapping[State, tuple[State, ...]] = {
    CaseState.SENT: (CaseState.ACCEPTED, CaseState.MERGED),
    CaseState.ACCEPTED: (
        CaseState.ASSIGNED,
        CaseState.IN_PROGRESS,
        CaseState.ANSWERED,
        CaseState.DONE,
        CaseState.MERGED,
    ),
    CaseState.ASSIGNED: (
        CaseState.ASSIGNED,
        CaseState.IN_PROGRESS,
        CaseState.ANSWERED,
        CaseState.DONE,
        CaseState.MERGED,
    ),
    CaseState.IN_PROGRESS: (CaseState.ASSIGNED, CaseState.ANSWERED, CaseState.DONE, CaseState.MERGED),
    CaseState.ANSWERED: (CaseState.DONE, CaseState.CONFIRMED, CaseState.REOPENED),
    CaseState.DONE: (CaseState.CONFIRMED, CaseState.REOPENED, CaseState.UNHEARD),
    CaseState.CONFIRMED: (CaseState.REOPENED,),
    CaseState.UNHEARD: (CaseState.CONFIRMED, CaseState.REOPENED),
    CaseState.REOPENED: (
        CaseState.ASSIGNED,
        CaseState.IN_PROGRESS,
        CaseState.ANSWERED,
        CaseState.DONE,
        CaseState.MERGED,
    ),
    CaseState.MERGED: (),
}
_PLEDGE: Mapping[State, tuple[State, ...]] = {
    PledgeState.DECLINED: (PledgeState.PLEDGED,),
    PledgeState.PLEDGED: (
        PledgeState.CONFIRMED,
        PledgeState.DECLINED,
        PledgeState.WITHDRAWN,
        PledgeState.EXPIRED,
    ),
    PledgeState.CONFIRMED: (PledgeState.PAID, PledgeState.WITHDRAWN, PledgeState.EXPIRED),
    PledgeState.PAID: (PledgeState.REFUNDED,),
    PledgeState.REFUNDED: (),
    PledgeState.WITHDRAWN: (PledgeState.PLEDGED, PledgeState.DECLINED),
    PledgeState.EXPIRED: (PledgeState.PLEDGED, PledgeState.DECLINED),
}
_PROJECT: Mapping[State, tuple[State, ...]] = {
    ProjectStage.DECIDING: (ProjectStage.BUILDING,),
    ProjectStage.BUILDING: (ProjectStage.EVALUATING,),
    # Back to building: what residents find wanting is put right, then judged again.
    ProjectStage.EVALUATING: (ProjectStage.BUILDING, ProjectStage.SHARING),
    ProjectStage.SHARING: (ProjectStage.EVALUATING,),
}
_REFUSAL: Mapping[type[State], tuple[Mapping[State, tuple[State, ...]], type[StepNotAllowed]]] = {
    VoteState: (_VOTE, VoteStep),
    CaseState: (_CASE, CaseStep),
    PledgeState: (_PLEDGE, PledgeStep),
    ProjectStage: (_PROJECT, ProjectStep),
}


def may_follow(now: State) -> tuple[State, ...]:
    """The steps that may come next, in the order in which they are offered."""
    return _REFUSAL[type(now)][0][now]


def check_step(now: State, wanted: State) -> None:
    """Let a step pass that may follow.

    :raises RuleViolated: it may not.
    :raises ValueError: steps of two different things.
    """
    if type(now) is not type(wanted):
        raise ValueError(f"{now!r} and {wanted!r} are steps of different things")
    steps, refusal = _REFUSAL[type(now)]
    if wanted not in steps[now]:
        raise refusal(now=NAMES[now], wanted=NAMES[wanted])


RUNNING = frozenset({VoteState.ANNOUNCED, VoteState.OPEN})
"""Announced, and open by the clock: what is stored need not say which of the two."""


def effective_state(state: VoteState, window: Window, now: datetime) -> VoteState:
    """Where a vote really stands: an announced one opens and an open one closes by the clock alone.

    :param now: an aware moment; the vote is open while opens <= now < closes.
    """
    if state not in RUNNING:
        return state
    if now < window.opens:
        return VoteState.ANNOUNCED
    return VoteState.OPEN if now < window.closes else VoteState.COUNTING
