"""Silence counted by a clause: always both lines, and never more than the clause says."""

import pytest

from portal.domain.electorate import Weight
from portal.domain.tally import (
    Choice,
    Count,
    CountsTo,
    Deemed,
    DeemedApproveOnlyForApprove,
    DeemedOnlyForOwners,
    Hurdle,
    MatterClass,
    Outcome,
    QuestionKind,
    Regime,
    Rule,
    Threshold,
    decide,
    option_answer,
)

ROLL = Weight(100, 100_000)
SILENT = Weight(30, 30_000)
A, B = option_answer("a"), option_answer("b")


def _rule(kind: QuestionKind, counts_to: CountsTo, *, decides: bool = False) -> Rule:
    return Rule(
        regime=Regime.OWNERS,
        kind=kind,
        matter_class=MatterClass.ORDINARY,
        options=() if kind is QuestionKind.APPROVE else ("a", "b"),
        deemed=Deemed(counts_to, decides),
    )


MAJORITY = _rule(QuestionKind.APPROVE, CountsTo.MAJORITY)
TO_APPROVE = _rule(QuestionKind.APPROVE, CountsTo.APPROVE)


def test_both_lines_stand_and_the_ballots_decide() -> None:
    count = Count(ROLL, {Choice.APPROVE: Weight(40, 40_000), Choice.OPPOSE: Weight(10, 10_000)}, SILENT)
    result = decide(MAJORITY, count)
    assert result.outcome is Outcome.NO_QUORUM
    assert result.participating == Weight(50, 50_000)
    assert result.with_deemed is not None
    assert result.with_deemed.outcome is Outcome.PASSED
    assert result.with_deemed.participating == Weight(80, 80_000)
    assert result.with_deemed.choices[Choice.APPROVE] == Weight(70, 70_000)
    assert result.with_deemed.with_deemed is None


def test_a_clause_that_decides_changes_the_outcome_and_not_the_tests() -> None:
    rule = _rule(QuestionKind.CHOOSE, CountsTo.MAJORITY, decides=True)
    count = Count(ROLL, {A: Weight(40, 40_000), B: Weight(10, 10_000)}, SILENT)
    result = decide(rule, count)
    assert (result.outcome, result.winner) == (Outcome.PASSED, "a")
    assert result.participating == Weight(50, 50_000)
    assert [test.met for test in result.tests] == [False, False, True, True]


@pytest.mark.parametrize(
    ("rule", "approve", "oppose", "goes_to"),
    [
        (MAJORITY, (20, 20_000), (30, 30_000), Choice.OPPOSE),  # the majority may be a no
        (TO_APPROVE, (20, 20_000), (30, 30_000), Choice.APPROVE),  # silence is consent, by clause
        (MAJORITY, (20, 30_000), (30, 20_000), None),  # no one majority in heads and area
        (MAJORITY, (0, 0), (0, 0), None),  # nothing that silence could join
        (MAJORITY, (25, 25_000), (25, 25_000), Choice.APPROVE),  # equal in both: the order of the ballot
    ],
)
def test_where_silence_goes(
    rule: Rule, approve: tuple[int, int], oppose: tuple[int, int], goes_to: Choice | None
) -> None:
    answers = {Choice.APPROVE: Weight(*approve), Choice.OPPOSE: Weight(*oppose)}
    with_deemed = decide(rule, Count(ROLL, answers, SILENT)).with_deemed
    assert with_deemed is not None
    assert with_deemed.participating == Weight(*approve) + Weight(*oppose) + SILENT
    for choice, weight in answers.items():
        assert with_deemed.choices[choice] == (weight + SILENT if choice is goes_to else weight)
    in_favour = next(test.have for test in with_deemed.tests if test.test is Hurdle.APPROVAL)
    assert in_favour == approve[0] + (SILENT.heads if goes_to is Choice.APPROVE else 0)


def test_only_served_owners_are_reached() -> None:
    answers: dict[str, Weight] = {Choice.APPROVE: Weight(50, 50_000)}
    result = decide(MAJORITY, Count(ROLL, answers))  # nobody silent was served
    assert result.with_deemed is not None
    assert result.with_deemed.participating == result.participating
    assert result.with_deemed.outcome is result.outcome


def test_followers_and_silence_join_the_same_leader() -> None:
    answers = {
        Choice.APPROVE: Weight(20, 20_000),
        Choice.OPPOSE: Weight(10, 10_000),
        Choice.FOLLOW_MAJORITY: Weight(15, 15_000),
    }
    result = decide(MAJORITY, Count(ROLL, answers, SILENT))
    assert result.with_deemed is not None
    approval = next(test for test in result.with_deemed.tests if test.test is Hurdle.APPROVAL)
    assert (approval.have, approval.of) == (20 + 15 + 30, 75)


def test_advice_under_a_budget_has_no_second_line() -> None:
    rule = _rule(QuestionKind.BUDGET, CountsTo.MAJORITY)
    assert decide(rule, Count(ROLL, {}, SILENT)).with_deemed is None


@pytest.mark.parametrize("regime", [Regime.RESIDENTS, Regime.SURVEY])
def test_only_owners_may_have_a_clause(regime: Regime) -> None:
    half = Threshold(1, 2)
    with pytest.raises(DeemedOnlyForOwners, match="只适用于业主共同决定"):
        Rule(
            regime=regime,
            kind=QuestionKind.APPROVE,
            present=half,
            votes=half,
            deemed=Deemed(CountsTo.MAJORITY),
        )


@pytest.mark.parametrize("kind", [QuestionKind.CHOOSE, QuestionKind.BUDGET])
def test_silence_as_consent_needs_a_yes_or_no_question(kind: QuestionKind) -> None:
    with pytest.raises(DeemedApproveOnlyForApprove, match="同意或反对"):
        _rule(kind, CountsTo.APPROVE)
