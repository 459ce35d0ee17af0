"""Buildings, entrances, floors and rooms under one name each, whatever the sheet wrote."""

import re
from functools import lru_cache
from typing import NamedTuple

from portal.communities.roll.cells import plain

LAST = 100_000
"""The sorting number of what has none (地下): after every numbered building."""

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_NUMBER = "([0-9]{1,4}|[零〇一二两三四五六七八九十]{1,3})"
_BUILDING_WORD = "(?:号楼栋|号楼|号栋|号幢|楼栋|栋楼|#楼|#栋|#幢|栋|幢|座|楼|号|#)"
_BUILDING = re.compile(f"第?{_NUMBER}{_BUILDING_WORD}?")
_LETTERED = re.compile(f"([A-Z]){_BUILDING_WORD}?")
_OTHER_BUILDING = re.compile("(.+?)(?:号楼|#楼|号栋|号幢|幢)")
_WITH_ENTRANCE = re.compile(f"(.*?(?:号楼|栋|幢|楼|座|#)){_NUMBER}单元")
_ENTRANCE = re.compile(f"第?{_NUMBER}(?:单元|门洞|门栋|门|梯)?")
_ROOM_WORD = re.compile("(?<=[0-9])(?:号房|号室|房间|室|号|房)$")
_FULL_ADDRESS = re.compile(f"^(?:.*(?:号楼|栋|幢))?(?:{_NUMBER}单元)?(?=[0-9])")
_FLOOR = re.compile(f"(?:第|F)?(负|地下|-|B)?(?:第)?{_NUMBER}(?:楼|层|F)?")
_FLOOR_ROOM = re.compile("([1-9][0-9]?)-[0-9]{1,2}")
_PLAIN_ROOM = re.compile("([1-9][0-9]?)[0-9]{2}")
_NONE = frozenset({"无", "-", "/", "--", "没有"})


class Place(NamedTuple):
    """A name with the number by which people count it."""

    name: str
    number: int


@lru_cache(maxsize=4096)
def building_in(text: str) -> Place:
    """``3幢``, ``3号楼``, ``3#``, ``三栋`` and ``3`` are all 3栋; other names stay (地下, 综合楼)."""
    word = plain(text).upper()
    numbered = _BUILDING.fullmatch(word)
    if numbered:
        number = _number(numbered[1])
        return Place(f"{number}栋", number)
    lettered = _LETTERED.fullmatch(word)
    if lettered:
        return Place(f"{lettered[1]}栋", ord(lettered[1]) - ord("A") + 1)
    other = _OTHER_BUILDING.fullmatch(word)
    return Place(f"{other[1]}栋" if other else word, _first_number(word))


@lru_cache(maxsize=4096)
def entrance_in(text: str) -> Place:
    """``1``, ``一单元`` and ``1门`` are 1单元; other names stay (商业), also an empty one."""
    word = plain(text).upper()
    if word in _NONE:
        return Place("", 0)
    numbered = _ENTRANCE.fullmatch(word)
    if numbered:
        number = _number(numbered[1])
        return Place(f"{number}单元", number)
    return Place(word, _first_number(word) if word else 0)


@lru_cache(maxsize=4096)
def split_building(text: str) -> tuple[str, str]:
    """``1栋2单元`` as building and entrance; the entrance is empty where none is said."""
    both = _WITH_ENTRANCE.fullmatch(plain(text))
    return (both[1], f"{both[2]}单元") if both else (text, "")


def is_building_name(text: str) -> bool:
    """Whether a sheet's own name is that of a building: 3栋, 3号楼, but not 3 or Sheet3."""
    word = plain(text).upper()
    return any(each in word for each in ("栋", "幢", "号楼", "#")) and building_in(text).number < LAST


def room_in(text: str) -> str:
    """``1－1``, ``301室`` and ``1栋1单元301`` are 1-1, 301 and 301."""
    word = plain(text).upper()
    if word.isascii():
        return word
    return _ROOM_WORD.sub("", _FULL_ADDRESS.sub("", word, count=1))


def floor_in(text: str, room: str) -> int | None:
    """The floor that a cell says (3, 3层, 负1, -1F); where it says nothing, the one in the room's number."""
    word = plain(text).upper()
    if not word:
        return _floor_of_room(room)
    found = _FLOOR.match(word)
    if found is None:
        return None
    floor = _number(found[2])
    if floor > 200:
        return None
    return -floor if found[1] else floor


def _floor_of_room(room: str) -> int | None:
    found = _FLOOR_ROOM.fullmatch(room) or _PLAIN_ROOM.fullmatch(room)
    return int(found[1]) if found else None


def _number(text: str) -> int:
    """Digits, or Chinese numerals below a hundred."""
    if text.isdecimal():
        return int(text)
    if "十" not in text:
        return int("".join(str(_DIGITS[each]) for each in text))
    tens, _, ones = text.partition("十")
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def _first_number(word: str) -> int:
    found = re.match("[0-9]{1,4}", word)
    return int(found[0]) if found else LAST
