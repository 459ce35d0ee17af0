"""The items of a plan: added, changed, given a nature with its source, dropped before publication."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

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
    PublishedStays,
)
from portal.plans.models import (
    Category,
    Item,
    ItemMoney,
    ItemState,
    MoneySource,
    Nature,
    Project,
    Sharing,
)
from portal.plans.services.projects import lock, touch
from portal.plans.words import NATURES


@dataclass(frozen=True)
class ItemDraft:
    """What a clerk says of an item.

    :param cost: fen; None while it is not known.
    :param money: fen by who pays; empty while that is open, else it adds up to the cost.
    :param nature: None is 待定; anything else comes with its source.
    """

    name: str
    category: Category
    what: str = ""
    place: str = ""
    cost: int | None = None
    money: Mapping[MoneySource, int] = field(default_factory=dict)
    sharing: Sharing = Sharing.UNDECIDED
    responsible: str = ""
    phone: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    effect: str = ""
    state: ItemState = ItemState.PLANNED
    nature: Nature | None = None
    nature_source: str = ""


_PLAIN = tuple(
    each.name for each in fields(ItemDraft) if each.name not in {"money", "phone", "nature_source"}
)


def add_item(
    project: Project, draft: ItemDraft, *, by: Actor, now: datetime, once: str | None = None
) -> Item:
    """Put an item at the end of the plan.

    :param once: the same for two taps on one button: the second gets the item of the first.
    :raises RuleViolated: see `check_draft`.
    """
    check_draft(draft)
    lock(project)
    twin = _twin(project.id, once)
    if twin is not None:
        return twin
    last = session.scalar(select(func.max(Item.position)).where(Item.project_id == project.id)) or 0
    item = Item(project_id=project.id, estate_id=project.estate_id, position=last + 1, once=once)
    _write(item, draft)
    session.add(item)
    session.flush()
    touch(project, now)
    record(now, by, "plan.add_item", f"item:{item.id}", estate_id=item.estate_id, name=item.name)
    return item


def _twin(project_id: int, once: str | None) -> Item | None:
    if once is None:
        return None
    return session.scalars(select(Item).where(Item.project_id == project_id, Item.once == once)).one_or_none()


def change_item(item: Item, draft: ItemDraft, *, by: Actor, now: datetime) -> None:
    """Say something else of an item; what it said before goes on record.

    :raises RuleViolated: see `check_draft`.
    """
    check_draft(draft)
    lock(item.project)
    before = _said(item)
    _write(item, draft)
    session.flush()
    after = _said(item)
    was = {name: value for name, value in before.items() if after[name] != value}
    if was:
        touch(item.project, now)
        record(now, by, "plan.change_item", f"item:{item.id}", estate_id=item.estate_id, was=was)


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
    if draft.money and draft.cost is None:
        raise MoneyWithoutCost
    paid = sum(draft.money.values())
    if draft.money and paid != draft.cost:
        raise MoneyDiffers(sum=format_hundredths(paid), cost=format_hundredths(draft.cost or 0))


def _write(item: Item, draft: ItemDraft) -> None:
    for name in _PLAIN:
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


def _said(item: Item) -> dict[str, Any]:
    """As it goes on record: plain values only."""
    names = (*_PLAIN, "phone", "nature_source")
    said = {name: getattr(item, name) for name in names}
    said["money"] = {piece.source.value: piece.amount for piece in item.money}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
