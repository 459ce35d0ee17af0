"""The count against a second one, written plainly from the ballots, with fractions and no shared code."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.electorate import ZERO, Weight
from portal.domain.tally import (
    Count,
    CountsTo,
    Deemed,
    MatterClass,
    QuestionKind,
    Regime,
    Result,
    Rule,
    decide,
)

OTHERS = ["abstain", "follow_majority", "blank", "invalid"]


@dataclass(frozen=True)
class Voter:
    """A voter and what came of the ballot: an answer, "silent" (served) or "unserved"."""

    area: int
    said: str


def _present(rule: Rule, voters: Sequence[Voter], *, count_silent: bool) -> list[Voter]:
    takes_part = {
        "unserved": False,
        "silent": count_silent,
        "blank": rule.blank_participates,
        "invalid": rule.invalid_participates,
    }
    return [voter for voter in voters if takes_part.get(voter.said, True)]


def _first(answers: list[str], present: list[Voter], by: str) -> str:
    def worth(said: str) -> tuple[int, int, int]:
        heads = len([voter for voter in present if voter.said == said])
        area = sum(voter.area for voter in present if voter.said == said)
        return (-heads, -area, answers.index(said)) if by == "heads" else (-area, -heads, answers.index(said))

    return sorted(answers, key=worth)[0]


def _for_it(rule: Rule, present: list[Voter]) -> tuple[str, list[Voter]]:
    """The answer asked about, and everybody who is for it."""
    explicit = ["approve", "oppose"]
    asked = "approve"
    if rule.kind == "choose":
        options = [f"option:{key}" for key in rule.options]
        explicit = [*options, "none_of_these"]
        asked = _first(options, present, "heads")
    leader = _first(explicit, present, "heads")
    if leader != _first(explicit, present, "area") or all(voter.said != leader for voter in present):
        leader = ""
    silent_to = "approve" if rule.deemed and rule.deemed.counts_to == "approve" else leader
    said = {
        asked,
        "follow_majority" if leader == asked else asked,
        "silent" if silent_to == asked else asked,
    }
    return asked, [voter for voter in present if voter.said in said]


def _share(part: Sequence[Voter], whole: Sequence[Voter]) -> tuple[Fraction, Fraction]:
    if not whole:
        return Fraction(0), Fraction(0)
    areas = sum(voter.area for voter in part), sum(voter.area for voter in whole)
    return Fraction(len(part), len(whole)), Fraction(*areas)


def _plain_count(rule: Rule, voters: Sequence[Voter], *, count_silent: bool) -> tuple[str, str | None]:
    present = _present(rule, voters, count_silent=count_silent)
    asked, in_favour = _for_it(rule, present)
    if min(_share(present, voters)) < Fraction(2, 3):
        return "no_quorum", None
    least = min(_share(in_favour, present))
    passed = least >= Fraction(3, 4) if rule.matter_class == "special" else least > Fraction(1, 2)
    if rule.kind == "choose":
        return ("passed", asked.split(":")[1]) if passed else ("no_decision", None)
    return ("passed" if passed else "not_passed"), None


@st.composite
def _rules(draw: st.DrawFn) -> Rule:
    kind = draw(st.sampled_from([QuestionKind.APPROVE, QuestionKind.CHOOSE]))
    approves = kind is QuestionKind.APPROVE
    counts_to = draw(st.sampled_from(list(CountsTo) if approves else [CountsTo.MAJORITY]))
    return Rule(
        regime=Regime.OWNERS,
        kind=kind,
        matter_class=draw(st.sampled_from(MatterClass)),
        options=() if approves else ("a", "b", "c"),
        blank_participates=draw(st.booleans()),
        invalid_participates=draw(st.booleans()),
        deemed=draw(st.sampled_from([None, Deemed(counts_to), Deemed(counts_to, decides=True)])),
    )


@st.composite
def _votes(draw: st.DrawFn) -> tuple[Rule, list[Voter]]:
    rule = draw(_rules())
    likely = ["approve"] * 4 + ["oppose"]
    if rule.kind is QuestionKind.CHOOSE:
        likely = ["option:a"] * 3 + ["option:b"] * 2 + ["option:c", "none_of_these"]
    said = st.sampled_from([*likely, *OTHERS, "silent", "unserved"])
    # Few different areas make ties and exact boundaries likely.
    areas = st.sampled_from([1, 2, 3, 5000, 6850, 12_000])
    return rule, draw(st.lists(st.builds(Voter, areas, said), max_size=14))


def _count(voters: Sequence[Voter]) -> Count:
    answers: dict[str, Weight] = {}
    for voter in voters:
        if voter.said not in ("silent", "unserved"):
            answers[voter.said] = answers.get(voter.said, ZERO) + Weight(1, voter.area)
    silent = sum((Weight(1, voter.area) for voter in voters if voter.said == "silent"), ZERO)
    return Count(Weight(len(voters), sum(voter.area for voter in voters)), answers, silent)


def _verdict(result: Result) -> tuple[str | None, str | None]:
    return result.outcome, result.winner


@settings(max_examples=600, deadline=None)
@given(_votes())
def test_both_counts_agree(vote: tuple[Rule, list[Voter]]) -> None:
    rule, voters = vote
    result = decide(rule, _count(voters))
    by_ballots = _plain_count(rule, voters, count_silent=False)
    with_silent = _plain_count(rule, voters, count_silent=True)
    if rule.deemed is None:
        assert result.with_deemed is None
        assert _verdict(result) == by_ballots
    else:
        assert result.with_deemed is not None
        assert _verdict(result.with_deemed) == with_silent
        assert _verdict(result) == (with_silent if rule.deemed.decides else by_ballots)


@settings(deadline=None)
@given(_votes())
def test_a_test_is_met_where_nothing_is_short(vote: tuple[Rule, list[Voter]]) -> None:
    rule, voters = vote
    for test in decide(rule, _count(voters)).tests:
        assert test.met is (test.short_by == 0)
        if test.of and not test.met:
            assert test.threshold.is_met(test.have + test.short_by, test.of)
            assert not test.threshold.is_met(test.have + test.short_by - 1, test.of)


@settings(deadline=None)
@given(_votes(), st.permutations(range(14)))
def test_the_order_of_ballots_changes_nothing(vote: tuple[Rule, list[Voter]], order: list[int]) -> None:
    rule, voters = vote
    shuffled = [voters[index] for index in order if index < len(voters)]
    assert decide(rule, _count(shuffled)) == decide(rule, _count(voters))
