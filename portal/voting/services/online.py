"""A ballot from a phone: the path that everybody takes in the last hour, so plain SQL and few statements."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, text, update

from portal.audit.services import Actor, record
from portal.db import engine, session
from portal.domain.bulletin import MOST, numbered
from portal.voting.answers import Given
from portal.voting.errors import NotReplaceable
from portal.voting.models import Answer, Ballot, BallotState, Channel, Vote, Voter
from portal.voting.queries.ballots import find_ballot_by_receipt
from portal.voting.queries.reading import setting
from portal.voting.queries.sheets import hold
from portal.voting.services.casting import check_open
from portal.voting.services.logbook import log, said
from portal.voting.settings import PaperRule

_ballot = Ballot.__table__
# The ballot of this press, the one that counts, and whoever has the receipt that was drawn.
_BEFORE = select(
    _ballot.c.id,
    _ballot.c.voter_id,
    _ballot.c.receipt,
    _ballot.c.once,
    _ballot.c.channel,
    _ballot.c.signed_at,
).where(
    or_(
        and_(
            _ballot.c.voter_id == bindparam("voter"),
            or_(_ballot.c.once == bindparam("once"), _ballot.c.state == BallotState.COUNTED),
        ),
        and_(_ballot.c.vote_id == bindparam("vote"), _ballot.c.receipt == bindparam("receipt")),
    )
)


@dataclass(frozen=True)
class Ticket:
    """A voter of the frozen roll as plain values: they outlive the page that looked them up.

    :param mandate_id: by which somebody speaks for the voter; None for an owner.
    """

    id: int
    number: str
    vote_id: int
    estate_id: int
    party_id: int | None
    mandate_id: int | None = None

    @classmethod
    def of(cls, voter: Voter, estate_id: int) -> "Ticket":
        return cls(voter.id, voter.number, voter.vote_id, estate_id, voter.party_id)


@dataclass(frozen=True)
class Pressing:
    """The whole ballot as chosen, and what tells one pressing of the button from another."""

    answers: Sequence[Given]
    once: str


def cast(voter: Voter, answers: Sequence[Given], *, once: str, by: Actor, now: datetime) -> Ballot:
    """The owner's own ballot, and its row. See `put`."""
    receipt = put(Ticket.of(voter, voter.vote.estate_id), answers, once=once, by=by, now=now)
    found = find_ballot_by_receipt(voter.vote_id, receipt)
    if found is None:
        raise RuntimeError("a ballot that was written is not there")
    return found


def put(ticket: Ticket, answers: Sequence[Given], *, once: str, by: Actor, now: datetime) -> str:
    """The owner's own ballot. A later one replaces it until closing; two taps make one.

    :param ticket: one of the voters that the account may act for; the caller found it by the account.
    :return: the receipt.
    :raises RuleViolated: not open, or already cast where the notice allows one ballot only.
    """
    return put_held(hold_open(ticket, now), ticket, Pressing(answers, once), by=by, now=now)


def put_held(vote: Vote, ticket: Ticket, pressing: Pressing, *, by: Actor, now: datetime) -> str:
    """The same, in a vote that `hold_open` gave in this transaction."""
    receipt, before = _drawn(ticket, pressing.once)
    tapped = next((row for row in before if row.once == pressing.once), None)
    if tapped is not None:
        return str(tapped.receipt)
    earlier = next(iter(before), None)
    if earlier is not None:
        _replace(vote, earlier)
        # A clock that was set back must not make a later answer the earlier one.
        now = max(now, earlier.signed_at)
    ballot = Ballot(
        vote_id=vote.id,
        voter_id=ticket.id,
        channel=Channel.ONLINE,
        state=BallotState.COUNTED,
        signed_at=now,
        receipt=receipt,
        once=pressing.once,
        cast_by=by.account_id,
        mandate_id=ticket.mandate_id,
        entered_at=now,
        answers=[row for given in pressing.answers for row in given.rows()],
    )
    written = _write(ballot)
    told = said(ticket.number, vote.questions, ballot)
    log(vote.id, "cast", now, **told, replaces=earlier.receipt if earlier else None)
    facts = {"vote": vote.id, "voter": ticket.id}
    record(now, by, "ballot.cast", f"ballot:{written}", estate_id=ticket.estate_id, **facts)
    return ballot.receipt


def hold_open(ticket: Ticket, now: datetime) -> Vote:
    """One ballot of a voter at a time, and no closing in between; on SQLite there is one writer anyway.

    :raises RuleViolated: no ballot can be cast at this moment.
    """
    vote = hold(ticket.vote_id, ticket.estate_id)
    if engine().dialect.name == "postgresql":
        session.execute(text("SELECT id FROM voter WHERE id = :id FOR UPDATE"), {"id": ticket.id})
    check_open(vote, now)
    return vote


def _drawn(ticket: Ticket, once: str) -> tuple[str, list[Any]]:
    """A receipt that no ballot of the vote has, and what the voter cast before."""
    draw = random.SystemRandom()
    while True:
        receipt = numbered(draw.randrange(MOST + 1))
        asked = {"voter": ticket.id, "once": once, "vote": ticket.vote_id, "receipt": receipt}
        found = session.connection().execute(_BEFORE, asked).all()
        if all(row.receipt != receipt for row in found):
            return receipt, list(found)


def _replace(vote: Vote, earlier: Any) -> None:
    """:raises NotReplaceable: the notice allows one ballot only, or the paper that stands counts."""
    first_counts = setting(vote, "paper_against_phone") == PaperRule.FIRST
    follows = earlier.channel is Channel.ONLINE or not first_counts
    if not (setting(vote, "replaceable") and follows):
        raise NotReplaceable
    session.execute(update(Ballot).where(Ballot.id == earlier.id).values(state=BallotState.REPLACED))


_COLUMNS = [column.name for column in _ballot.columns if column.name != "id"]
_INSERT, _INSERT_ANSWERS = insert(Ballot), insert(Answer)


def _write(ballot: Ballot) -> int:
    """The rows that the object describes, past the unit of work; their number."""
    connection = session.connection()
    made = connection.execute(_INSERT, {name: getattr(ballot, name) for name in _COLUMNS})
    number = int((made.inserted_primary_key or (0,))[0])
    if ballot.answers:
        rows = [
            {"ballot_id": number, "question_id": a.question_id, "choice": a.choice, "option_id": a.option_id}
            for a in ballot.answers
        ]
        connection.execute(_INSERT_ANSWERS, rows)
    return number
