"""The owners of one home: names, IDs and phones of several people in three cells, in the same order."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from portal.communities.roll import faults
from portal.communities.roll.cells import has_lost_digits, name_as_written, plain
from portal.communities.roll.columns import Column
from portal.domain.errors import Sentence
from portal.domain.identity import clean_id, clean_name, clean_phone, is_id_number, is_phone

_SEPARATORS = re.compile("[、,，/／;；､]")
_NOBODY = frozenset(
    {
        *("无", "没有", "暂无", "不详", "未知", "未登记", "空", "空置", "未售", "待售", "未出售"),
        *("-", "--", "—", "——", "\\", "?", "n/a", "na", "none", "null", "0"),
    }
)
_SHORTEST = 7
_MOST = 40
"""More pieces than that are no owners of one home; the cost of sorting them out stays small."""


class OwnerRow(NamedTuple):
    """One owner as the sheet names him; `id_number` and `phone` are cleaned."""

    name: str
    id_number: str | None
    phone: str | None


class OwnersRead(NamedTuple):
    """The owners, and what is wrong with them: column and sentence."""

    owners: tuple[OwnerRow, ...]
    faults: list[tuple[Column, Sentence]]


def owners_in(names_cell: str, ids_cell: str, phones_cell: str) -> OwnersRead:
    """Names, IDs and phones put together by their order; each wrong one is a fault.

    A space separates names only where as many IDs stand beside. Fewer IDs or phones than names belong to
    the first names; a lone separator leaves a name out (“、13800000000” is the second owner's phone).
    """
    ids = [_id(entry) for entry in _entries(ids_cell, _is_whole_id)]
    phones = [_phone(entry) for entry in _entries(phones_cell, _is_whole_phone)]
    names = _names(names_cell, len(ids))
    found: list[tuple[Column, Sentence]] = []
    if not names:
        found.append((Column.OWNER, Sentence(faults.OWNER_MISSING)))
    found.extend(_id_faults(ids, len(names)))
    found.extend(_phone_faults(phones, len(names)))
    if len(ids) == len(names) == len(phones):
        known_by = zip(names, ids, phones, strict=True)
    else:
        padding = [""] * len(names)
        known_by = zip(names, ids + padding, phones + padding, strict=False)
    return OwnersRead(
        tuple([OwnerRow(name, number or None, phone or None) for name, number, phone in known_by]), found
    )


def _entries(cell: str, is_whole: Callable[[str], bool]) -> list[str]:
    """The cell's entries; an empty one keeps its place, but none at the end."""
    if not cell:
        return []
    if cell.isalnum():
        return [] if cell.lower() in _NOBODY else [cell]
    entries: list[str] = []
    for piece in _SEPARATORS.split(cell):
        entries.extend([""] if _is_nobody(piece) else _apart(piece.split(), is_whole))
    while entries and not entries[-1]:
        entries.pop()
    return entries


def _apart(words: list[str], is_whole: Callable[[str], bool]) -> list[str]:
    """Numbers that only a space keeps apart, each perhaps written with spaces within; else one number."""
    joined = "".join(words)
    if len(words) < 2 or len(words) > _MOST or is_whole(joined):
        return [joined]
    rest: dict[int, list[str]] = {len(words): []}
    for start in reversed(range(len(words))):
        for end in range(start + 1, len(words) + 1):
            number = "".join(words[start:end])
            if end in rest and is_whole(number):
                rest[start] = [number, *rest[end]]
                break
    if 0 in rest:
        return rest[0]
    return words if all(len(word) >= _SHORTEST for word in words) else [joined]


def _names(cell: str, ids: int) -> list[str]:
    if cell.isalnum():
        return [] if cell.lower() in _NOBODY else [cell]
    pieces = [piece for piece in _SEPARATORS.split(cell) if not _is_nobody(piece)]
    if ids > len(pieces):
        words = [word for piece in pieces for word in piece.split()]
        for apart in (words, _paired(words)):
            if len(apart) == ids:
                pieces = apart
                break
    return [name for piece in pieces if (name := name_as_written(piece))]


def _is_nobody(text: str) -> bool:
    word = clean_name(text).lower()
    return not word or word in _NOBODY


def _paired(words: list[str]) -> list[str]:
    """Single characters joined in twos: 陈　芳 李四 are two people, not three."""
    names: list[str] = []
    open_name = False
    for word in words:
        if open_name and len(word) == 1:
            names[-1] += word
            open_name = False
        else:
            names.append(word)
            open_name = len(word) == 1
    return names


def _id_faults(ids: list[str], owners: int) -> Iterator[tuple[Column, Sentence]]:
    for place, number in enumerate(ids, start=1):
        if number and not is_id_number(number):
            fault = _id_fault(number)
            yield Column.ID_NUMBER, Sentence(fault.text, {"place": place, **fault.values})
    if 0 < owners < len(ids):
        yield Column.ID_NUMBER, Sentence(faults.ID_TOO_MANY, {"ids": len(ids), "owners": owners})


def _id_fault(number: str) -> Sentence:
    if has_lost_digits(number):
        return Sentence(faults.ID_AS_NUMBER)
    if len(number) == 15 and number.isdecimal():
        return Sentence(faults.ID_OLD)
    if len(number) != 18:
        return Sentence(faults.ID_LENGTH, {"length": len(number)})
    return Sentence(faults.ID_WRONG)


def _phone_faults(phones: list[str], owners: int) -> Iterator[tuple[Column, Sentence]]:
    for place, number in enumerate(phones, start=1):
        if number and not is_phone(number):
            text = faults.PHONE_AS_NUMBER if has_lost_digits(number) else faults.PHONE_WRONG
            yield Column.PHONE, Sentence(text, {"place": place})
    if 0 < owners < len(phones):
        yield Column.PHONE, Sentence(faults.PHONE_TOO_MANY, {"phones": len(phones), "owners": owners})


def _id(entry: str) -> str:
    return entry.upper() if entry.isascii() and entry.isalnum() else clean_id(entry)


def _phone(entry: str) -> str:
    """Cleaned; 13800000000.0 is what a program makes of a phone that it took for a number."""
    return entry if entry.isascii() and entry.isdecimal() else clean_phone(plain(entry))


def _is_whole_phone(text: str) -> bool:
    return is_phone(_phone(text))


def _is_whole_id(text: str) -> bool:
    number = clean_id(text)
    return len(number) == 18 and number.isalnum()
