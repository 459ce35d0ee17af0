"""What a ballot may say on a question."""

import pytest

from portal.domain.answers import (
    BallotShape,
    CannotStandTogether,
    NotOnTheBallot,
    TickedTwice,
    TooFewTicked,
    TooManyTicked,
    read_ticks,
)
from portal.domain.errors import RuleViolated
from portal.domain.tally import Choice, QuestionKind, option_answer

A, B, C = map(option_answer, "abc")
APPROVE = BallotShape(kind=QuestionKind.APPROVE)
CHOOSE = BallotShape(kind=QuestionKind.CHOOSE, options=("a", "b"))
BUDGET = BallotShape(kind=QuestionKind.BUDGET, options=("a", "b", "c"), most=2)


@pytest.mark.parametrize(
    ("shape", "ticks", "answers"),
    [
        (APPROVE, [Choice.APPROVE], (Choice.APPROVE,)),
        (APPROVE, [Choice.ABSTAIN], (Choice.ABSTAIN,)),
        (APPROVE, [], (Choice.BLANK,)),
        (CHOOSE, [A], (A,)),
        (CHOOSE, [Choice.NONE_OF_THESE], (Choice.NONE_OF_THESE,)),
        (BUDGET, [C, A], (A, C)),  # in the order of the paper
        (BUDGET, [Choice.ABSTAIN], (Choice.ABSTAIN,)),
    ],
)
def test_answers(shape: BallotShape, ticks: list[str], answers: tuple[str, ...]) -> None:
    assert read_ticks(shape, ticks) == answers


@pytest.mark.parametrize(
    ("shape", "ticks", "refusal"),
    [
        (APPROVE, [Choice.APPROVE, Choice.OPPOSE], TooManyTicked),
        (APPROVE, [Choice.NONE_OF_THESE], NotOnTheBallot),
        (APPROVE, [Choice.INVALID], NotOnTheBallot),  # nobody ticks 作废
        (APPROVE, [Choice.FOLLOW_MAJORITY], NotOnTheBallot),  # only by setting
        (CHOOSE, [Choice.APPROVE], NotOnTheBallot),
        (CHOOSE, [C], NotOnTheBallot),
        (CHOOSE, ["a"], NotOnTheBallot),  # a bare key is no answer
        (CHOOSE, [A, B], TooManyTicked),
        (BUDGET, [A, A], TickedTwice),
        (BUDGET, [A, B, C], TooManyTicked),
        (BUDGET, [A, Choice.ABSTAIN], CannotStandTogether),
        (BUDGET, [Choice.NONE_OF_THESE, Choice.ABSTAIN], CannotStandTogether),
    ],
)
def test_refusals(shape: BallotShape, ticks: list[str], refusal: type[RuleViolated]) -> None:
    with pytest.raises(refusal):
        read_ticks(shape, ticks)


def test_as_many_as_the_question_asks() -> None:
    shape = BallotShape(kind=QuestionKind.BUDGET, options=("a", "b", "c"), least=2)
    assert read_ticks(shape, [A, B, C]) == (A, B, C)
    with pytest.raises(TooFewTicked, match="至少要选2项，现选了1项"):
        read_ticks(shape, [A])


def test_following_is_offered_by_setting_only() -> None:
    shape = BallotShape(kind=QuestionKind.CHOOSE, options=("a",), offers_follow_majority=True)
    assert shape.boxes == (A, Choice.NONE_OF_THESE, Choice.ABSTAIN, Choice.FOLLOW_MAJORITY)
    assert read_ticks(shape, [Choice.FOLLOW_MAJORITY]) == (Choice.FOLLOW_MAJORITY,)


@pytest.mark.parametrize("shape", [APPROVE, CHOOSE, BUDGET])
def test_nobody_is_left_without_a_no_and_an_abstention(shape: BallotShape) -> None:
    assert Choice.ABSTAIN in shape.boxes
    assert {Choice.OPPOSE, Choice.NONE_OF_THESE} & set(shape.boxes)
