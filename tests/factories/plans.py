"""Plans of an estate, with items that say little."""

from datetime import UTC, datetime

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.plans.models import Category, Item, Project
from portal.plans.queries import list_items
from portal.plans.services.items import ItemDraft, add_item
from portal.plans.services.projects import create_project, publish

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


def item(of: Project, name: str = "小区道路") -> Item:
    """The project's item of that name."""
    return next(each for each in list_items(of.id) if each.name == name)
