"""Reads of the versions of a plan."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import session
from portal.domain.deadlines import local_day
from portal.plans.models import PlanChange, PlanVersion, Project


def list_versions(project_id: int) -> Sequence[PlanVersion]:
    """The published ones, the latest first."""
    wanted = select(PlanVersion).where(PlanVersion.project_id == project_id)
    return session.scalars(
        wanted.where(PlanVersion.published_at.is_not(None)).order_by(PlanVersion.number.desc())
    ).all()


def find_published_version(project: Project) -> PlanVersion | None:
    """The version that holds: what votes and pledges point at; None of a plan nobody has published."""
    return next(iter(list_versions(project.id)), None)


def version_ref(version: PlanVersion) -> str:
    """How a paper names a version: title, number, day, and the beginning of its checksum.

    :raises ValueError: of a draft; no vote rests on what may still change.
    """
    if version.published_at is None or version.content is None or version.digest is None:
        raise ValueError("a draft has no reference")
    day = local_day(version.published_at).isoformat()
    return f"{version.content['title']} 第{version.number}版（{day}，校验码 {version.digest[:12]}）"


def find_draft(project_id: int) -> PlanVersion | None:
    """The next version while it is being written, with its changes."""
    wanted = select(PlanVersion).where(PlanVersion.project_id == project_id)
    return session.scalars(
        wanted.where(PlanVersion.published_at.is_(None)).options(selectinload(PlanVersion.changes))
    ).one_or_none()


def get_draft(estate_id: int, version_id: int) -> PlanVersion:
    """:raises sqlalchemy.exc.NoResultFound: no such draft in this estate."""
    wanted = _in_estate(estate_id).where(PlanVersion.id == version_id, PlanVersion.published_at.is_(None))
    return session.scalars(wanted.options(selectinload(PlanVersion.changes))).one()


def get_version(estate_id: int, version_id: int) -> PlanVersion:
    """A published one. :raises sqlalchemy.exc.NoResultFound: no such version in this estate."""
    wanted = _in_estate(estate_id).where(PlanVersion.id == version_id)
    return session.scalars(wanted.where(PlanVersion.published_at.is_not(None))).one()


def _in_estate(estate_id: int) -> Select[PlanVersion]:
    wanted = select(PlanVersion).join(PlanVersion.project).where(Project.estate_id == estate_id)
    return wanted.options(joinedload(PlanVersion.project))


def last_number(project_id: int) -> int:
    return (
        session.scalar(select(func.max(PlanVersion.number)).where(PlanVersion.project_id == project_id)) or 0
    )


def first_published_at(project_id: int) -> datetime | None:
    """Since when residents could vote on any version of it."""
    wanted = select(func.min(PlanVersion.published_at)).where(PlanVersion.project_id == project_id)
    return session.scalar(wanted)


def list_changes_for_case(estate_id: int, case_id: int) -> Sequence[PlanChange]:
    """您提我改: what published versions changed because of this case, the first first."""
    wanted = (
        select(PlanChange)
        .join(PlanChange.version)
        .join(PlanVersion.project)
        .where(PlanChange.case_id == case_id, Project.estate_id == estate_id)
        .where(PlanVersion.published_at.is_not(None))
        .options(joinedload(PlanChange.version), joinedload(PlanChange.item))
    )
    return session.scalars(wanted.order_by(PlanChange.id)).all()


def get_change(estate_id: int, change_id: int) -> PlanChange:
    """One of a draft. :raises sqlalchemy.exc.NoResultFound: no such change in this estate."""
    wanted = select(PlanChange).join(PlanChange.version).join(PlanVersion.project)
    draft = wanted.where(PlanChange.id == change_id, PlanVersion.published_at.is_(None))
    return session.scalars(draft.where(Project.estate_id == estate_id)).one()
