"""Reading the record."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select

from portal.audit.models import AuditEntry
from portal.audit.words import BY_RESIDENTS
from portal.db import Base, session
from portal.domain.deadlines import day_ends

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for; "" and None ask for everything. Looking for a person finds no residents.

    :param since: and ``until``: days in China, both included.
    """

    action: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None


#: Estates whose record is asked for; None is all of it, and what belongs to no estate.
Estates = Collection[int] | None


def is_estate(estate_id: int) -> bool:
    """Whether there is such an estate at all: some roles reach every number."""
    estate = Base.metadata.tables["estate"]
    return session.scalar(select(exists().where(estate.c.id == estate_id))) is True


def list_entries(estates: Estates, wanted: Wanted, page: int = 1) -> Sequence[AuditEntry]:
    """A page of what was done, the newest first."""
    asked = _entries(select(AuditEntry), estates, wanted).order_by(AuditEntry.id.desc())
    return session.scalars(asked.limit(PAGE).offset((page - 1) * PAGE)).all()


def stream_entries(estates: Estates, wanted: Wanted) -> Iterator[AuditEntry]:
    """All of it, the oldest first, a few hundred at a time."""
    asked = _entries(select(AuditEntry), estates, wanted).order_by(AuditEntry.id)
    yield from session.scalars(asked.execution_options(yield_per=500))


def count_entries(estates: Estates, wanted: Wanted) -> int:
    return session.scalar(_entries(select(func.count(AuditEntry.id)), estates, wanted)) or 0


def list_actions(estates: Estates) -> Sequence[str]:
    """The kinds of deed that happened, in order of their codes."""
    asked = _entries(select(AuditEntry.action), estates, Wanted())
    return session.scalars(asked.distinct().order_by(AuditEntry.action)).all()


def list_people(estates: Estates) -> Sequence[str]:
    """The names of those who acted, residents apart."""
    asked = _entries(select(AuditEntry.actor), estates, Wanted())
    by_staff = asked.where(AuditEntry.action.not_in(BY_RESIDENTS))
    return session.scalars(by_staff.distinct().order_by(AuditEntry.actor)).all()


def list_of(subject: str) -> Sequence[AuditEntry]:
    """All that was done to one thing, oldest first."""
    return session.scalars(
        select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)
    ).all()


def _entries(asked: Select[Any], estates: Estates, wanted: Wanted) -> Select[Any]:
    if estates is not None:
        asked = asked.where(AuditEntry.estate_id.in_(estates))
    if wanted.action:
        asked = asked.where(AuditEntry.action == wanted.action)
    if wanted.person:
        asked = asked.where(AuditEntry.actor == wanted.person, AuditEntry.action.not_in(BY_RESIDENTS))
    if wanted.since:
        asked = asked.where(AuditEntry.at >= day_ends(wanted.since - timedelta(days=1)))
    if wanted.until:
        asked = asked.where(AuditEntry.at < day_ends(wanted.until))
    return asked
