"""Reads of plans; every look-up names its estate."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.communities.models import Part
from portal.db import session
from portal.domain.electorate import KINDS_COUNTED_BY_DEFAULT
from portal.domain.stages import ProjectStage
from portal.plans.models import Item, ItemState, Project


def find_project(estate_id: int) -> Project | None:
    """The estate's living project, else the last one that was handed over; published or not."""
    wanted = select(Project).where(Project.estate_id == estate_id)
    handed_over = Project.stage == ProjectStage.SHARING
    return session.scalars(wanted.order_by(handed_over, Project.id.desc()).limit(1)).first()


def find_published(estate_id: int) -> Project | None:
    """What everybody may read: the living project if it is published, else the last one that was."""
    wanted = select(Project).where(Project.estate_id == estate_id, Project.published_at.is_not(None))
    handed_over = Project.stage == ProjectStage.SHARING
    return session.scalars(wanted.order_by(handed_over, Project.id.desc()).limit(1)).first()


def get_project(estate_id: int, project_id: int) -> Project:
    """:raises sqlalchemy.exc.NoResultFound: no such project in this estate."""
    wanted = select(Project).where(Project.id == project_id, Project.estate_id == estate_id)
    return session.scalars(wanted).one()


def list_items(project_id: int) -> Sequence[Item]:
    """In the plan's order, with who pays; what a version dropped is not among them."""
    wanted = (
        select(Item)
        .where(Item.project_id == project_id, Item.dropped_at.is_(None))
        .options(selectinload(Item.money))
    )
    return session.scalars(wanted.order_by(Item.position)).all()


def get_item(estate_id: int, item_id: int) -> Item:
    """For staff, with its project and who pays.

    :raises sqlalchemy.exc.NoResultFound: no such item in this estate.
    """
    wanted = select(Item).where(Item.id == item_id, Item.estate_id == estate_id)
    return session.scalars(wanted.options(joinedload(Item.project), selectinload(Item.money))).one()


def get_published_item(estate_id: int, item_id: int) -> Item:
    """For everybody.

    :raises sqlalchemy.exc.NoResultFound: none in this estate, or in a plan that is not published.
    """
    wanted = select(Item).join(Item.project).where(Item.id == item_id, Item.estate_id == estate_id)
    published = wanted.where(Project.published_at.is_not(None))
    return session.scalars(published.options(contains_eager(Item.project), selectinload(Item.money))).one()


def count_items(project_id: int) -> int:
    there = (Item.project_id == project_id, Item.dropped_at.is_(None))
    return session.scalar(select(func.count()).where(*there)) or 0


def list_soon(project_id: int, today: date, *, limit: int) -> Sequence[Item]:
    """What is being done, or begins within thirty days: the first first."""
    soon = Item.starts_on.between(today, today + timedelta(days=30)) & (Item.state == ItemState.PLANNED)
    there = (Item.project_id == project_id, Item.dropped_at.is_(None))
    wanted = select(Item).where(*there, soon | (Item.state == ItemState.UNDER_WAY))
    return session.scalars(wanted.order_by(Item.starts_on, Item.position).limit(limit)).all()


@dataclass(frozen=True)
class PlanSummary:
    """An estate's project in a list: where it stands, whether it is public, how many items."""

    stage: ProjectStage
    published: bool
    items: int


def summaries(estate_ids: Collection[int]) -> Mapping[int, PlanSummary]:
    """By estate; an estate without a project is missing. One statement for all of them."""
    rows = session.execute(
        select(Project.estate_id, Project.stage, Project.published_at, func.count(Item.id))
        .outerjoin(Item, (Item.project_id == Project.id) & Item.dropped_at.is_(None))
        .where(Project.estate_id.in_(estate_ids))
        .group_by(Project.id, Project.estate_id, Project.stage, Project.published_at)
        .order_by((Project.stage == ProjectStage.SHARING).desc(), Project.id)
    )
    return {estate_id: PlanSummary(stage, at is not None, items) for estate_id, stage, at, items in rows}


def areas(estate_id: int) -> Mapping[str, int]:
    """Part ids (as text, for the domain's split) to 0.01 m2: the living homes and shops, in door order.

    Parking spaces and store rooms are no homes and carry no share.
    """
    homes = Part.use.in_(KINDS_COUNTED_BY_DEFAULT)
    rows = session.execute(
        select(Part.id, Part.area)
        .where(Part.estate_id == estate_id, Part.retired_at.is_(None), homes)
        .order_by(Part.id)
    )
    return {str(part_id): area for part_id, area in rows}
