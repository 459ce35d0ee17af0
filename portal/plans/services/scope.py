"""Writing down how an estate meets the policy's test, joining neighbours, and model cases."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.audit.services import Actor, record
from portal.communities.queries import get_estate
from portal.db import session
from portal.domain.deadlines import local_day
from portal.domain.stages import NAMES, ProjectStage
from portal.plans import scope_words as said_so
from portal.plans.models import Project
from portal.plans.models.scope import ModelCase, ProjectEstate
from portal.plans.queries.scope import find_model, is_elsewhere
from portal.plans.services.projects import lock, touch


@dataclass(frozen=True)
class Check:
    """The test of one estate. :param met: the conditions but the year, which speaks for itself."""

    estate_id: int
    built_year: int
    met: Collection[str]
    checked_on: date
    checked_by: str
    reason: str = ""


def check_estate(project: Project, said: Check, *, by: Actor, now: datetime) -> ProjectEstate:
    """Write the test down, in the place of an earlier one; an estate that was not in scope joins by it.

    What is not met is shown, not refused: the street decides.

    :raises RuleViolated: nobody checked it, a day to come, a neighbour without a reason, of another street or
        with a project of its own.
    """
    lock(project)
    _check(project, said, now)
    built = {said_so.BUILT} if said.built_year < said_so.BUILT_BEFORE else set()
    met = built | (set(said.met) - {said_so.BUILT})
    wanted = select(ProjectEstate).where(
        ProjectEstate.project_id == project.id, ProjectEstate.estate_id == said.estate_id
    )
    found = session.scalars(wanted).one_or_none() or ProjectEstate(
        project_id=project.id, estate_id=said.estate_id
    )
    found.built_year, found.checked_on = said.built_year, said.checked_on
    found.checked_by, found.reason = said.checked_by.strip(), said.reason.strip()
    found.met = [key for key in said_so.CONDITIONS if key in met]
    found.at, found.account_id = now, by.account_id
    session.add(found)
    touch(project, now)
    session.flush()
    deed = f"project:{project.id}"
    record(now, by, "plan.check_estate", deed, estate_id=project.estate_id, checked=said.estate_id)
    return found


def _check(project: Project, said: Check, now: datetime) -> None:
    if not said.checked_by.strip() or not said.built_year:
        raise said_so.CheckIncomplete
    if said.checked_on > local_day(now):
        raise said_so.CheckAhead
    if said.estate_id == project.estate_id:
        return
    neighbour = get_estate(said.estate_id)
    if neighbour.street_id != project.estate.street_id:
        raise said_so.NotANeighbour
    if not said.reason.strip():
        raise said_so.JoinNeedsReason
    if is_elsewhere(project, neighbour.id):
        raise said_so.EstateElsewhere(name=neighbour.name)


def draft_model(project: Project, title: str, text: str, *, by: Actor, now: datetime) -> ModelCase:
    """Propose the project as a model. :raises RuleViolated: not built yet, nothing said, or published."""
    lock(project)
    if project.stage in {ProjectStage.DECIDING, ProjectStage.BUILDING}:
        raise said_so.ModelTooEarly(stage=NAMES[project.stage])
    if not title.strip() or not text.strip():
        raise said_so.ModelIncomplete
    found = find_model(project.id) or ModelCase(project_id=project.id)
    if found.approved_at is not None:
        raise said_so.ModelPublished
    found.title, found.text = title.strip(), text.strip()
    found.drafted_at, found.drafted_by = now, by.name
    session.add(found)
    session.flush()
    record(now, by, "plan.model_draft", f"project:{project.id}", estate_id=project.estate_id)
    return found


def approve_model(found: ModelCase, *, by: Actor, now: datetime) -> None:
    """Show it to everybody; again changes nothing."""
    session.refresh(found, with_for_update=True)
    if found.approved_at is None:
        found.approved_at, found.approved_by = now, by.name
        deed, estate_id = f"project:{found.project_id}", found.project.estate_id
        record(now, by, "plan.model_approve", deed, estate_id=estate_id)


def withdraw_model(found: ModelCase, *, by: Actor, now: datetime) -> None:
    """Take it off the public page, to be changed or for good."""
    session.refresh(found, with_for_update=True)
    if found.approved_at is not None:
        found.approved_at, found.approved_by = None, ""
        deed, estate_id = f"project:{found.project_id}", found.project.estate_id
        record(now, by, "plan.model_withdraw", deed, estate_id=estate_id)
