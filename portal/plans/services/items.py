"""The items of a plan: added, changed, given a nature with its source, dropped before publication."""

from datetime import datetime

from sqlalchemy import delete, func, select

from portal.audit.services import Actor, record
from portal.communities.office_lines import office_line
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.plans.errors import (
    DatesOutOfOrder,
    MoneyDiffers,
    MoneyWithoutCost,
    NatureNeedsSource,
    PublishedIsKept,
    PublishedStays,
    QuantityNeedsUnit,
)
from portal.plans.models import Item, ItemMoney, ItemState, Project
from portal.plans.said import NAMES, ItemDraft, draft_of, to_json
from portal.plans.services.projects import lock, touch
from portal.plans.words import NATURES


def add_item(
    project: Project, draft: ItemDraft, *, by: Actor, now: datetime, once: str | None = None
) -> Item:
    """Put an item at the end of the plan.

    :param once: the same for two taps on one button: the second gets the item of the first.
    :raises RuleViolated: see `check_draft`; the plan is published.
    """
    check_draft(draft)
    lock(project)
    _check_unpublished(project)
    twin = _twin(project.id, once)
    if twin is not None:
        return twin
    item = put_item(project, draft, once=once)
    touch(project, now)
    record(now, by, "plan.add_item", f"item:{item.id}", estate_id=item.estate_id, name=item.name)
    return item


def put_item(project: Project, draft: ItemDraft, *, once: str | None = None) -> Item:
    """Into the table, after the last; who calls has checked and locked."""
    last = session.scalar(select(func.max(Item.position)).where(Item.project_id == project.id)) or 0
    item = Item(project_id=project.id, estate_id=project.estate_id, position=last + 1, once=once)
    write(item, draft)
    session.add(item)
    session.flush()
    return item


def _check_unpublished(project: Project) -> None:
    if project.published_at is not None:
        raise PublishedIsKept


def _twin(project_id: int, once: str | None) -> Item | None:
    if once is None:
        return None
    return session.scalars(select(Item).where(Item.project_id == project_id, Item.once == once)).one_or_none()


def change_item(item: Item, draft: ItemDraft, *, by: Actor, now: datetime) -> None:
    """Say something else of an item; what it said before goes on record.

    :raises RuleViolated: see `check_draft`; the plan is published.
    """
    check_draft(draft)
    lock(item.project)
    _check_unpublished(item.project)
    before = to_json(draft_of(item))
    write(item, draft)
    session.flush()
    after = to_json(draft_of(item))
    was = {name: value for name, value in before.items() if after[name] != value}
    if was:
        touch(item.project, now)
        record(now, by, "plan.change_item", f"item:{item.id}", estate_id=item.estate_id, was=was)


def report_state(item: Item, state: ItemState, *, by: Actor, now: datetime) -> None:
    """How far the works on an item are: no change of the plan, so no version."""
    lock(item.project)
    was, item.state = item.state, state
    if was is not state:
        touch(item.project, now)
        deed = f"item:{item.id}"
        record(now, by, "plan.report_state", deed, estate_id=item.estate_id, name=item.name, was=was.value)


def drop_item(item: Item, by: Actor, *, now: datetime) -> None:
    """Take an item out of a draft. :raises RuleViolated: residents have read of it."""
    lock(item.project)
    if item.project.published_at is not None:
        raise PublishedStays(name=item.name)
    session.execute(delete(ItemMoney).where(ItemMoney.item_id == item.id))
    session.execute(delete(Item).where(Item.id == item.id))
    touch(item.project, now)
    record(now, by, "plan.drop_item", f"item:{item.id}", estate_id=item.estate_id, name=item.name)


def check_draft(draft: ItemDraft) -> None:
    """Let a draft pass whose dates, money and nature hold together.

    :raises RuleViolated: they do not, or the phone is no office's.
    """
    office_line(draft.phone)
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        raise DatesOutOfOrder
    if draft.nature is not None and not draft.nature_source.strip():
        raise NatureNeedsSource(nature=NATURES[draft.nature])
    if draft.quantity is not None and not draft.unit.strip():
        raise QuantityNeedsUnit
    if draft.money and draft.cost is None:
        raise MoneyWithoutCost
    paid = sum(draft.money.values())
    if draft.money and paid != draft.cost:
        raise MoneyDiffers(sum=format_hundredths(paid), cost=format_hundredths(draft.cost or 0))


def write(item: Item, draft: ItemDraft) -> None:
    """Say it of the item; who calls has checked and locked."""
    for name in NAMES:
        setattr(item, name, getattr(draft, name))
    item.phone = office_line(draft.phone)
    item.nature_source = draft.nature_source.strip() if draft.nature else ""
    kept = {piece.source: piece for piece in item.money}
    for source, amount in draft.money.items():
        if source in kept:
            kept[source].amount = amount
        else:
            item.money.append(ItemMoney(source=source, amount=amount))
    for source, piece in kept.items():
        if source not in draft.money:
            item.money.remove(piece)
            session.delete(piece)
