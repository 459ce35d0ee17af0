"""What is said of an item, as one value, and the same as plain JSON that a version keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from portal.plans.models import Category, Item, ItemState, MoneySource, Nature, Sharing


@dataclass(frozen=True)
class ItemDraft:
    """What a clerk says of an item.

    :param cost: fen; None while it is not known.
    :param money: fen by who pays; empty while that is open, else it adds up to the cost.
    :param nature: None is 待定; anything else comes with its source.
    :param quantity: hundredths of the unit.
    :param state: how far the works are; no part of what a plan promises, so no version holds it.
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
    quantity: int | None = None
    unit: str = ""
    standard: str = ""
    is_adjoining: bool = False
    apart_reason: str = ""
    is_heritage: bool = False
    heritage_opinion: str = ""


_KINDS: Mapping[str, Any] = {
    "category": Category,
    "sharing": Sharing,
    "nature": Nature,
    "starts_on": date.fromisoformat,
    "ends_on": date.fromisoformat,
}
NAMES = tuple(each.name for each in fields(ItemDraft) if each.name != "money")
PROMISED = tuple(name for name in NAMES if name != "state")


def draft_of(item: Item) -> ItemDraft:
    """What is on record of an item."""
    money = {piece.source: piece.amount for piece in item.money}
    return ItemDraft(**{name: getattr(item, name) for name in NAMES}, money=money)


def to_json(draft: ItemDraft) -> dict[str, Any]:
    """Plain values, money by the source's word; without the state."""
    said: dict[str, Any] = {}
    for name in PROMISED:
        value = getattr(draft, name)
        said[name] = value.isoformat() if isinstance(value, date) else value
    said["money"] = {source.value: amount for source, amount in sorted(draft.money.items())}
    return {name: str(value) if isinstance(value, str) else value for name, value in said.items()}


def from_json(said: Mapping[str, Any], state: ItemState = ItemState.PLANNED) -> ItemDraft:
    """The way back."""
    values = {
        name: _KINDS[name](value) if name in _KINDS and value is not None else value
        for name, value in said.items()
        if name != "money"
    }
    money = {MoneySource(source): amount for source, amount in said["money"].items()}
    return ItemDraft(**values, money=money, state=state)
