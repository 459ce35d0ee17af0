"""Who counts: from the parts of an estate to voters, heads and area."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.domain.identity import clean_id, clean_name, clean_phone


@dataclass(frozen=True, slots=True)
class Weight:
    """What voters weigh together: heads, and exclusive area in 0.01 m2.

    :raises ValueError: less than nothing.
    """

    heads: int
    area: int

    def __post_init__(self) -> None:
        if self.heads < 0 or self.area < 0:
            raise ValueError(f"a weight below zero: {self.heads} heads, {self.area} area")

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(self.heads + other.heads, self.area + other.area)

    def __sub__(self, other: "Weight") -> "Weight":
        return Weight(self.heads - other.heads, self.area - other.area)

    def fits_in(self, whole: "Weight") -> bool:
        """Whether `whole` has at least as many heads and as much area."""
        return self.heads <= whole.heads and self.area <= whole.area


ZERO = Weight(0, 0)


class PartKind(StrEnum):
    """What an exclusive part is used as (房屋用途)."""

    DWELLING = "dwelling"
    SHOP = "shop"
    OFFICE = "office"
    PARKING = "parking"
    STORAGE = "storage"
    ANCILLARY = "ancillary"
    OTHER = "other"


KINDS_COUNTED_BY_DEFAULT: frozenset[PartKind] = frozenset(PartKind) - {
    PartKind.PARKING,
    PartKind.STORAGE,
    PartKind.ANCILLARY,
}
"""车位, 储藏间 and 配套用房 are left out unless a vote's setting, with its source, takes them in."""

_WORDS_FOR_KIND: dict[PartKind, tuple[str, ...]] = {
    PartKind.DWELLING: ("住宅", "成套住宅", "居住", "居住用房", "住房"),
    PartKind.SHOP: ("商业", "商铺", "门面", "店铺", "门市", "商业用房", "商业服务"),
    PartKind.OFFICE: ("办公", "办公用房", "写字楼"),
    PartKind.PARKING: ("车位", "停车位", "车库", "地下车位", "机动车位"),
    PartKind.STORAGE: ("储藏间", "储藏室", "储物间", "杂物间", "贮藏室"),
    PartKind.ANCILLARY: ("配套用房", "物业用房", "社区用房", "配套", "公建配套", "设备用房"),
    PartKind.OTHER: ("其他", "其它"),
}
_KIND_OF_WORD = {word: kind for kind, words in _WORDS_FOR_KIND.items() for word in words}


def kind_named(word: str) -> PartKind | None:
    """The kind that a roll's word for a use means, or None where it is no word for a use."""
    return _KIND_OF_WORD.get(clean_name(word))


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner as the roll knows him; empty where the roll says nothing.

    The three fields are compared as they stand: build from what was typed with `typed`, or give a
    keyed hash of a cleaned number in place of the number.
    """

    name: str
    id_number: str = ""
    phone: str = ""

    @classmethod
    def typed(cls, name: str, id_number: str = "", phone: str = "") -> "Owner":
        """From a sheet or a form: full-width forms, spaces and the case of X make no other person."""
        return cls(clean_name(name), clean_id(id_number), clean_phone(phone))


_as_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def party_key(owners: Iterable[Owner], *, home: str, unsold: bool = False) -> str:
    """The owner party of one home, as a string that is equal for the same party and for no other.

    A party is the set of its owners: A alone and A with B are two. An owner is known by the ID number,
    else by name and phone; a name alone never merges two homes, so `home` (unique on the roll) stands in.
    Unsold homes of one developer are one party by the developer's name alone.

    :raises ValueError: a home without an owner.

    Source: Civil Code art. 278(1); SPC interpretation on 建筑物区分所有权 (2020) art. 9.
    """
    known = set(owners)
    if not known:
        raise ValueError(f"{home} has no owner")
    marks = {("unsold", owner.name) if unsold else _mark(owner, home) for owner in known}
    return _as_text(sorted(marks))


def _mark(owner: Owner, home: str) -> tuple[str, ...]:
    if owner.id_number:
        return ("id", owner.id_number)
    if owner.phone:
        return ("phone", owner.name, owner.phone)
    return ("home", owner.name, home)


@dataclass(frozen=True, slots=True)
class Part:
    """An exclusive part with the party that owns it; area in 0.01 m2."""

    party: str
    area: int
    kind: PartKind = PartKind.DWELLING
    building: str = ""


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who may decide: each party with one head and all its area, and the sums.

    `buildings` counts the parties within each building: a party with homes in two buildings is a head
    in both, so their heads may add up to more than `roll.heads`.
    """

    voters: Mapping[str, Weight]
    buildings: Mapping[str, Weight]
    parts: int
    excluded_parts: int
    roll: Weight = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roll", sum(self.voters.values(), ZERO))


def merge_parts(
    parts: Iterable[Part], kinds_counted: frozenset[PartKind] = KINDS_COUNTED_BY_DEFAULT
) -> Electorate:
    """Merge parts into voters: one part is one head, the same party counts once, its areas add up.

    :raises ValueError: a part without area; a missing weight must never pass as some weight.

    Source: SPC interpretation on 建筑物区分所有权 (2020) arts. 8, 9.
    """
    voters: dict[str, int] = {}
    by_building: dict[str, dict[str, int]] = {}
    counted = excluded = 0
    for part in parts:
        if part.kind not in kinds_counted:
            excluded += 1
            continue
        if part.area <= 0:
            raise ValueError(f"a part of {part.party} has no area")
        counted += 1
        voters[part.party] = voters.get(part.party, 0) + part.area
        building = by_building.setdefault(part.building, {})
        building[part.party] = building.get(part.party, 0) + part.area
    return Electorate(
        voters={party: Weight(1, area) for party, area in voters.items()},
        buildings={name: Weight(len(own), sum(own.values())) for name, own in by_building.items()},
        parts=counted,
        excluded_parts=excluded,
    )
