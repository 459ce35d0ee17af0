"""A paper as PDF, in fonts that travel with it."""

from portal.exports.papers.document import BlockKind, Paper
from portal.web.papers import typeset, without_glyph

_TEMPLATE = "official"
_FIGURE = frozenset("0123456789.,%-—/ ")


def draw(paper: Paper, foot: str) -> bytes:
    """A4, turned where a table is wide; ``foot`` says from which entry of the register it is."""
    data = paper.as_data()
    for block in data["blocks"]:
        if block["kind"] == BlockKind.TABLE:
            block["left"] = [_reads_left(block["rows"], place) for place in range(len(block["heads"]))]
    return typeset(_TEMPLATE, {**data, "wide": paper.is_wide, "foot": foot})


def _reads_left(rows: list[list[str]], place: int) -> bool:
    """Words read from the left, figures stand at the right."""
    return any(len(row) > place and not _FIGURE.issuperset(row[place]) for row in rows)


def undrawn(paper: Paper) -> str:
    """Characters that the fonts lack, once each: they are written in by hand, or Word is used."""
    return without_glyph("".join(paper.words()))
