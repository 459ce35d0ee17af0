"""How a file begins, shown before it is taken; always masked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from portal.domain.errors import RuleViolated
from portal.exports.files import Order, source_of
from portal.exports.queries import snapshot
from portal.exports.tables import sheets_of
from portal.web import clock
from portal.web.sheets import NOTHING, Block, Row, Sheet, shown

_ROWS, _CHARACTERS = 12, 24  # what a preview shows of a table, and of a long text


@dataclass(frozen=True)
class Shown:
    """The beginning of a table. A head is a word, or with ``tl`` where its column reads from the left.

    Without heads, pairs of word and value.
    """

    title: str
    heads: Sequence[str | tuple[str, str]]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Preview:
    """The lines above, and the tables of the first sheet."""

    above: Sequence[str]
    tables: Sequence[Shown]


def preview(order: Order) -> Preview | None:
    """None where there is nothing to look at: a draft."""
    try:
        with snapshot():
            source = source_of(replace(order, full=False), clock.now())
            sheet = sheets_of(order.table, source)[0]
            return Preview(sheet.above, _beginning(sheet))
    except RuleViolated:
        return None


def _beginning(sheet: Sheet) -> list[Shown]:
    """The first rows; without the head of the sheet, which whoever chose it knows."""
    left, found = _ROWS, []
    for block in sheet.blocks:
        if left > 0 and (block.heads or block.title):
            rows = list(islice(block.rows, left))
            left -= len(rows)
            found.append(_shown(block, rows))
    return found


def _shown(block: Block, rows: Sequence[Row]) -> Shown:
    texts = ((place, cell) for row in rows for place, cell in enumerate(row) if isinstance(cell, str))
    from_left = {place for place, text in texts if text != NOTHING}
    heads = [(head, "tl") if place in from_left else head for place, head in enumerate(block.heads)]
    words = [[_cut(shown(cell)) if block.heads else shown(cell) for cell in row] for row in rows]
    return Shown(block.title, heads, words)


def _cut(text: str) -> str:
    return text if len(text) <= _CHARACTERS else f"{text[:_CHARACTERS]}…"
