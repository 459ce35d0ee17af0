"""Which step may follow which, and where a vote stands by the clock."""

from datetime import datetime, timedelta

import pytest

from portal.domain.deadlines import CHINA, Window
from portal.domain.stages import (
    NAMES,
    CaseState,
    CaseStep,
    PledgeState,
    PledgeStep,
    ProjectStage,
    ProjectStep,
    State,
    StepNotAllowed,
    VoteState,
    VoteStep,
    check_step,
    effective_state,
    may_follow,
)

OPENS = datetime(2021, 3, 16, 9, tzinfo=CHINA)
WINDOW = Window(OPENS, OPENS + timedelta(days=10))


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (VoteState.DRAFT, VoteState.ANNOUNCED),
        (VoteState.PRELIMINARY, VoteState.COUNTING),  # an objection asked for a recount
        (VoteState.FINAL, VoteState.VOID),  # a court annulled it
        (CaseState.SENT, CaseState.ACCEPTED),
        (CaseState.ASSIGNED, CaseState.ASSIGNED),  # to another body
        (CaseState.CONFIRMED, CaseState.REOPENED),
        (PledgeState.EXPIRED, PledgeState.PLEDGED),
        (PledgeState.PAID, PledgeState.REFUNDED),
        (ProjectStage.EVALUATING, ProjectStage.BUILDING),  # what was wanting is put right
    ],
)
def test_a_step_that_may_follow(now: State, wanted: State) -> None:
    check_step(now, wanted)
    assert wanted in may_follow(now)


@pytest.mark.parametrize(
    ("now", "wanted", "refusal"),
    [
        (VoteState.DRAFT, VoteState.OPEN, VoteStep),  # nothing opens that was not announced
        (VoteState.OPEN, VoteState.DRAFT, VoteStep),  # what was announced is not taken back, but voided
        (VoteState.OPEN, VoteState.ANNOUNCED, VoteStep),
        (VoteState.COUNTING, VoteState.FINAL, VoteStep),  # objections come first
        (VoteState.FINAL, VoteState.PRELIMINARY, VoteStep),
        (VoteState.VOID, VoteState.DRAFT, VoteStep),
        (CaseState.SENT, CaseState.ANSWERED, CaseStep),
        (CaseState.IN_PROGRESS, CaseState.CONFIRMED, CaseStep),  # nothing to confirm before an answer
        (CaseState.CONFIRMED, CaseState.ANSWERED, CaseStep),
        (PledgeState.PLEDGED, PledgeState.PAID, PledgeStep),  # a signed letter comes first
        (PledgeState.DECLINED, PledgeState.PAID, PledgeStep),
        (PledgeState.REFUNDED, PledgeState.PAID, PledgeStep),
        (ProjectStage.DECIDING, ProjectStage.SHARING, ProjectStep),
        (ProjectStage.BUILDING, ProjectStage.DECIDING, ProjectStep),
    ],
)
def test_a_step_that_may_not_follow(now: State, wanted: State, refusal: type[StepNotAllowed]) -> None:
    with pytest.raises(refusal) as refused:
        check_step(now, wanted)
    assert NAMES[now] in str(refused.value)
    assert NAMES[wanted] in str(refused.value)


def test_steps_of_two_things_are_a_bug() -> None:
    with pytest.raises(ValueError, match="different things"):
        check_step(PledgeState.CONFIRMED, CaseState.CONFIRMED)


@pytest.mark.parametrize("kind", [VoteState, CaseState, PledgeState, ProjectStage])
def test_every_step_has_a_name_and_can_be_reached(kind: type[State]) -> None:
    states = list(kind)
    assert all(state in NAMES for state in states)
    reached = {states[0]} | {after for state in states for after in may_follow(state)}
    assert reached == set(states)


@pytest.mark.parametrize(
    ("state", "after_opening", "effective"),
    [
        (VoteState.ANNOUNCED, timedelta(seconds=-1), VoteState.ANNOUNCED),
        (VoteState.ANNOUNCED, timedelta(0), VoteState.OPEN),
        (VoteState.OPEN, timedelta(days=10, seconds=-1), VoteState.OPEN),
        (VoteState.OPEN, timedelta(days=10), VoteState.COUNTING),
        (VoteState.ANNOUNCED, timedelta(days=10), VoteState.COUNTING),  # nobody pressed anything
        (VoteState.DRAFT, timedelta(days=5), VoteState.DRAFT),  # the clock opens nothing unannounced
        (VoteState.VOID, timedelta(days=5), VoteState.VOID),
        (VoteState.FINAL, timedelta(days=5), VoteState.FINAL),
    ],
)
def test_where_a_vote_stands(state: VoteState, after_opening: timedelta, effective: VoteState) -> None:
    assert effective_state(state, WINDOW, OPENS + after_opening) is effective


def test_every_step_has_a_name_of_its_own() -> None:
    steps = [step for kind in (VoteState, CaseState, PledgeState, ProjectStage) for step in kind]
    assert len(NAMES) == len(steps)
    assert NAMES[CaseState.CONFIRMED] == "居民已确认"
