"""Reads for the street's files: long lists come in pieces, all of one moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Account
from portal.communities.models import Building, Entrance, Estate, OwnerParty, Part
from portal.communities.roll.kinds import PartUse
from portal.db import session
from portal.exports.catalogue import Period
from portal.exports.models import ExportFile, ExportRecord
from portal.feedback.models import Case
from portal.voting.models import Answer, Ballot, BallotState, Delivery, DeliveryWay, Voter, VoterPart
from portal.voting.models.doors import Visit, VisitOutcome

EVER = Period()
KEPT_IN_MIND = timedelta(days=60)
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


def list_estates(street_id: int | None) -> Sequence[Estate]:
    """Of a street, or of the whole district, by street and name."""
    wanted = select(Estate).options(joinedload(Estate.street)).order_by(Estate.street_id, Estate.name)
    return session.scalars(wanted if street_id is None else wanted.where(Estate.street_id == street_id)).all()


def list_records(scope: str, estate_id: int | None, *, limit: int) -> Sequence[ExportRecord]:
    """What left of an estate (also before scopes were kept), a street or the district; the newest first."""
    of = ExportRecord.scope == scope if estate_id is None else ExportRecord.estate_id == estate_id
    wanted = select(ExportRecord).where(of)
    return session.scalars(wanted.order_by(ExportRecord.id.desc()).limit(limit)).all()


@dataclass(frozen=True)
class VoterLine:
    """A voter, the ballot that counts, and what is known where there is none."""

    voter: Voter
    ballot: Ballot | None
    pending: bool
    undeliverable: bool
    disputed: bool


def stream_voters(vote_id: int, *, answers: bool) -> Iterator[VoterLine]:
    """Every voter with its parts, in the order of its first door; answers only where they are asked for."""
    first = select(func.min(VoterPart.id)).where(VoterPart.voter_id == Voter.id).scalar_subquery()
    counted = (Ballot.voter_id == Voter.id) & (Ballot.state == BallotState.COUNTED)
    wanted = (
        select(
            Voter,
            Ballot,
            _waits_as(BallotState.PENDING),
            _undeliverable(vote_id),
            _waits_as(BallotState.SET_ASIDE),
        )
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
    for voter, ballot, *known in session.execute(wanted, execution_options={"yield_per": PIECE}):
        yield VoterLine(voter, ballot, *map(bool, known))


def _waits_as(state: BallotState) -> ColumnElement[bool]:
    waits = select(Ballot.id).where(Ballot.voter_id == Voter.id, Ballot.state == state)
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


def stream_cases(estate_id: int, period: Period = EVER) -> Iterator[CaseLine]:
    """Matters of an estate that were raised in a period, with their trails, the oldest first."""
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
        .where(Case.estate_id == estate_id, *period.within(Case.raised_at))
        .order_by(Case.id)
        .options(selectinload(Case.steps), selectinload(Case.photos), selectinload(Case.supporters))
    )
    for case, name, *place in session.execute(wanted, execution_options={"yield_per": PIECE}):
        yield CaseLine(case, name, "".join(piece or "" for piece in place))


@dataclass(frozen=True)
class Served:
    """One serving of a voter, or one visit at a door: plain values, so that nothing of it is kept."""

    number: str
    names: bytes
    masked: str
    home: str
    what: DeliveryWay | VisitOutcome
    at: datetime | None
    recorded_at: datetime
    note: str
    proof: bool
    by: str


def stream_deliveries(vote_id: int, period: Period = EVER) -> Iterator[Served]:
    """Every serving of a vote in the order in which they were recorded; ``home`` is the first of several."""
    first = (
        select(func.min(VoterPart.id)).where(VoterPart.voter_id == Delivery.voter_id).correlate(Delivery)
    ).scalar_subquery()
    moment = func.coalesce(Delivery.at, Delivery.recorded_at)
    wanted = (
        select(
            Voter.number,
            Voter.names,
            Voter.masked,
            VoterPart.building + VoterPart.entrance + VoterPart.room,
            Delivery.way,
            Delivery.at,
            Delivery.recorded_at,
            Delivery.note,
            Delivery.photo.is_not(None),
            func.coalesce(Account.display_name, ""),
        )
        .join(Voter, Voter.id == Delivery.voter_id)
        .join(VoterPart, VoterPart.id == first)
        .outerjoin(Account, Account.id == Delivery.recorded_by)
        .where(Delivery.vote_id == vote_id, *period.within(moment))
        .order_by(Delivery.id)
    )
    for row in session.execute(wanted, execution_options={"yield_per": PIECE}):
        yield Served(*tuple(row))


def stream_visits(vote_id: int, period: Period = EVER) -> Iterator[Served]:
    """Every visit at a door for a vote in the order in which they were recorded."""
    wanted = (
        select(
            Voter.number,
            Voter.names,
            Voter.masked,
            VoterPart.building + VoterPart.entrance + VoterPart.room,
            Visit.outcome,
            Visit.visited_at,
            Visit.recorded_at,
            Visit.note,
            Visit.photo.is_not(None),
            func.coalesce(Account.display_name, ""),
        )
        .join(Voter, Voter.id == Visit.voter_id)
        .join(VoterPart, VoterPart.id == Visit.voter_part_id)
        .outerjoin(Account, Account.id == Visit.recorded_by)
        .where(Visit.vote_id == vote_id, *period.within(Visit.visited_at))
        .order_by(Visit.id)
    )
    for row in session.execute(wanted, execution_options={"yield_per": PIECE}):
        yield Served(*tuple(row))


@dataclass(frozen=True)
class Size:
    """Buildings, dwellings, and the area of all that stands on the living roll (0.01 m2)."""

    buildings: int
    homes: int
    area: int


def size_of(estate_id: int) -> Size:
    row = session.execute(
        select(
            func.count(Entrance.building_id.distinct()),
            func.count().filter(Part.use == PartUse.DWELLING),
            func.coalesce(func.sum(Part.area), 0),
        )
        .join(Entrance, Entrance.id == Part.entrance_id)
        .where(Part.estate_id == estate_id, Part.retired_at.is_(None))
    ).one()
    return Size(row[0], row[1], int(row[2]))


def list_over(now: datetime) -> Sequence[str]:
    """Tokens of files that are of no use any more, for a while: they may still lie in the store."""
    over = ExportFile.taken_at.is_not(None) | (ExportFile.expires_at <= now)
    recent = ExportFile.asked_at > now - KEPT_IN_MIND
    return session.scalars(select(ExportFile.token).where(over, recent)).all()


def list_files(account_id: int, *, limit: int) -> Sequence[ExportFile]:
    """Somebody's own, the newest first."""
    wanted = select(ExportFile).where(ExportFile.account_id == account_id)
    return session.scalars(wanted.order_by(ExportFile.id.desc()).limit(limit)).all()


def get_file(token: str, account_id: int, now: datetime) -> ExportFile:
    """One that its owner may still fetch.

    :raises sqlalchemy.exc.NoResultFound: unknown, somebody else's, not made, fetched or expired: all alike.
    """
    return session.scalars(
        select(ExportFile).where(
            ExportFile.token == token,
            ExportFile.account_id == account_id,
            ExportFile.made_at.is_not(None),
            ExportFile.taken_at.is_(None),
            ExportFile.expires_at > now,
        )
    ).one()
