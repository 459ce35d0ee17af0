"""The project of an estate: begun, published, moved on through the policy's four stages."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.stages import ProjectStage, check_step
from portal.plans import policy, queries
from portal.plans.errors import NothingPlanned, ProjectExists, PublishedAlready, PublishedIsKept
from portal.plans.models import Item, Project
from portal.plans.services.snapshots import check_ready, keep_first
from portal.plans.steps import STEPS, WorkStep, check_finished, check_inside

_ORDER = tuple(ProjectStage)


def create_project(estate_id: int, title: str, *, summary: str = "", by: Actor, now: datetime) -> Project:
    """Begin a draft that only staff see. :raises RuleViolated: the estate has a living project."""
    project = Project(
        estate_id=estate_id,
        title=title,
        summary=summary,
        stage=ProjectStage.DECIDING,
        changed_at=now,
        created_at=now,
        created_by=by.account_id,
    )
    try:
        with session.begin_nested():
            session.add(project)
    except IntegrityError as twice:
        raise ProjectExists from twice
    record(now, by, "plan.create", f"project:{project.id}", estate_id=estate_id, title=title)
    return project


def take_over_policy(estate_id: int, title: str, *, by: Actor, now: datetime) -> Project:
    """Put the policy's works into the estate's plan, natures undecided; what is there by name stays.

    Begins the project where there is none, so that one press makes a plan and a second changes nothing.

    :param title: of a project that is begun.
    """
    project = queries.find_project(estate_id)
    if project is None or project.stage is ProjectStage.SHARING:
        project = create_project(estate_id, title, by=by, now=now)
    lock(project)
    if project.published_at is not None:
        raise PublishedIsKept
    there = session.execute(select(Item.name, Item.position).where(Item.project_id == project.id)).all()
    names, last = {name for name, _ in there}, max((position for _, position in there), default=0)
    missing = [work for work in policy.WORKS if work.name not in names]
    session.add_all(
        Item(
            project_id=project.id,
            estate_id=estate_id,
            position=last + number,
            name=work.name,
            category=work.category,
            what=work.what,
            responsible=work.responsible,
        )
        for number, work in enumerate(missing, start=1)
    )
    if missing:
        touch(project, now)
        deed = f"project:{project.id}"
        record(now, by, "plan.take_over_policy", deed, estate_id=estate_id, items=len(missing))
    return project


def describe(project: Project, title: str, *, summary: str, by: Actor, now: datetime) -> None:
    """Change title and summary of a draft. :raises PublishedIsKept: residents have read them."""
    if project.published_at is not None:
        raise PublishedIsKept
    was = {"title": project.title, "summary": project.summary}
    project.title, project.summary = title, summary
    touch(project, now)
    record(now, by, "plan.describe", f"project:{project.id}", estate_id=project.estate_id, was=was)


def publish(project: Project, by: Actor, *, now: datetime) -> None:
    """Show the plan to everybody, as version 1.

    :raises RuleViolated: nothing in it, published before, or a heritage building without its opinion.
    """
    lock(project)
    if project.published_at is not None:
        raise PublishedAlready
    items = queries.count_items(project.id)
    if not items:
        raise NothingPlanned
    check_ready(project)
    project.published_at = now
    touch(project, now)
    keep_first(project, by, now=now)
    record(now, by, "plan.publish", f"project:{project.id}", estate_id=project.estate_id, items=items)


def move_on(project: Project, stage: ProjectStage, *, by: Actor, now: datetime) -> None:
    """Bring the project to a stage that may follow.

    :raises RuleViolated: it does not follow, steps of this stage are left, or it would bring back a project
        beside a living one.
    """
    lock(project)
    check_step(project.stage, stage)
    was = project.stage
    if _ORDER.index(stage) > _ORDER.index(was):  # back, to put something right, one may go from any step
        check_finished(was, project.step)
    try:
        with session.begin_nested():
            project.stage, project.step = stage, STEPS[stage][0]
    except IntegrityError as beside:
        raise ProjectExists from beside
    touch(project, now)
    subject = f"project:{project.id}"
    record(now, by, "plan.move_on", subject, estate_id=project.estate_id, was=was.value, now_at=stage.value)


def take_step(project: Project, step: WorkStep, *, by: Actor, now: datetime) -> None:
    """On inside the stage, one step at a time. :raises StepSkipped: any other than the next."""
    lock(project)
    check_inside(project.stage, project.step, step)
    was, project.step = project.step, step.value
    touch(project, now)
    record(
        now, by, "plan.take_step", f"project:{project.id}", estate_id=project.estate_id, was=was, now_at=step
    )


def lock(project: Project) -> None:
    """Let one writer at a time change a plan: the next position is read before it is taken."""
    session.flush()  # a refresh would forget what this transaction has changed before
    session.refresh(project, with_for_update=True)


def touch(project: Project, now: datetime) -> None:
    """Remember when residents last got something else to read."""
    project.changed_at = now
