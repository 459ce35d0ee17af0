"""What stands in a cell, as text: numbers as they were typed, odd spaces gone."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from portal.domain.identity import clean_name

Cell = str | int | float | bool | date | datetime | time | timedelta

_EXACT_UP_TO = 10**15
"""A spreadsheet keeps 15 digits; a longer number has already lost its end."""

_SPACE_BY_CJK = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b-\x1f]+")
_DASHES = re.compile("[\u2010-\u2015\u2212\uff0d\uff5e~]")
_LOST_DIGITS = re.compile(r"\d+(?:\.\d+)?[Ee]\+?\d+")
_QUOTED = re.compile(r'^="(.*)"$')  # how some programs keep a long number's digits in a csv file
_WHOLE = re.compile(r"(\d+)\.0+")


def text_of(cell: Cell) -> str:
    """The cell as somebody would type it: 301 for 301.0, and an exponent where digits are lost."""
    if type(cell) is str:
        return _QUOTED.sub(r"\1", cell.strip()) if cell[:1] == "=" else cell.strip()
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number(cell)
    return str(cell)


def _number(value: float) -> str:
    if not abs(value) < _EXACT_UP_TO:  # also NaN
        return format(Decimal(value), ".15g")
    if value == int(value):
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """For comparing: half-width, without any space or apostrophe, one kind of hyphen, 301 for 301.0."""
    text = _DASHES.sub("-", clean_name(text))
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def is_blank(cell: Cell) -> bool:
    """Whether nothing can be seen in the cell."""
    return type(cell) is str and (not cell or (not cell[0].isalnum() and not clean_name(cell)))


def has_lost_digits(text: str) -> bool:
    """Whether a number stands there with an exponent, so that the digits typed are gone."""
    return _LOST_DIGITS.fullmatch(text) is not None


def name_as_written(text: str) -> str:
    """A name for people to read: the padding of 陈　芳 dropped, the space of John Smith kept."""
    text = _INVISIBLE.sub("", text)
    if text.isalnum():
        return text
    return " ".join(_SPACE_BY_CJK.sub("", text.strip(" '‘’`\t\r\n\u3000")).split())
