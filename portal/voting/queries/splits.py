"""How a result divides by building and by channel, never so finely that it tells who said what.

The only place that hands out such a split: pages and files go through `by_building` and `by_channel`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from portal.db import session
from portal.domain.tally import option_answer
from portal.voting.models import Answer, Ballot, BallotState, Channel, Option, Question, Vote, VoterPart

#: Behind fewer ballots than this, an answer points at somebody.
LEAST = 5


@dataclass(frozen=True)
class Split:
    """One group's valid ballots and how many gave each answer; ``answers`` is None where it stays hidden.

    In heads only: an area beside a small number would name a home.
    """

    name: str
    voters: int
    answers: Mapping[str, int] | None


def by_building(vote: Vote, question: Question) -> list[Split]:
    """In door order. A party with homes in two buildings stands in both."""
    place = (VoterPart.building_number, VoterPart.building)
    heads = func.count(VoterPart.voter_id.distinct())
    joined = select(*place, heads).select_from(Ballot)
    joined = joined.join(VoterPart, VoterPart.voter_id == Ballot.voter_id).where(_valid(vote))
    voters = session.execute(joined.group_by(*place).order_by(*place)).all()
    asked = (
        select(VoterPart.building, Answer.choice, Option.key, heads)
        .select_from(Ballot)
        .join(VoterPart, VoterPart.voter_id == Ballot.voter_id)
        .join(Answer, Answer.ballot_id == Ballot.id)
        .outerjoin(Option, Option.id == Answer.option_id)
        .where(_valid(vote), Answer.question_id == question.id)
    )
    rows = session.execute(asked.group_by(VoterPart.building, Answer.choice, Option.key))
    return hide_small({name: number for _, name, number in voters}, _grouped(tuple(row) for row in rows))


def by_channel(vote: Vote, question: Question) -> list[Split]:
    """By value of `Channel`, those that brought a ballot."""
    plain = select(Ballot.channel, func.count()).where(_valid(vote)).group_by(Ballot.channel)
    voters = dict(session.execute(plain).all())
    asked = (
        select(Ballot.channel, Answer.choice, Option.key, func.count())
        .select_from(Ballot)
        .join(Answer, Answer.ballot_id == Ballot.id)
        .outerjoin(Option, Option.id == Answer.option_id)
        .where(_valid(vote), Answer.question_id == question.id)
    )
    rows = session.execute(asked.group_by(Ballot.channel, Answer.choice, Option.key))
    answers = _grouped((way.value, *rest) for way, *rest in rows)
    return hide_small({way.value: voters[way] for way in Channel if way in voters}, answers)


def _valid(vote: Vote) -> ColumnElement[bool]:
    counted = (Ballot.state == BallotState.COUNTED) & Ballot.invalid_reason.is_(None)
    return (Ballot.vote_id == vote.id) & counted


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Mapping[str, Mapping[str, int]]:
    """:param rows: group, choice, option key, heads."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for group, choice, key, number in rows:
        found[group][choice if choice is not None else option_answer(key or "")] = number
    return found


def hide_small(voters: Mapping[str, int], answers: Mapping[str, Mapping[str, int]]) -> list[Split]:
    """Keep every group, and the answers only where nobody can be guessed from them.

    Hidden are groups of fewer than `LEAST`. The whole is published, so what is hidden could be worked out
    by subtraction: the next larger groups are hidden, too, until `LEAST` stand behind the hidden ones.
    """
    hidden = {name for name, number in voters.items() if number < LEAST}
    for name in sorted(voters, key=lambda name: voters[name]):
        if not hidden or sum(voters[each] for each in hidden) >= LEAST:
            break
        hidden.add(name)
    return [
        Split(name, number, None if name in hidden else answers.get(name, {}))
        for name, number in voters.items()
    ]
