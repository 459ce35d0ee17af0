"""Reads of how the works go on."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.db import session
from portal.plans.models import Project
from portal.plans.models.works import ProgressNote, SiteCheck


def current_notes(project_id: int) -> Sequence[ProgressNote]:
    """What each week and month says now, the latest period first."""
    last = select(func.max(ProgressNote.id)).where(ProgressNote.project_id == project_id)
    each = last.group_by(ProgressNote.kind, ProgressNote.first_day)
    wanted = select(ProgressNote).where(ProgressNote.id.in_(each))
    return session.scalars(wanted.order_by(ProgressNote.first_day.desc(), ProgressNote.id.desc())).all()


def list_inspections(project_id: int) -> Sequence[SiteCheck]:
    """The latest visit first."""
    wanted = select(SiteCheck).where(SiteCheck.project_id == project_id)
    loaded = wanted.options(joinedload(SiteCheck.item))
    return session.scalars(loaded.order_by(SiteCheck.visited_on.desc(), SiteCheck.id.desc())).all()


def get_inspection(estate_id: int, inspection_id: int) -> SiteCheck:
    """:raises sqlalchemy.exc.NoResultFound: none of that number in this estate."""
    wanted = select(SiteCheck).join(Project, Project.id == SiteCheck.project_id)
    return session.scalars(wanted.where(Project.estate_id == estate_id, SiteCheck.id == inspection_id)).one()


def late_inspections(found: Sequence[SiteCheck], today: date) -> list[tuple[SiteCheck, int]]:
    """What is not put right and should be, with the days it is late, the latest first."""
    late = [(each, each.days_late(today)) for each in found if each.days_late(today)]
    return sorted(late, key=lambda pair: -pair[1])
