"""Visits and the lists of doors: the last word at a door, its history, in whose hands a building is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from portal.accounts.models import Account, RoleGrant
from portal.communities.models import Estate
from portal.db import session
from portal.permissions import Permission, Role, may
from portal.voting.models import Delivery, DoorList, Visit, Vote, VoterPart


@dataclass(frozen=True)
class Visited:
    """A visit with the name of who was there."""

    visit: Visit
    by: str


@dataclass(frozen=True)
class Taken:
    """A list of doors with the names of who has it and who had it before ("" for nobody)."""

    doors: DoorList
    holder: str
    before: str
    visits: int


def get_part(vote_id: int, voter_part_id: int) -> VoterPart:
    """:raises sqlalchemy.exc.NoResultFound: no such door in this vote."""
    return session.scalars(
        select(VoterPart).where(VoterPart.vote_id == vote_id, VoterPart.id == voter_part_id)
    ).one()


def list_parts_in(vote_id: int, building: str) -> Sequence[VoterPart]:
    """By entrance; the top floor first, as one walks down."""
    here = select(VoterPart).where(VoterPart.vote_id == vote_id, VoterPart.building == building)
    return sorted(session.scalars(here), key=_place)


def _place(part: VoterPart) -> tuple[int, str, bool, int, int, str]:
    unknown = part.floor is None
    return part.entrance_number, part.entrance, unknown, -(part.floor or 0), len(part.room), part.room


def find_visit(vote_id: int, once: str) -> Visit | None:
    return session.scalars(select(Visit).where(Visit.vote_id == vote_id, Visit.once == once)).one_or_none()


def get_visit(vote_id: int, visit_id: int) -> Visit:
    """:raises sqlalchemy.exc.NoResultFound: no such visit in this vote."""
    return session.scalars(select(Visit).where(Visit.vote_id == vote_id, Visit.id == visit_id)).one()


def last_visits(vote_id: int) -> Mapping[int, Visit]:
    """By door the visit that was made last."""
    rows = session.scalars(select(Visit).where(Visit.vote_id == vote_id).order_by(Visit.visited_at, Visit.id))
    return {visit.voter_part_id: visit for visit in rows}


def list_visits(vote_id: int, voter_part_id: int) -> Sequence[Visited]:
    """At one door, the newest first."""
    rows = session.execute(
        select(Visit, Account.display_name)
        .outerjoin(Account, Account.id == Visit.recorded_by)
        .where(Visit.vote_id == vote_id, Visit.voter_part_id == voter_part_id)
        .order_by(Visit.visited_at.desc(), Visit.id.desc())
    )
    return [Visited(visit, name or "") for visit, name in rows]


def count_visits(vote_id: int) -> int:
    return session.scalar(select(func.count()).where(Visit.vote_id == vote_id)) or 0


def list_delivered_at(voter_id: int, at: datetime) -> Sequence[Delivery]:
    """Deliveries of this voter that were written down for this very moment."""
    return session.scalars(select(Delivery).where(Delivery.voter_id == voter_id, Delivery.at == at)).all()


def list_deliveries_of(voter_id: int) -> Sequence[tuple[Delivery, str]]:
    """Every delivery of a voter with who says so, the newest first."""
    rows = session.execute(
        select(Delivery, Account.display_name)
        .outerjoin(Account, Account.id == Delivery.recorded_by)
        .where(Delivery.voter_id == voter_id)
        .order_by(Delivery.id.desc())
    )
    return [(delivery, name or "") for delivery, name in rows]


def get_delivery(vote_id: int, delivery_id: int) -> Delivery:
    """:raises sqlalchemy.exc.NoResultFound: no such delivery in this vote."""
    wanted = select(Delivery).where(Delivery.vote_id == vote_id, Delivery.id == delivery_id)
    return session.scalars(wanted).one()


def get_list(vote_id: int, list_id: int) -> DoorList:
    """:raises sqlalchemy.exc.NoResultFound: no such list in this vote."""
    return session.scalars(select(DoorList).where(DoorList.vote_id == vote_id, DoorList.id == list_id)).one()


def find_list_of(vote_id: int, building: str, account_id: int, now: datetime) -> DoorList | None:
    """The list of this building that is in these hands now."""
    mine = (DoorList.building == building) & (DoorList.holder_id == account_id)
    out = select(DoorList).where(DoorList.vote_id == vote_id, mine, _is_out(now))
    return session.scalars(out.order_by(DoorList.id.desc()).limit(1)).one_or_none()


def _is_out(now: datetime) -> ColumnElement[bool]:
    return DoorList.ended_at.is_(None) & (DoorList.ends_at > now)


def list_taken(vote_id: int) -> Sequence[Taken]:
    """Every list of a vote, the newest first."""
    sent = select(func.count()).where(Visit.door_list_id == DoorList.id).scalar_subquery()
    rows = session.execute(
        select(DoorList, Account.display_name, sent)
        .join(Account, Account.id == DoorList.holder_id)
        .where(DoorList.vote_id == vote_id)
        .order_by(DoorList.id.desc())
    ).all()
    names = {doors.id: name for doors, name, _ in rows}
    return [
        Taken(doors, name, names.get(doors.came_from_id or 0, ""), visits) for doors, name, visits in rows
    ]


def list_colleagues(vote: Vote, account_id: int) -> Sequence[Account]:
    """Who else visits doors in this estate: by a role there or on its street."""
    able = [role for role in Role if may(frozenset({role}), Permission.BALLOT_ENTER)]
    street = select(Estate.street_id).where(Estate.id == vote.estate_id).scalar_subquery()
    reaches = (RoleGrant.estate_id == vote.estate_id) | (RoleGrant.street_id == street)
    held = select(RoleGrant.account_id).where(RoleGrant.role.in_(able), RoleGrant.ended_at.is_(None), reaches)
    staff = Account.is_staff.is_(True) & Account.deactivated_at.is_(None) & (Account.id != account_id)
    return session.scalars(
        select(Account).where(staff, Account.id.in_(held)).order_by(Account.display_name)
    ).all()
