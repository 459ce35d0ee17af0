"""What one version of a plan says otherwise than the one before, line by line, and whether that is much.

The rule, stated on the page: a change is large if an item is added or dropped, or if an item's cost, the
residents' part of it or the way that part is split changes by more than the project's setting.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict

from portal.domain.errors import N_
from portal.plans.models import ChangeKind, MoneySource

ORDER = (
    *("name", "what", "place", "quantity", "standard", "cost", "money", "sharing", "nature", "nature_source"),
    *("category", "responsible", "phone", "starts_on", "ends_on", "effect"),
    *("is_adjoining", "apart_reason", "is_heritage", "heritage_opinion"),
)


class Line(TypedDict):
    """One thing that changed: plain values, None for what was not or is no longer."""

    field: str
    old: Any
    new: Any


class Change(TypedDict):
    """All that changed of one item, why, and which case led to it."""

    kind: str
    item_id: int | None
    name: str
    why: str
    case_id: int | None
    case_number: str
    lines: list[Line]


def lines_between(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Line]:
    """In the order in which people read an item; ``quantity`` carries its unit."""
    return [
        Line(field=name, old=before, new=after)
        for name in ORDER
        if (before := _value(old, name)) != (after := _value(new, name)) and (before or after)
    ]


def _value(said: Mapping[str, Any] | None, name: str) -> Any:
    if said is None:
        return None
    if name == "quantity":
        return [said["quantity"], said["unit"]] if said.get("quantity") is not None else None
    return said.get(name)


def why_large(changes: Sequence[Change], percent: int) -> list[tuple[str, dict[str, object]]]:
    """A sentence (and what stands in it) for each thing that makes a version large; none: it is small."""
    return [reason for change in changes for reason in _reasons(change, percent)]


def _reasons(change: Change, percent: int) -> Iterator[tuple[str, dict[str, object]]]:
    name: dict[str, object] = {"name": change["name"]}
    if change["kind"] == ChangeKind.ADDED:
        yield N_("增加了“%(name)s”"), name
    elif change["kind"] == ChangeKind.DROPPED:
        yield N_("去掉了“%(name)s”"), name
    else:
        for line in change["lines"]:
            if line["field"] == "cost" and _is_more(line["old"], line["new"], percent):
                yield N_("“%(name)s”的费用变化超过 %(percent)s%%"), name | {"percent": percent}
            if line["field"] == "money" and _is_more(
                _residents(line["old"]), _residents(line["new"]), percent
            ):
                yield N_("“%(name)s”由居民出的部分变化超过 %(percent)s%%"), name | {"percent": percent}
            if line["field"] == "sharing":
                yield N_("“%(name)s”居民出的部分换了分法"), name


def _residents(money: Mapping[str, int] | None) -> int:
    return (money or {}).get(MoneySource.RESIDENTS.value, 0)


def _is_more(old: int | None, new: int | None, percent: int) -> bool:
    before, after = old or 0, new or 0
    return abs(after - before) * 100 > percent * before
