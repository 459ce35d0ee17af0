"""Reads of the estates in a project's scope, and of model cases."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.communities.models import Estate
from portal.db import session
from portal.domain.stages import ProjectStage
from portal.plans.models import Project
from portal.plans.models.scope import ModelCase, ProjectEstate


def list_scope(project_id: int) -> Sequence[ProjectEstate]:
    """Estates whose test was written down, the first first."""
    wanted = select(ProjectEstate).where(ProjectEstate.project_id == project_id)
    return session.scalars(wanted.options(joinedload(ProjectEstate.estate)).order_by(ProjectEstate.id)).all()


def list_joinable(project: Project) -> Sequence[Estate]:
    """The project's own estate, then the others of its street."""
    wanted = select(Estate).where(Estate.street_id == project.estate.street_id)
    return session.scalars(wanted.order_by(Estate.id != project.estate_id, Estate.id)).all()


def is_elsewhere(project: Project, estate_id: int) -> bool:
    """Whether another estate is renovated by a living project already, its own or one that it joined."""
    alive = select(Project.id).where(Project.id != project.id, Project.stage != ProjectStage.SHARING)
    own = alive.where(Project.estate_id == estate_id)
    joined = alive.join(ProjectEstate, ProjectEstate.project_id == Project.id)
    return any(
        session.scalar(each.limit(1)) is not None
        for each in (own, joined.where(ProjectEstate.estate_id == estate_id))
    )


def find_joined(estate_id: int) -> Project | None:
    """The published project of a neighbour that takes this estate in."""
    wanted = (
        select(Project)
        .join(ProjectEstate, ProjectEstate.project_id == Project.id)
        .where(
            ProjectEstate.estate_id == estate_id,
            Project.estate_id != estate_id,
            Project.published_at.is_not(None),
        )
    )
    return session.scalars(wanted.options(joinedload(Project.estate)).order_by(Project.id.desc())).first()


def find_model(project_id: int) -> ModelCase | None:
    return session.scalars(select(ModelCase).where(ModelCase.project_id == project_id)).one_or_none()


def list_models() -> Sequence[ModelCase]:
    """What the streets have approved, the newest first."""
    wanted = select(ModelCase).where(ModelCase.approved_at.is_not(None))
    loaded = wanted.options(joinedload(ModelCase.project).joinedload(Project.estate))
    return session.scalars(loaded.order_by(ModelCase.approved_at.desc())).all()
