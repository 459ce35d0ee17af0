"""Reading the record."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select

from portal.audit.models import AuditEntry
from portal.audit.words import BY_RESIDENTS
from portal.db import Base, session

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for; "" asks for everything. Looking for a person finds no residents."""

    action: str = ""
    person: str = ""


def is_estate(estate_id: int) -> bool:
    """Whether there is such an estate at all: some roles reach every number."""
    estate = Base.metadata.tables["estate"]
    return session.scalar(select(exists().where(estate.c.id == estate_id))) is True


def list_entries(estate_id: int, wanted: Wanted, page: int = 1) -> Sequence[AuditEntry]:
    """A page of what was done in an estate, the newest first."""
    asked = _entries(select(AuditEntry), estate_id, wanted).order_by(AuditEntry.id.desc())
    return session.scalars(asked.limit(PAGE).offset((page - 1) * PAGE)).all()


def count_entries(estate_id: int, wanted: Wanted) -> int:
    return session.scalar(_entries(select(func.count(AuditEntry.id)), estate_id, wanted)) or 0


def list_actions(estate_id: int) -> Sequence[str]:
    """The kinds of deed that happened in an estate, in order of their codes."""
    return session.scalars(
        select(AuditEntry.action)
        .where(AuditEntry.estate_id == estate_id)
        .distinct()
        .order_by(AuditEntry.action)
    ).all()


def list_people(estate_id: int) -> Sequence[str]:
    """The names of those who acted for the estate, residents apart."""
    return session.scalars(
        select(AuditEntry.actor)
        .where(AuditEntry.estate_id == estate_id, AuditEntry.action.not_in(BY_RESIDENTS))
        .distinct()
        .order_by(AuditEntry.actor)
    ).all()


def list_of(subject: str) -> Sequence[AuditEntry]:
    """All that was done to one thing, oldest first."""
    return session.scalars(
        select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)
    ).all()


def _entries(asked: Select[AuditEntry], estate_id: int, wanted: Wanted) -> Select[AuditEntry]:
    asked = asked.where(AuditEntry.estate_id == estate_id)
    if wanted.action:
        asked = asked.where(AuditEntry.action == wanted.action)
    if wanted.person:
        asked = asked.where(AuditEntry.actor == wanted.person, AuditEntry.action.not_in(BY_RESIDENTS))
    return asked
