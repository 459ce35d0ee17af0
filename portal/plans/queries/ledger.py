"""Reads of the ledger of one project, of its pictures, and of what is late."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.db import session
from portal.plans.models import (
    Item,
    ItemState,
    Project,
    ProjectEntry,
    ProjectField,
    ProjectPhoto,
    ProjectVerdict,
)


def list_entries(project_id: int) -> Sequence[ProjectEntry]:
    """The whole history, the latest first."""
    wanted = select(ProjectEntry).where(ProjectEntry.project_id == project_id)
    return session.scalars(wanted.order_by(ProjectEntry.id.desc())).all()


def current(entries: Sequence[ProjectEntry]) -> Mapping[ProjectField, ProjectEntry]:
    """What each field says now; a field nobody has filled is missing. `entries`: the latest first."""
    return {entry.field: entry for entry in reversed(entries)}


def list_verdicts(project_id: int) -> Sequence[ProjectVerdict]:
    """What rounds of 共评 came to, the newest round first, each with the whole before its items."""
    wanted = select(ProjectVerdict).where(ProjectVerdict.project_id == project_id)
    return session.scalars(wanted.order_by(ProjectVerdict.round_id.desc(), ProjectVerdict.position)).all()


def last_verdict(project_id: int) -> ProjectVerdict | None:
    """Of the whole, from the last round about all that was promised: asking again is about a few points."""
    wanted = select(ProjectVerdict).where(
        ProjectVerdict.project_id == project_id,
        ProjectVerdict.position == 0,
        ProjectVerdict.is_again.is_(False),
    )
    return session.scalars(wanted.order_by(ProjectVerdict.round_id.desc())).first()


def list_photos(project_id: int) -> Sequence[ProjectPhoto]:
    """In the order in which they were taken."""
    wanted = select(ProjectPhoto).where(ProjectPhoto.project_id == project_id)
    return session.scalars(
        wanted.options(joinedload(ProjectPhoto.item)).order_by(ProjectPhoto.taken_on, ProjectPhoto.id)
    ).all()


def get_photo(estate_id: int, photo_id: int) -> ProjectPhoto:
    """Of a published plan. :raises sqlalchemy.exc.NoResultFound: no such picture in this estate."""
    wanted = select(ProjectPhoto).join(Project, Project.id == ProjectPhoto.project_id)
    public = wanted.where(Project.estate_id == estate_id, Project.published_at.is_not(None))
    return session.scalars(public.where(ProjectPhoto.id == photo_id)).one()


def list_overdue(project_id: int, today: date) -> Sequence[Item]:
    """Items whose last day is past and that are not done, the latest the first."""
    wanted = select(Item).where(
        Item.project_id == project_id,
        Item.dropped_at.is_(None),
        Item.ends_on < today,
        Item.state != ItemState.DONE,
    )
    return session.scalars(wanted.order_by(Item.ends_on, Item.position)).all()
