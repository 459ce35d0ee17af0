"""Vectors that others computed: the Civil Code's boundaries, and two voting systems' own tests."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal.domain.amounts import parse_area
from portal.domain.answers import BallotShape, read_ticks
from portal.domain.electorate import Owner, Part, Weight, merge_parts, party_key
from portal.domain.errors import RuleViolated
from portal.domain.matters import Matter, matter_class
from portal.domain.tally import (
    Choice,
    Count,
    Hurdle,
    MatterClass,
    Outcome,
    QuestionKind,
    Regime,
    Rule,
    decide,
    option_answer,
)

VECTORS = Path(__file__).parent.parent / "data" / "vectors"


def _load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((VECTORS / name).read_text(encoding="utf-8"))
    return content


CIVIL_CODE = _load("civil_code_278.json")
OPENSLIDES = _load("openslides_vote_validate.json")
HELIOS = _load("helios_absolute_majority.json")


def _weight(figures: list[Any]) -> Weight:
    area, heads = figures
    return Weight(heads, 0 if area == "0" else parse_area(area))


@pytest.mark.parametrize("case", CIVIL_CODE["decisions"], ids=lambda case: case["name"])
def test_civil_code_decision(case: dict[str, Any]) -> None:
    matter = next(matter for matter in Matter if matter.item == case["matter"])
    rule = Rule(regime=Regime.OWNERS, kind=QuestionKind.APPROVE, matter_class=matter_class(matter))
    answers = {
        Choice.APPROVE: _weight(case["for"]),
        Choice.OPPOSE: _weight(case["against"]),
        Choice.ABSTAIN: _weight(case["abstain"]),
    }
    roll = Weight(case["total_heads"], parse_area(case["total_area"]))
    result = decide(rule, Count(roll, answers))
    quorate = all(test.met for test in result.tests if test.test is Hurdle.PARTICIPATION)
    assert quorate is case["expect_quorum"], case["why"]
    assert (result.outcome is Outcome.PASSED) is case["expect_passed"], case["why"]


@pytest.mark.parametrize("case", CIVIL_CODE["headcount"], ids=lambda case: case["name"])
def test_civil_code_headcount(case: dict[str, Any]) -> None:
    areas = case.get("unit_area", {})
    parts = [
        Part(
            party_key([Owner(name, id_number=f"ID of {name}") for name in owners.split("+")], home=home),
            parse_area(areas.get(home, "50.00")),
        )
        for home, owners in case["units"]
    ]
    parts += [
        Part(party_key([Owner("developer")], home=home, unsold=True), 50_00)
        for home in case["developer_units"]
    ]
    electorate = merge_parts(parts)
    assert electorate.roll.heads == case["expect_heads"], case["why"]
    if "expect_area" in case:
        assert electorate.roll.area == parse_area(case["expect_area"])


@pytest.mark.parametrize("case", HELIOS["cases"], ids=lambda case: f"{case['result']} of {case['cast']}")
def test_helios_absolute_majority(case: dict[str, Any]) -> None:
    """Their "absolute" is our more than half of those taking part; the rest of `cast` abstained.

    Their "relative" (the most votes win) is a rule that owners do not have: there the leader is the same,
    and it has passed only where it is over half as well.
    """
    first, second = case["result"]
    answers = {
        option_answer("0"): Weight(first, first),
        option_answer("1"): Weight(second, second),
        Choice.ABSTAIN: Weight(case["cast"] - first - second, case["cast"] - first - second),
    }
    rule = Rule(
        regime=Regime.OWNERS,
        kind=QuestionKind.CHOOSE,
        matter_class=MatterClass.ORDINARY,
        options=("0", "1"),
    )
    result = decide(rule, Count(Weight(case["cast"], case["cast"]), answers))
    if case["type"] == "relative":
        assert result.leader == str(case["winners"][0])
        assert result.outcome is Outcome.NO_DECISION
    else:
        assert [result.winner] == ([str(winner) for winner in case["winners"]] or [None])


# OpenSlides knows shapes of ballot that ours do not have. What these cases ask, ours cannot be asked:
NOT_OURS = {
    # points: one ballot of ours ticks an option or not, and never gives it an amount
    "Method Y, Vote on one option with correct amount",
    "Method Y, Vote on one option with to less amount",
    "Method Y and maxVotesPerOption>1, Correct vote",
    "Method Y and maxVotesPerOption>1, Too many votes on one option",
    "Method Y and maxVotesPerOption>1, Too many votes in total",
    # one word for or against everything at once: ours is 均不同意 on a choice, and it is always offered
    "Method Y, Global Y, Vote Y",
    "Method Y, Vote N",
    "Method YN, Global Y, Vote Y",
    "Method YN, Not Global Y, Vote Y",
    "Method YNA, Global N, Vote N",
    "Method YNA, Not Global N, Vote N",
    # options struck out instead of ticked
    "Method N, Global N, Vote N",
    # how many questions must be answered: ours may each be left blank
    "Method YNA with to low selected",
    "Method YNA with enough selected",
    "Method YNA with to many selected",
    "Method YNA with not to many selected",
    # a poll without a method: a question of ours always has one of three kinds
    "Method Unknown",
}


def _is_accepted(shape: BallotShape, ticks: list[str]) -> bool:
    try:
        read_ticks(shape, ticks)
    except RuleViolated:
        return False
    return True


def _options(poll: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(option) for option in poll.get("OptionIDs", (1, 2)))


def _accepts_one_of_several(case: dict[str, Any]) -> bool:
    """Method Y: our `choose`, or `budget` where several may be ticked."""
    poll, vote = case["poll"], case["vote"]
    most, least = poll.get("MaxVotesAmount", 1), poll.get("MinVotesAmount", 1)
    kind = QuestionKind.CHOOSE if most == least == 1 else QuestionKind.BUDGET
    shape = BallotShape(kind=kind, options=_options(poll), least=least, most=max(most, least))
    if isinstance(vote, str):
        return _is_accepted(shape, [Choice.NONE_OF_THESE if vote == "N" else vote])
    # An amount is that many ticks of the same box; less than none is no tick of any box.
    ticks = [
        option_answer(option) if amount > 0 else "a negative amount"
        for option, amount in vote.items()
        for _ in range(abs(amount))
    ]
    return _is_accepted(shape, ticks)


def _accepts_question_by_question(case: dict[str, Any]) -> bool:
    """Methods YN and YNA: a yes or no question of ours for each option, the others left blank."""
    poll, vote = case["poll"], case["vote"]
    words = {"Y": Choice.APPROVE, "N": Choice.OPPOSE, "A": Choice.ABSTAIN}
    if poll["Pollmethod"] == "YN":
        del words["A"]  # ours always offers 弃权; a poll without it has no such word
    questions = {option: BallotShape(kind=QuestionKind.APPROVE) for option in _options(poll)}
    return all(
        option in questions and _is_accepted(questions[option], [words.get(answer, str(answer))])
        for option, answer in vote.items()
    )


OURS = [case for case in OPENSLIDES["cases"] if case["name"] not in NOT_OURS]


@pytest.mark.parametrize("case", OURS, ids=lambda case: case["name"])
def test_openslides_ballot(case: dict[str, Any]) -> None:
    by_question = case["poll"]["Pollmethod"] in ("YN", "YNA")
    accepts = _accepts_question_by_question if by_question else _accepts_one_of_several
    assert accepts(case) is case["valid"]


def test_the_cases_left_out_exist() -> None:
    assert {case["name"] for case in OPENSLIDES["cases"]} > NOT_OURS
    assert len(OURS) + len(NOT_OURS) == len(OPENSLIDES["cases"])
