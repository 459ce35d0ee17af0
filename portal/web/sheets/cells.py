"""What stands in a cell: values that a file keeps exactly, and text that runs nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.amounts import format_hundredths, format_percent
from portal.web.clock import CHINA

_FORMULA = tuple("=+-@＝＋－＠\t\r\n")
# Neither XML nor a sheet can hold them: controls but tab and line ends, halves of pairs, non-characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000  # a cell of Excel ends at 32,767

NOTHING = "—"
"""Stands where a figure has no meaning."""


@dataclass(frozen=True, slots=True)
class Hundredths:
    """An area in 0.01 m2 or money in fen: a number with two decimals, exact."""

    value: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole in per cent, rounded down so that nothing below a line looks as if it met it."""

    have: int
    of: int


Cell = str | int | datetime | date | Hundredths | Share | None
Row = Sequence[Cell]


@dataclass(frozen=True)
class Block:
    """A table: its heads, and rows that are drawn one at a time. Without heads, pairs of word and value."""

    rows: Iterable[Row]
    heads: Sequence[str] = ()
    title: str = ""


@dataclass(frozen=True)
class Sheet:
    """One page of a workbook. With a single table its head is frozen and its columns can be filtered.

    :param widths: of the columns, in digits; a Chinese character takes two.
    :param above: lines before the first table; the first of them is the title.
    """

    name: str
    widths: Sequence[int]
    blocks: Sequence[Block]
    above: Sequence[str] = ()
    upright: bool = False


def inert(text: str) -> str:
    """Text that no program takes for a formula, and that a sheet can hold.

    The apostrophe also goes into xlsx, where a text never runs: the sheet may be saved as csv later.
    """
    clean = writable(text)
    if len(clean) > _LONGEST:
        clean = f"{clean[:_LONGEST]}…"
    return f"'{clean}" if clean.lstrip(" \u3000\xa0").startswith(_FORMULA) else clean


def writable(text: str) -> str:
    """Without what no file can hold."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def shown(cell: Cell) -> str:
    """A cell as csv holds it and a page shows it."""
    if isinstance(cell, Hundredths):
        return format_hundredths(cell.value)
    if isinstance(cell, Share):
        return f"{format_percent(cell.have, cell.of)}%" if cell.of else NOTHING
    if isinstance(cell, datetime):
        return f"{cell.astimezone(CHINA):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return inert(str(cell)) if cell is not None else ""
