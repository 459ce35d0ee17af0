"""Reads for the street's files: long lists come in pieces, all of one moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Account
from portal.communities.models import Building, Entrance, OwnerParty, Part
from portal.db import session
from portal.exports.models import ExportRecord
from portal.feedback.models import Case
from portal.voting.models import Answer, Ballot, BallotState, Delivery, DeliveryWay, Voter, VoterPart

PIECE = 500
"""Rows that are held at a time."""


@contextmanager
def snapshot() -> Iterator[None]:
    """Whatever is read inside is of one moment, though it takes many statements.

    A reading transaction of SQLite is like that; PostgreSQL is asked. No writer waits for it.
    """
    current = session()
    current.rollback()
    bind = current.get_bind()
    if isinstance(bind, Engine) and bind.dialect.name == "postgresql":
        current.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        current.rollback()


def list_records(estate_id: int, *, limit: int) -> Sequence[ExportRecord]:
    """The newest first."""
    wanted = select(ExportRecord).where(ExportRecord.estate_id == estate_id)
    return session.scalars(wanted.order_by(ExportRecord.id.desc()).limit(limit)).all()


@dataclass(frozen=True)
class VoterLine:
    """A voter, the ballot that counts, and what is known where there is none."""

    voter: Voter
    ballot: Ballot | None
    pending: bool
    undeliverable: bool


def stream_voters(vote_id: int, *, answers: bool) -> Iterator[VoterLine]:
    """Every voter with its parts, in the order of its first door; answers only where they are asked for."""
    first = select(func.min(VoterPart.id)).where(VoterPart.voter_id == Voter.id).scalar_subquery()
    counted = (Ballot.voter_id == Voter.id) & (Ballot.state == BallotState.COUNTED)
    wanted = (
        select(Voter, Ballot, _pending(), _undeliverable(vote_id))
        .join(VoterPart, VoterPart.id == first.correlate(Voter))
        .outerjoin(Ballot, counted)
        .where(Voter.vote_id == vote_id)
        .order_by(
            VoterPart.building_number,
            VoterPart.building,
            VoterPart.entrance_number,
            VoterPart.floor,
            VoterPart.room,
            Voter.id,
        )
        .options(selectinload(Voter.parts))
    )
    if answers:
        wanted = wanted.options(selectinload(Ballot.answers).selectinload(Answer.option))
    for voter, ballot, pending, undeliverable in session.execute(
        wanted, execution_options={"yield_per": PIECE}
    ):
        yield VoterLine(voter, ballot, bool(pending), bool(undeliverable))


def _pending() -> ColumnElement[bool]:
    waits = select(Ballot.id).where(Ballot.voter_id == Voter.id, Ballot.state == BallotState.PENDING)
    return waits.correlate(Voter).exists()


def _undeliverable(vote_id: int) -> ColumnElement[bool]:
    """Whether the last delivery failed."""
    newest = select(func.max(Delivery.id)).where(Delivery.vote_id == vote_id).group_by(Delivery.voter_id)
    failed = select(Delivery.id).where(
        Delivery.voter_id == Voter.id, Delivery.id.in_(newest), Delivery.way == DeliveryWay.UNDELIVERABLE
    )
    return failed.correlate(Voter).exists()


def stream_parts(estate_id: int) -> Iterator[Part]:
    """The living roll in door order, with places and owners."""
    wanted = (
        select(Part)
        .join(Part.entrance)
        .join(Entrance.building)
        .where(Part.estate_id == estate_id, Part.retired_at.is_(None))
        .order_by(
            Building.number, Building.name, Entrance.number, Entrance.name, Part.floor, Part.room, Part.id
        )
        .options(
            joinedload(Part.entrance).joinedload(Entrance.building),
            joinedload(Part.party).selectinload(OwnerParty.owners),
        )
    )
    yield from session.scalars(wanted, execution_options={"yield_per": PIECE})


@dataclass(frozen=True)
class CaseLine:
    """A matter, who raised it, and the home they spoke for."""

    case: Case
    name: str
    home: str


def stream_cases(estate_id: int) -> Iterator[CaseLine]:
    """All matters of an estate with their trails, the oldest first."""
    wanted = (
        select(
            Case,
            func.coalesce(Account.display_name, Case.caller_name),
            Building.name,
            Entrance.name,
            Part.room,
        )
        .outerjoin(Account, Account.id == Case.account_id)
        .outerjoin(Part, Part.id == Case.part_id)
        .outerjoin(Entrance, Entrance.id == Part.entrance_id)
        .outerjoin(Building, Building.id == Entrance.building_id)
        .where(Case.estate_id == estate_id)
        .order_by(Case.id)
        .options(selectinload(Case.steps), selectinload(Case.photos))
    )
    for case, name, *place in session.execute(wanted, execution_options={"yield_per": PIECE}):
        yield CaseLine(case, name, "".join(piece or "" for piece in place))
