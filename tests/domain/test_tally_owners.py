"""Owners' decisions at their boundaries: which figure decides, and why it falls on that side."""

import pytest

from portal.domain.electorate import Weight
from portal.domain.tally import (
    Choice,
    Count,
    Hurdle,
    MatterClass,
    Measure,
    Outcome,
    QuestionKind,
    Regime,
    Result,
    Rule,
    decide,
    homes_still_needed,
    participating_in,
)

ORDINARY = Rule(regime=Regime.OWNERS, kind=QuestionKind.APPROVE, matter_class=MatterClass.ORDINARY)
SPECIAL = Rule(regime=Regime.OWNERS, kind=QuestionKind.APPROVE, matter_class=MatterClass.SPECIAL)
NOTHING = (0, 0)


def _decided(rule: Rule, roll: tuple[int, int], **answers: tuple[int, int]) -> Result:
    weights = {Choice(name): Weight(*weight) for name, weight in answers.items()}
    return decide(rule, Count(Weight(*roll), weights))


@pytest.mark.parametrize(
    ("rule", "approve", "oppose", "abstain", "outcome"),
    [
        (ORDINARY, (4, 400_00), (2, 200_00), NOTHING, Outcome.PASSED),  # 600/900 and 6/9: exactly two thirds
        (ORDINARY, (6, 599_99), NOTHING, NOTHING, Outcome.NO_QUORUM),  # 0.01 m2 below two thirds
        (ORDINARY, (5, 900_00), NOTHING, NOTHING, Outcome.NO_QUORUM),  # five heads of nine, whatever the area
        (ORDINARY, (4, 400_00), (4, 300_00), NOTHING, Outcome.NOT_PASSED),  # half the heads is not over half
        (ORDINARY, (5, 300_00), (3, 300_00), NOTHING, Outcome.NOT_PASSED),  # half the area is not over half
        (ORDINARY, (5, 300_01), (3, 300_00), NOTHING, Outcome.PASSED),  # 0.01 m2 over half
        (
            ORDINARY,
            (4, 400_00),
            (1, 50_00),
            (4, 450_00),
            Outcome.NOT_PASSED,
        ),  # abstaining counts as taking part
        (
            SPECIAL,
            (6, 600_00),
            (2, 200_00),
            NOTHING,
            Outcome.PASSED,
        ),  # 6/8 and 600/800: three quarters suffice
        (SPECIAL, (6, 599_99), (2, 200_01), NOTHING, Outcome.NOT_PASSED),  # 0.01 m2 below three quarters
        (ORDINARY, (6, 599_99), (2, 200_01), NOTHING, Outcome.PASSED),  # the class alone changes the result
        (SPECIAL, (5, 700_00), (2, 0), NOTHING, Outcome.NOT_PASSED),  # five heads of seven are below 3/4
        (ORDINARY, NOTHING, NOTHING, NOTHING, Outcome.NO_QUORUM),  # nobody: no division by nothing
    ],
)
def test_an_owners_decision(
    rule: Rule,
    approve: tuple[int, int],
    oppose: tuple[int, int],
    abstain: tuple[int, int],
    outcome: Outcome,
) -> None:
    result = _decided(rule, (9, 900_00), approve=approve, oppose=oppose, abstain=abstain)
    assert result.outcome is outcome
    assert result.winner is None


def test_a_real_lift_vote_stood_one_head_short() -> None:
    # 17 of 24 is 70.8 %: enough for two thirds, not for three quarters, where 18 are needed.
    result = _decided(SPECIAL, (24, 2400_00), approve=(17, 1900_00), oppose=(7, 500_00))
    failed = [test for test in result.tests if not test.met]
    assert [(test.measure, test.test, test.have, test.of) for test in failed] == [
        (Measure.HEADS, Hurdle.APPROVAL, 17, 24)
    ]
    assert failed[0].short_by == 1
    assert failed[0].needs == (3, 4)
    assert not failed[0].strict


def test_every_test_names_its_numbers() -> None:
    result = _decided(ORDINARY, (9, 900_00), approve=(4, 400_00), oppose=(2, 200_00))
    assert [(t.measure, t.test, t.have, t.of, t.needs, t.strict, t.met) for t in result.tests] == [
        (Measure.HEADS, Hurdle.PARTICIPATION, 6, 9, (2, 3), False, True),
        (Measure.AREA, Hurdle.PARTICIPATION, 600_00, 900_00, (2, 3), False, True),
        (Measure.HEADS, Hurdle.APPROVAL, 4, 6, (1, 2), True, True),
        (Measure.AREA, Hurdle.APPROVAL, 400_00, 600_00, (1, 2), True, True),
    ]


@pytest.mark.parametrize(
    ("setting", "answer"), [("blank_participates", Choice.BLANK), ("invalid_participates", Choice.INVALID)]
)
def test_blank_and_invalid_take_part_only_by_setting(setting: str, answer: Choice) -> None:
    answers = {Choice.APPROVE: Weight(5, 500_00), answer: Weight(1, 100_00)}
    count = Count(Weight(9, 900_00), answers)
    by_default = decide(ORDINARY, count)
    by_setting = decide(
        Rule(
            regime=Regime.OWNERS,
            kind=QuestionKind.APPROVE,
            matter_class=MatterClass.ORDINARY,
            blank_participates=setting == "blank_participates",
            invalid_participates=setting == "invalid_participates",
        ),
        count,
    )
    assert (by_default.outcome, by_default.participating) == (Outcome.NO_QUORUM, Weight(5, 500_00))
    assert (by_setting.outcome, by_setting.participating) == (Outcome.PASSED, Weight(6, 600_00))
    assert answer not in by_default.choices
    assert by_setting.choices[answer] == Weight(1, 100_00)


def test_while_open_only_participation_is_told() -> None:
    answers = {
        Choice.APPROVE: Weight(2, 10),
        Choice.ABSTAIN: Weight(1, 5),
        Choice.FOLLOW_MAJORITY: Weight(1, 4),
        Choice.BLANK: Weight(1, 3),
        Choice.INVALID: Weight(1, 2),
    }
    assert participating_in(ORDINARY, answers) == Weight(4, 19)


def test_an_empty_roll_meets_no_test() -> None:
    result = _decided(ORDINARY, NOTHING)
    assert result.outcome is Outcome.NO_QUORUM
    assert not any(test.met for test in result.tests)
    assert all(test.short_by == 1 for test in result.tests)


@pytest.mark.parametrize(
    ("approve", "homes"),
    [
        ((6, 600_00), 0),  # nothing is missing
        ((5, 600_00), 1),  # one head
        ((6, 599_99), 1),  # a hundredth of a square metre still takes a home
        ((6, 499_99), 2),  # 100.01 m2 at 100 m2 a home
        ((2, 500_00), 4),  # heads are further off than area
    ],
)
def test_homes_still_needed(approve: tuple[int, int], homes: int) -> None:
    result = _decided(ORDINARY, (9, 900_00), approve=approve)
    participation = [test for test in result.tests if test.test is Hurdle.PARTICIPATION]
    assert homes_still_needed(participation, Weight(9, 900_00)) == homes


def test_homes_cannot_be_told_without_area() -> None:
    result = _decided(ORDINARY, (9, 900_00), approve=(9, 1))
    with pytest.raises(ValueError, match="no mean area"):
        homes_still_needed(result.tests, Weight(9, 0))


@pytest.mark.parametrize(
    "answers",
    [
        {Choice.NONE_OF_THESE: Weight(1, 1)},  # no such box on a yes or no question
        {"option:a": Weight(1, 1)},
        {"agree": Weight(1, 1)},
        {Choice.APPROVE: Weight(10, 1)},  # more heads than the roll
        {Choice.APPROVE: Weight(5, 500_00), Choice.OPPOSE: Weight(1, 400_01)},  # more area than the roll
    ],
)
def test_a_count_that_cannot_be_is_a_bug(answers: dict[str, Weight]) -> None:
    with pytest.raises(ValueError, match=r"answers that|more weight"):
        decide(ORDINARY, Count(Weight(9, 900_00), answers))


def test_silent_owners_are_part_of_the_roll_too() -> None:
    with pytest.raises(ValueError, match="more weight"):
        decide(ORDINARY, Count(Weight(9, 9), {Choice.APPROVE: Weight(5, 5)}, silent_served=Weight(5, 4)))


def test_an_owners_decision_has_a_class() -> None:
    with pytest.raises(ValueError, match="ordinary or special"):
        Rule(regime=Regime.OWNERS, kind=QuestionKind.APPROVE)
