"""The policy's text by sections, as its web page has it.

The page has lost some marks. Only what other sources confirm is put back, and marked: document numbers and
the date. Half-width punctuation is set full-width; nothing else is touched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "policy.txt"
_BEGINS, _ENDS = "扎实做好", "扫一扫"
_TITLE = re.compile(r"(?:[一二三四五六七])?、[^，。]{2,14}")
_FULL_WIDTH = str.maketrans(",;:()", "，；：（）")
# What the page shows, and what the document's own number is.
_RESTORED = (
    ("国办发〔202023号", "国办发", "〔2020〕23号"),
    ("渝城办〔202014号", "渝城办", "〔2020〕14号"),
    ("渝城办〔202014", "渝城办", "〔2020〕14号"),
    ("渝城办〔202025号", "渝城办", "〔2020〕25号"),
)


@dataclass(frozen=True)
class Piece:
    """A run of words; ``restored`` ones were lost on the page and are known from elsewhere."""

    text: str
    restored: bool = False


@dataclass(frozen=True)
class Section:
    """A section of the policy; the preamble has an empty title."""

    title: str
    paragraphs: tuple[tuple[Piece, ...], ...]


@lru_cache(maxsize=1)
def sections() -> tuple[Section, ...]:
    """The preamble and the seven sections, in order."""
    found: list[tuple[str, list[tuple[Piece, ...]]]] = [("", [])]
    for line in _body():
        if _TITLE.fullmatch(line):
            found.append((line.removeprefix("、"), []))
        else:
            found[-1][1].append(tuple(_pieces(line)))
    return tuple(Section(title, tuple(paragraphs)) for title, paragraphs in found)


def _body() -> Iterator[str]:
    lines = [line.strip() for line in _FILE.read_text(encoding="utf-8").splitlines()]
    start = next(number for number, line in enumerate(lines) if line.startswith(_BEGINS))
    for line in lines[start:]:
        if line.startswith(_ENDS):
            return
        if line:
            yield line.translate(_FULL_WIDTH)


def _pieces(line: str) -> Iterator[Piece]:
    for shown, before, restored in _RESTORED:
        left, hit, right = line.partition(shown)
        if hit:
            yield from _pieces(left + before)
            yield Piece(restored, restored=True)
            yield from _pieces(right)
            return
    if line:
        yield Piece(line)
