"""Who is elected where every candidate is a question of its own: those who passed, as far as seats go."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.domain.electorate import ZERO, Weight
from portal.domain.matters import Subject
from portal.domain.tally import Choice, Outcome
from portal.voting.models import Question, Vote
from portal.voting.queries.counting import QuestionCount
from portal.voting.queries.reading import setting

_ELECTIONS = frozenset({Subject.COMMITTEE, Subject.RESIDENTS_GROUP})


@dataclass(frozen=True)
class Elected:
    """``tied`` stand at the last seats with equal votes: the notice's rule decides, not the portal."""

    seats: int
    chosen: Sequence[Question]
    tied: Sequence[Question]
    tie_rule: str


def elected(vote: Vote, counted: Sequence[QuestionCount]) -> Elected | None:
    """By heads in favour, then by area; None where nobody is elected in this vote."""
    seats = setting(vote, "seats")
    if vote.subject not in _ELECTIONS or not seats:
        return None
    passed = [item for item in counted if item.result.outcome is Outcome.PASSED]
    ranked = sorted(passed, key=_rank, reverse=True)
    edge = _rank(ranked[seats - 1]) if len(ranked) > seats else None
    tie = [item for item in ranked if _rank(item) == edge]
    inside = [item for item in ranked[:seats] if item not in tie or len(tie) + _above(ranked, edge) <= seats]
    tied = [item.question for item in tie if item not in inside]
    return Elected(seats, [item.question for item in inside], tied, setting(vote, "tie_rule"))


def _above(ranked: Sequence[QuestionCount], edge: tuple[int, int] | None) -> int:
    return sum(1 for item in ranked if edge is not None and _rank(item) > edge)


def _rank(item: QuestionCount) -> tuple[int, int]:
    weight: Weight = item.result.choices.get(Choice.APPROVE, ZERO)
    return weight.heads, weight.area
