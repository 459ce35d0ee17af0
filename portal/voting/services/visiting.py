"""扫楼: what came of each visit, and the lists of doors that clerks take along and hand over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.queries import get_account, roles_of
from portal.audit.services import Actor, record
from portal.db import session
from portal.permissions import Permission, may
from portal.voting.models import DeliveryWay, DoorList, Visit, VisitOutcome, Vote, VoterPart
from portal.voting.paper_errors import ListOver, NoSuchColleague, NoSuchDoor, NotYourList, VisitTooEarly
from portal.voting.queries.visits import find_list_of, find_visit, list_delivered_at
from portal.voting.services.casting import takes_papers
from portal.voting.services.delivering import Served, deliver
from portal.voting.services.locking import lock

#: What a phone holds of a building, it forgets after this.
KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Seen:
    """What a clerk says of one visit. ``at`` is the clock of the phone, None where it is now."""

    outcome: VisitOutcome
    once: str
    note: str = ""
    photo: str | None = None
    at: datetime | None = None


def visit(part: VoterPart, seen: Seen, *, by: Actor, now: datetime, of: DoorList | None = None) -> Visit:
    """Write a visit down; the same pressing or sending twice is one.

    A paper left behind (留票) is a delivery, too, and stands there as one.

    :raises RuleViolated: before the announcement or after publication.
    """
    vote = session.get_one(Vote, part.vote_id)
    lock(vote, shared=seen.outcome is not VisitOutcome.LEFT)  # what serves a voter locks the vote anyway
    if not takes_papers(vote):
        raise VisitTooEarly
    there = find_visit(vote.id, seen.once)
    if there is not None:
        return there
    at = _possible(seen.at, now, of)
    made = Visit(
        vote_id=vote.id,
        voter_id=part.voter_id,
        voter_part_id=part.id,
        door_list_id=of.id if of else None,
        outcome=seen.outcome,
        note=seen.note.strip(),
        photo=seen.photo,
        visited_at=at,
        recorded_at=now,
        recorded_by=by.account_id,
        once=seen.once,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # the same sending, at the same moment
        return session.scalars(select(Visit).where(Visit.vote_id == vote.id, Visit.once == seen.once)).one()
    if seen.outcome is VisitOutcome.LEFT:
        _serve(vote, made, by, now)
    about = {"outcome": seen.outcome.value, "voter": part.voter_id}
    record(now, by, "vote.visit", f"vote:{vote.id}", estate_id=vote.estate_id, **about)
    return made


def _possible(said: datetime | None, now: datetime, of: DoorList | None) -> datetime:
    """A phone's clock may be wrong; a visit was between taking the list along and now."""
    earliest = of.taken_at if of else now
    return max(earliest, min(said, now)) if said else now


def _serve(vote: Vote, made: Visit, by: Actor, now: datetime) -> None:
    if not list_delivered_at(made.voter_id, made.visited_at):
        served = Served(DeliveryWay.LETTERBOX, made.visited_at, made.note, made.photo)
        deliver(vote, [made.voter_id], served, by=by, now=now)


def take_along(vote: Vote, building: str, *, by: Actor, now: datetime) -> DoorList:
    """The doors of a building, for a day; a second press gives the list that is out already.

    :raises RuleViolated: before the announcement or after publication.
    """
    lock(vote)
    if not takes_papers(vote):
        raise VisitTooEarly
    if by.account_id is None:
        raise ValueError("a list is in somebody's hands")
    there = find_list_of(vote.id, building, by.account_id, now)
    if there is not None:
        return there
    return _list(vote, building, by.account_id, now, by)


def hand_over(from_: DoorList, to_id: int, note: str, *, by: Actor, now: datetime) -> DoorList:
    """To a colleague by name: the old list ends, the new one begins, and both stay on record.

    :raises RuleViolated: not in the own hands, over already, or nobody who visits doors here.
    """
    vote = _hold(from_, by, now)
    colleague = get_account(to_id)
    able = may(roles_of(colleague, vote.estate), Permission.BALLOT_ENTER)
    if to_id == by.account_id or not colleague.is_staff or colleague.deactivated_at or not able:
        raise NoSuchColleague
    from_.ended_at = now
    return _list(vote, from_.building, to_id, now, by, came_from_id=from_.id, note=note.strip())


def give_back(which: DoorList, *, by: Actor, now: datetime) -> None:
    """The round is over. :raises RuleViolated: not in the own hands, or over already."""
    vote = _hold(which, by, now)
    which.ended_at = now
    about = {"building": which.building}
    record(now, by, "vote.give_back_doors", f"vote:{vote.id}", estate_id=vote.estate_id, **about)


def check_own(which: DoorList, *, by: Actor, now: datetime) -> None:
    """:raises RuleViolated: not in the own hands, or over already."""
    if which.holder_id != by.account_id:
        raise NotYourList(name=get_account(which.holder_id).display_name)
    if which.ended_at is not None or now >= which.ends_at:
        raise ListOver


def _hold(which: DoorList, by: Actor, now: datetime) -> Vote:
    vote = session.get_one(Vote, which.vote_id)
    lock(vote)
    session.refresh(which, ["ended_at", "holder_id"])
    check_own(which, by=by, now=now)
    return vote


def _list(  # noqa: PLR0913  # a row of the table
    vote: Vote,
    building: str,
    holder_id: int,
    now: datetime,
    by: Actor,
    *,
    came_from_id: int | None = None,
    note: str = "",
) -> DoorList:
    made = DoorList(
        vote_id=vote.id,
        building=building,
        holder_id=holder_id,
        taken_at=now,
        ends_at=now + KEPT,
        came_from_id=came_from_id,
        note=note,
    )
    session.add(made)
    session.flush()
    deed = "vote.hand_over_doors" if came_from_id else "vote.take_doors"
    about = {"building": building, "to": get_account(holder_id).display_name}
    record(now, by, deed, f"vote:{vote.id}", estate_id=vote.estate_id, **about)
    return made


@dataclass(frozen=True)
class Brought:
    """A visit that was written down at a door of the list, as the phone sends it."""

    part_id: int
    seen: Seen


def bring_in(which: DoorList, brought: Sequence[Brought], *, by: Actor, now: datetime) -> list[Visit]:
    """All visits of a sending, or none; what was sent before is there once.

    :raises RuleViolated: not in the own hands, over already, or a door that is not on the list.
    """
    left = any(each.seen.outcome is VisitOutcome.LEFT for each in brought)
    lock(session.get_one(Vote, which.vote_id), shared=not left)  # once: two that raise it wait for each other
    session.refresh(which, ["ended_at", "holder_id"])
    check_own(which, by=by, now=now)
    ids = [each.part_id for each in brought]
    here = select(VoterPart).where(VoterPart.vote_id == which.vote_id, VoterPart.building == which.building)
    doors = {part.id: part for part in session.scalars(here.where(VoterPart.id.in_(ids)))}
    if not doors.keys() >= set(ids):
        raise NoSuchDoor
    return [visit(doors[each.part_id], each.seen, by=by, now=now, of=which) for each in brought]
