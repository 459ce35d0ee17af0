"""How long the record is kept, and what keeps it longer: a suit, an objection, an inquiry.

Source: 网络安全法 art. 21(3): logs at least six months. What is about votes stays at least five years, and
nothing of an estate goes while a hold or an unanswered objection stands there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select

from portal.audit.models import AuditEntry, AuditLink, HoldKind, RecordHold, RecordPruning
from portal.audit.services import Actor, record
from portal.audit.settings import number
from portal.db import Base, session
from portal.domain.deadlines import local_day, years_after
from portal.domain.errors import N_, RuleViolated

LEAST_MONTHS, LEAST_YEARS = 6, 5
_MOST_AT_ONCE = 5000
#: Beginnings of the deeds that belong to a vote, its roll and who may vote.
_OF_VOTES = ("vote.", "ballot", "mandate.", "proxy.", "roll.", "electors.", "owner.", "record.")


class AlreadyLifted(RuleViolated):
    text = N_("这个保存标记已经取消了。")


class NoReason(RuleViolated):
    text = N_("请写明原因。")


@dataclass(frozen=True)
class Wish:
    """Why an estate's record must stay, and about which vote, if about one."""

    estate_id: int
    kind: HoldKind
    reason: str
    vote_id: int | None = None


def hold(wish: Wish, *, by: Actor, now: datetime) -> RecordHold:
    """Keep everything of an estate until it is lifted. :raises NoReason:"""
    reason = wish.reason.strip()
    if not reason:
        raise NoReason
    made = RecordHold(
        estate_id=wish.estate_id,
        vote_id=wish.vote_id,
        kind=wish.kind,
        reason=reason,
        placed_at=now,
        placed_by=by.name,
    )
    session.add(made)
    session.flush()
    record(now, by, "record.hold", f"hold:{made.id}", estate_id=made.estate_id, reason=reason)
    return made


def lift(found: RecordHold, because: str, *, by: Actor, now: datetime) -> None:
    """The suit is over. :raises AlreadyLifted: :raises NoReason:"""
    if found.lifted_at is not None:
        raise AlreadyLifted
    if not because.strip():
        raise NoReason
    found.lifted_at, found.lifted_by, found.lifted_because = now, by.name, because.strip()
    session.flush()
    record(now, by, "record.lift", f"hold:{found.id}", estate_id=found.estate_id, reason=because.strip())


def list_holds(estate_id: int) -> Sequence[RecordHold]:
    """Those that stand first, then the lifted ones, the latest first."""
    wanted = select(RecordHold).where(RecordHold.estate_id == estate_id)
    return session.scalars(wanted.order_by(RecordHold.lifted_at.is_not(None), RecordHold.id.desc())).all()


def get_hold(estate_id: int, hold_id: int) -> RecordHold:
    """:raises sqlalchemy.exc.NoResultFound: none of that id in this estate."""
    wanted = select(RecordHold).where(RecordHold.id == hold_id, RecordHold.estate_id == estate_id)
    return session.scalars(wanted).one()


def prune(now: datetime) -> int:
    """Delete what is past its time and held by nothing; what goes is written down first, for good."""
    months = max(LEAST_MONTHS, number("record_months"))
    until = _months_before(now, months)
    ids = session.scalars(
        select(AuditEntry.id)
        .join(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditEntry.at < until, ~_kept_longer(now))
        .order_by(AuditEntry.id)
        .limit(_MOST_AT_ONCE)
    ).all()
    if not ids:
        return 0
    session.add(
        RecordPruning(until=until, at=now, months=months, entries=len(ids), entry_ids={"ids": list(ids)})
    )
    session.flush()
    session.execute(delete(AuditEntry).where(AuditEntry.id.in_(ids)))
    record(now, Actor(None, "record.prune"), "record.prune", "record:1", rows=len(ids))
    return len(ids)


def _kept_longer(now: datetime) -> ColumnElement[bool]:
    years = max(LEAST_YEARS, number("vote_years"))
    of_votes = or_(*(AuditEntry.action.startswith(word) for word in _OF_VOTES))
    young = AuditEntry.at >= _years_before(now, years)
    held = select(RecordHold.estate_id).where(RecordHold.lifted_at.is_(None))
    return or_(
        and_(of_votes, young),
        and_(AuditEntry.estate_id.is_not(None), AuditEntry.estate_id.in_(held)),
        and_(AuditEntry.estate_id.is_not(None), AuditEntry.estate_id.in_(_disputed(now))),
    )


def _disputed(now: datetime) -> Select[int]:
    """Estates with an objection that nobody has answered, or a result that may still be objected to."""
    vote, objection = Base.metadata.tables["vote"], Base.metadata.tables["vote_objection"]
    return (
        select(vote.c.estate_id)
        .outerjoin(objection, objection.c.vote_id == vote.c.id)
        .where(
            or_(
                and_(objection.c.id.is_not(None), objection.c.answered_at.is_(None)),
                vote.c.objections_until > now,
            )
        )
    )


def _months_before(now: datetime, months: int) -> datetime:
    """Whole months back, on the same day or the last one that the month has."""
    day = local_day(now)
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return now.replace(year=years, month=month + 1, day=last)
        except ValueError:
            continue
    return now.replace(year=years, month=month + 1, day=min(day.day, 28))


def _years_before(now: datetime, years: int) -> datetime:
    before = years_after(local_day(now), -years)
    return now.replace(year=before.year, month=before.month, day=before.day)
