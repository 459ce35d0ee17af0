"""A paper as plain words: what it says, in the order in which it says it; nothing of how it is drawn."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portal.domain.amounts import format_hundredths
from portal.domain.capitals import in_capitals
from portal.domain.deadlines import CHINA, local_day
from portal.exports.words import DEMO, FULL, MASKED
from portal.web.sheets import Block as SheetBlock
from portal.web.sheets import Cell, Sheet
from portal.web.sheets import shown as as_cell
from portal.web.sheets.cells import writable

_WIDE = 8
"""With more columns than these a table wants the sheet turned."""


class BlockKind(StrEnum):
    """一、…, a paragraph, a small remark, words and values, a table, lines to fill in by hand."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    NOTE = "note"
    FACTS = "facts"
    TABLE = "table"
    FILL = "fill"


@dataclass(frozen=True)
class Block:
    """``heads`` and ``widths`` are a table's; rows are a table's, pairs of facts, or lines to fill in."""

    kind: BlockKind
    text: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class Paper:
    """One official paper.

    :param to: whom it is written to, without the colon; "" for everybody who reads the wall.
    :param signed: who answers for it; over it stands the room for the seal.
    :param marks: what whoever holds it has to know: demo data, masked or not.
    """

    title: str
    blocks: Sequence[Block]
    signed: str
    day: str
    to: str = ""
    attachments: Sequence[str] = ()
    demo: bool = False
    marks: Sequence[str] = ()

    @property
    def is_wide(self) -> bool:
        return any(len(block.heads) > _WIDE for block in self.blocks)

    def as_data(self) -> dict[str, Any]:
        """As it is kept on record; `paper_from` reads it."""
        data: dict[str, Any] = json.loads(json.dumps(asdict(self), ensure_ascii=False))
        return data

    def digest(self) -> str:
        """SHA-256 in hex of every word in it: the same for its Word and its PDF form."""
        words = json.dumps(self.as_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(words.encode()).hexdigest()

    def words(self) -> Iterator[str]:
        """Every text in it, for the check of its characters."""
        yield from (self.title, self.to, self.signed, self.day, *self.attachments, *self.marks)
        for block in self.blocks:
            yield block.text
            yield from block.heads
            for row in block.rows:
                yield from row


def paper_from(data: Mapping[str, Any]) -> Paper:
    blocks = [Block(**{**block, "kind": BlockKind(block["kind"])}) for block in data["blocks"]]
    return Paper(**{**data, "blocks": blocks})


def marked(paper: Paper, *, demo: bool, masked: bool | None) -> Paper:
    """With what its holder has to know; ``masked`` None where there is nothing personal in it."""
    secrecy = () if masked is None else (MASKED if masked else FULL,)
    return replace(paper, demo=demo, marks=(*((DEMO,) if demo else ()), *secrecy))


def heading(text: str) -> Block:
    return Block(BlockKind.HEADING, clean(text))


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, clean(text))


def note(text: str) -> Block:
    return Block(BlockKind.NOTE, clean(text))


def facts(pairs: Iterable[tuple[str, Cell]]) -> Block:
    return Block(BlockKind.FACTS, rows=[(word, said(value)) for word, value in pairs])


def table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int] = ()
) -> Block:
    """Widths are shares of the line, one a column; without them all are alike."""
    lines = [tuple(said(cell) for cell in row) for row in rows]
    return Block(BlockKind.TABLE, clean(title), tuple(heads), lines, tuple(widths) or (1,) * len(heads))


def fill(*lines: str) -> Block:
    """Lines that are filled in by hand."""
    return Block(BlockKind.FILL, rows=[(line,) for line in lines])


def blocks_of(sheet: Sheet) -> list[Block]:
    """The tables of an export, cell for cell: a paper and a file never say different figures."""
    return [_block(each, sheet.widths) for each in sheet.blocks]


def _block(of: SheetBlock, widths: Sequence[int]) -> Block:
    if of.heads:
        return table(of.title, of.heads, of.rows, widths[: len(of.heads)])
    pairs = [(said(row[0]), said(row[1])) for row in of.rows]
    return Block(BlockKind.FACTS, clean(of.title), rows=pairs)


def said(cell: Cell) -> str:
    """A cell as a paper prints it: no program runs it, so a name that begins with = stays as it is."""
    return clean(cell) if isinstance(cell, str) else as_cell(cell)


def clean(text: object) -> str:
    """Without what neither XML nor a font can hold."""
    return writable(str(text))


def day(of: date) -> str:
    """``2026年3月1日``, as GB/T 9704 writes it: in Arabic numerals, without leading zeros."""
    return f"{of.year}年{of.month}月{of.day}日"


def moment(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{day(local.date())}{local:%H时%M分}"


def today(now: datetime) -> str:
    return day(local_day(now))


def yuan(fen: int) -> str:
    """``1409.50 元（大写：壹仟肆佰零玖元伍角）``; a shortfall has no capitals."""
    figures = f"{format_hundredths(fen)} 元"
    return f"{figures}（大写：{in_capitals(fen)}）" if fen >= 0 else figures


def metres(area: int) -> str:
    return f"{format_hundredths(area)} 平方米"
