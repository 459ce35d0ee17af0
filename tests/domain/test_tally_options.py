"""One of several options: who leads, who wins, and where 随多数 goes."""

import pytest

from portal.domain.electorate import Weight
from portal.domain.tally import (
    TICKED,
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
    Threshold,
    decide,
    explicit_leader,
    option_answer,
    option_key,
)

CHOOSE = Rule(
    regime=Regime.OWNERS,
    kind=QuestionKind.CHOOSE,
    matter_class=MatterClass.ORDINARY,
    options=("a", "b", "c"),
)
APPROVE = Rule(regime=Regime.OWNERS, kind=QuestionKind.APPROVE, matter_class=MatterClass.ORDINARY)
ROLL = Weight(100, 100_000)
A, B, C = map(option_answer, CHOOSE.options)
NONE, ABSTAIN, FOLLOW = Choice.NONE_OF_THESE, Choice.ABSTAIN, Choice.FOLLOW_MAJORITY


def _decided(answers: dict[str, tuple[int, int]], rule: Rule = CHOOSE) -> Result:
    return decide(rule, Count(ROLL, {answer: Weight(*weight) for answer, weight in answers.items()}))


def _in_favour(result: Result) -> tuple[int, ...]:
    return tuple(test.have for test in result.tests if test.test is Hurdle.APPROVAL)


def test_an_answer_names_its_option() -> None:
    assert option_key(option_answer("a")) == "a"
    assert option_key(Choice.ABSTAIN) is None


@pytest.mark.parametrize(
    ("answers", "leader", "outcome", "winner"),
    [
        # over half of heads and of area taking part
        ({A: (41, 41_000), B: (40, 39_000)}, "a", Outcome.PASSED, "a"),
        # leads, but exactly half the heads
        ({A: (40, 50_000), B: (40, 30_000)}, "a", Outcome.NO_DECISION, None),
        # heads lead and area does not carry: no decision, not "the other one"
        ({A: (41, 30_000), B: (40, 50_000)}, "a", Outcome.NO_DECISION, None),
        # equal heads: the larger area leads
        ({A: (40, 30_000), B: (40, 50_000)}, "b", Outcome.NO_DECISION, None),
        # equal in both: the order of the file
        ({C: (40, 40_000), B: (40, 40_000)}, "b", Outcome.NO_DECISION, None),
        # 均不同意 takes part and never wins
        ({NONE: (60, 60_000), A: (20, 20_000)}, "a", Outcome.NO_DECISION, None),
        # 弃权 keeps an option that everybody else chose from passing
        ({A: (40, 40_000), ABSTAIN: (40, 40_000)}, "a", Outcome.NO_DECISION, None),
        # two thirds did not take part
        ({A: (66, 66_000)}, "a", Outcome.NO_QUORUM, None),
        ({}, "a", Outcome.NO_QUORUM, None),
    ],
)
def test_choosing_one_of_three(
    answers: dict[str, tuple[int, int]], leader: str, outcome: Outcome, winner: str | None
) -> None:
    result = _decided(answers)
    assert (result.leader, result.outcome, result.winner) == (leader, outcome, winner)
    assert len(result.tests) == 4


def test_a_special_choice_needs_three_quarters() -> None:
    special = Rule(
        regime=Regime.OWNERS, kind=QuestionKind.CHOOSE, matter_class=MatterClass.SPECIAL, options=("a", "b")
    )
    assert _decided({A: (60, 60_000), B: (20, 20_000)}, special).outcome is Outcome.PASSED
    assert _decided({A: (60, 59_999), B: (20, 20_001)}, special).outcome is Outcome.NO_DECISION


@pytest.mark.parametrize(
    ("answers", "in_favour"),
    [
        # a leads in heads and in area: the followers are with it
        ({A: (30, 30_000), B: (20, 20_000), FOLLOW: (30, 30_000)}, (60, 60_000)),
        # a leads in heads, b in area: the followers stay with none
        ({A: (30, 20_000), B: (20, 30_000), FOLLOW: (30, 30_000)}, (30, 20_000)),
        # 均不同意 leads in both: the followers are against all of them
        ({A: (10, 10_000), NONE: (20, 20_000), FOLLOW: (50, 50_000)}, (10, 10_000)),
        # 弃权 is many and leads nothing
        ({A: (10, 10_000), ABSTAIN: (40, 40_000), FOLLOW: (30, 30_000)}, (40, 40_000)),
        # equal heads: a leads by area, and leads in area
        ({A: (20, 30_000), B: (20, 20_000), FOLLOW: (40, 40_000)}, (60, 70_000)),
        # equal area: b leads by heads, and leads in heads
        ({A: (10, 20_000), B: (20, 20_000), FOLLOW: (40, 40_000)}, (60, 60_000)),
        # equal in both: the order of the file
        ({A: (20, 20_000), B: (20, 20_000), FOLLOW: (40, 40_000)}, (60, 60_000)),
        # nobody chose outright: there is no majority to follow
        ({FOLLOW: (80, 80_000)}, (0, 0)),
    ],
)
def test_followers_go_with_the_explicit_leader(
    answers: dict[str, tuple[int, int]], in_favour: tuple[int, int]
) -> None:
    result = _decided(answers)
    assert _in_favour(result) == in_favour
    assert result.choices[FOLLOW] == Weight(*answers[FOLLOW])
    assert result.participating == sum(result.choices.values(), Weight(0, 0))


@pytest.mark.parametrize(
    ("answers", "in_favour", "outcome"),
    [
        (
            {Choice.APPROVE: (30, 30_000), Choice.OPPOSE: (20, 20_000), FOLLOW: (20, 20_000)},
            50,
            Outcome.PASSED,
        ),
        (
            {Choice.APPROVE: (20, 20_000), Choice.OPPOSE: (30, 30_000), FOLLOW: (20, 20_000)},
            20,
            Outcome.NOT_PASSED,
        ),
        # 同意 leads in heads, 反对 in area
        (
            {Choice.APPROVE: (30, 20_000), Choice.OPPOSE: (20, 30_000), FOLLOW: (20, 20_000)},
            30,
            Outcome.NOT_PASSED,
        ),
    ],
)
def test_followers_on_a_yes_or_no_question(
    answers: dict[str, tuple[int, int]], in_favour: int, outcome: Outcome
) -> None:
    result = _decided(answers, APPROVE)
    assert _in_favour(result)[0] == in_favour
    assert result.outcome is outcome


def test_who_leads_is_never_an_abstention() -> None:
    assert explicit_leader(APPROVE, {ABSTAIN: Weight(9, 9), Choice.OPPOSE: Weight(1, 1)}) == Choice.OPPOSE
    assert explicit_leader(APPROVE, {ABSTAIN: Weight(9, 9)}) is None


MEETING = Rule(
    regime=Regime.RESIDENTS,
    kind=QuestionKind.APPROVE,
    present=Threshold(1, 2, strict=True),
    votes=Threshold(1, 2, strict=True),
)


@pytest.mark.parametrize(
    ("approve", "oppose", "outcome"),
    [
        (26, 25, Outcome.PASSED),  # 51 of 100 present, 26 of 51 in favour
        (50, 0, Outcome.NO_QUORUM),  # half present is not more than half
        (30, 30, Outcome.NOT_PASSED),  # half of those present is not over half
        (31, 29, Outcome.PASSED),
    ],
)
def test_a_residents_meeting_counts_people(approve: int, oppose: int, outcome: Outcome) -> None:
    answers = {Choice.APPROVE: Weight(approve, 0), Choice.OPPOSE: Weight(oppose, 0)}
    result = decide(MEETING, Count(Weight(100, 0), answers))
    assert result.outcome is outcome
    assert [(test.measure, test.have, test.of) for test in result.tests] == [
        (Measure.PRESENT, approve + oppose, 100),
        (Measure.VOTES, approve, approve + oppose),
    ]


def test_a_meetings_figures_are_the_streets() -> None:
    rule = Rule(
        regime=Regime.RESIDENTS,
        kind=QuestionKind.CHOOSE,
        options=("a", "b"),
        present=Threshold(2, 3),
        votes=Threshold(3, 5),
    )
    answers = {A: Weight(40, 0), B: Weight(20, 0), FOLLOW: Weight(7, 0)}
    result = decide(rule, Count(Weight(100, 0), answers))
    assert [(test.needs, test.strict, test.have) for test in result.tests] == [
        ((2, 3), False, 67),
        ((3, 5), False, 47),
    ]
    assert (result.outcome, result.winner) == (Outcome.PASSED, "a")


@pytest.mark.parametrize("missing", ["present", "votes"])
def test_a_meeting_without_its_figures_cannot_be_counted(missing: str) -> None:
    figures = {"present": Threshold(1, 2), "votes": Threshold(1, 2), missing: None}
    with pytest.raises(ValueError, match="figures"):
        Rule(regime=Regime.RESIDENTS, kind=QuestionKind.APPROVE, **figures)


def test_a_survey_decides_nothing() -> None:
    survey = Rule(regime=Regime.SURVEY, kind=QuestionKind.CHOOSE, options=("a", "b"))
    result = decide(survey, Count(Weight(10, 0), {A: Weight(10, 0)}))
    assert (result.tests, result.outcome, result.winner) == ((), None, None)
    assert result.choices == {A: Weight(10, 0)}


def test_owners_wishes_under_a_budget_are_advice() -> None:
    rule = Rule(regime=Regime.OWNERS, kind=QuestionKind.BUDGET, options=("a", "b"))
    answers = {TICKED: Weight(6, 60), A: Weight(5, 50), B: Weight(4, 40), ABSTAIN: Weight(1, 10)}
    result = decide(rule, Count(Weight(10, 100), answers))
    assert (result.tests, result.outcome, result.winner) == ((), Outcome.ADVICE, None)
    assert result.participating == Weight(7, 70)  # options overlap and are not added up
    assert result.choices[A] == Weight(5, 50)


def test_a_meeting_may_advise_under_a_budget_once_enough_are_present() -> None:
    rule = Rule(
        regime=Regime.RESIDENTS,
        kind=QuestionKind.BUDGET,
        options=("a",),
        present=Threshold(1, 2, strict=True),
        votes=Threshold(1, 2, strict=True),
    )
    few = decide(rule, Count(Weight(10, 0), {TICKED: Weight(5, 0), A: Weight(5, 0)}))
    enough = decide(rule, Count(Weight(10, 0), {TICKED: Weight(6, 0), A: Weight(5, 0)}))
    assert (few.outcome, enough.outcome) == (Outcome.NO_QUORUM, Outcome.ADVICE)
    assert [test.measure for test in enough.tests] == [Measure.PRESENT]


def test_an_option_cannot_be_ticked_by_more_than_ticked() -> None:
    rule = Rule(regime=Regime.SURVEY, kind=QuestionKind.BUDGET, options=("a",))
    with pytest.raises(ValueError, match="more than all who ticked"):
        decide(rule, Count(Weight(10, 0), {A: Weight(1, 0)}))


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (QuestionKind.CHOOSE, ()),
        (QuestionKind.BUDGET, ()),
        (QuestionKind.APPROVE, ("a",)),
        (QuestionKind.CHOOSE, ("a", "a")),
    ],
)
def test_a_question_has_the_options_of_its_kind(kind: QuestionKind, options: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"options"):
        Rule(regime=Regime.SURVEY, kind=kind, options=options)


@pytest.mark.parametrize(("num", "den"), [(0, 1), (3, 2), (-1, 2)])
def test_a_threshold_is_a_share(num: int, den: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        Threshold(num, den)
