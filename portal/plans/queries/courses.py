"""Reads of what is on its way: lifts, pipes, houses; every look-up names its estate."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.communities.models import Entrance, Part
from portal.db import session
from portal.plans.models import Compensation, Course

LOWEST = 2
"""Floors from which compensation is asked for because of a lift; our own line, not a rule of law."""


def list_courses(estate_id: int) -> Sequence[Course]:
    """By kind, those that run first, then in the order they were begun."""
    wanted = select(Course).where(Course.estate_id == estate_id)
    ordered = wanted.order_by(Course.kind, Course.ended_at.is_not(None), Course.id)
    return session.scalars(
        ordered.options(
            joinedload(Course.entrance).joinedload(Entrance.building), joinedload(Course.building)
        )
    ).all()


def get_course(estate_id: int, course_id: int) -> Course:
    """With steps and compensations. :raises sqlalchemy.exc.NoResultFound: none in this estate."""
    wanted = select(Course).where(Course.id == course_id, Course.estate_id == estate_id)
    return session.scalars(
        wanted.options(
            joinedload(Course.entrance).joinedload(Entrance.building),
            joinedload(Course.building),
            selectinload(Course.steps),
            selectinload(Course.compensations)
            .joinedload(Compensation.part)
            .joinedload(Part.entrance)
            .joinedload(Entrance.building),
        )
    ).one()


def get_compensation(estate_id: int, compensation_id: int) -> Compensation:
    """:raises sqlalchemy.exc.NoResultFound: none in this estate."""
    wanted = select(Compensation).where(
        Compensation.id == compensation_id, Compensation.estate_id == estate_id
    )
    return session.scalars(wanted.options(joinedload(Compensation.course))).one()


def list_low_homes(course: Course) -> Sequence[Part]:
    """Homes of the entrance on its lowest floors, in door order."""
    wanted = select(Part).where(
        Part.entrance_id == course.entrance_id, Part.retired_at.is_(None), Part.floor <= LOWEST
    )
    return session.scalars(
        wanted.order_by(Part.floor, Part.room).options(
            joinedload(Part.entrance).joinedload(Entrance.building)
        )
    ).all()
