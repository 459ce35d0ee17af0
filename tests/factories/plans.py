"""Plans of an estate, with items that say little."""

from datetime import UTC, datetime

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.domain.stages import ProjectStage
from portal.plans.models import Category, Item, Project
from portal.plans.queries import find_published, list_items
from portal.plans.said import ItemDraft
from portal.plans.services.items import add_item
from portal.plans.services.projects import create_project, move_on, publish, take_step
from portal.plans.steps import next_step

NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)  # 10:00 in China
CLERK = Actor(None, "干事")


def draft(name: str = "小区道路", **said: object) -> ItemDraft:
    """An item of which nothing is known but its name."""
    return ItemDraft(**{"name": name, "category": Category.INFRASTRUCTURE, **said})  # type: ignore[arg-type]


def project(of: Estate, *items: ItemDraft, title: str = "试验改造方案") -> Project:
    """A draft that nobody but staff sees."""
    made = create_project(of.id, title, by=CLERK, now=NOW)
    for item in items:
        add_item(made, item, by=CLERK, now=NOW)
    return made


def published(of: Estate, *items: ItemDraft, title: str = "试验改造方案") -> Project:
    made = project(of, *(items or (draft(),)), title=title)
    publish(made, CLERK, now=NOW)
    return made


def moved_to(of: Project, stage: ProjectStage) -> Project:
    """The project at a stage, every step before it taken."""
    order = tuple(ProjectStage)
    while of.stage is not stage:
        walk(of)
        move_on(of, order[order.index(of.stage) + 1], by=CLERK, now=NOW)
    return of


def walk(of: Project) -> None:
    """Take all steps of the stage."""
    while step := next_step(of.stage, of.step):
        take_step(of, step, by=CLERK, now=NOW)


def item(of: Project, name: str = "小区道路") -> Item:
    """The project's item of that name."""
    return next(each for each in list_items(of.id) if each.name == name)


def find(estate_id: int) -> Project:
    """The estate's published project."""
    found = find_published(estate_id)
    assert found is not None
    return found
