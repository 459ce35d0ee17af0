"""From an order to a file: what is asked for is found, named and written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from portal.communities.queries import get_estate
from portal.domain.stages import VoteState
from portal.exports.catalogue import OF_VOTE, PERSONAL, Source, Table
from portal.exports.errors import NoVoteChosen, StillDraft
from portal.exports.queries import snapshot
from portal.exports.tables import sheets_of
from portal.exports.words import FILE_WORDS
from portal.voting.queries import get_vote
from portal.web.clock import CHINA
from portal.web.sheets import FileKind, Sheet, Written, write

_NOT_IN_NAMES = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f\ud800-\udfff]")
_LONGEST_NAME = 180  # bytes; file systems end at 255, and a draft's name is longer


@dataclass(frozen=True)
class Order:
    """What somebody wants to take, and for what. Without personal data a table is always masked."""

    table: Table
    estate_id: int
    vote_id: int | None
    full: bool
    purpose: str

    @property
    def masked(self) -> bool:
        return not (self.full and self.table in PERSONAL)


@dataclass(frozen=True)
class Made:
    """A finished file."""

    name: str
    kind: FileKind
    written: Written


def source_of(order: Order, now: datetime) -> Source:
    """Estate and vote of an order.

    :raises RuleViolated: no vote for a table of votes, or one that is a draft.
    :raises sqlalchemy.exc.NoResultFound: no such estate, or no such vote in it.
    """
    estate = get_estate(order.estate_id)
    if order.table not in OF_VOTE:
        return Source(estate, None, order.masked, now)
    if order.vote_id is None:
        raise NoVoteChosen(table=FILE_WORDS[order.table])
    vote = get_vote(order.vote_id, estate_id=order.estate_id)
    if vote.state is VoteState.DRAFT:
        raise StillDraft(title=vote.title)
    return Source(estate, vote, order.masked, now)


def make(order: Order, kind: FileKind, target: IO[bytes], *, now: datetime) -> Made:
    """Write one file for the desk into an empty ``target``."""
    with snapshot():
        source = source_of(order, now)
        written = write(target, sheets_of(order.table, source), kind)
        name = name_of(order, source, FILE_WORDS[order.table])
    return Made(f"{name}-{now.astimezone(CHINA):%Y%m%d}.{kind}", kind, written)


def parts_of(order: Order, source: Source) -> Iterator[tuple[str, FileKind, Sequence[Sheet]]]:
    """For a folder: the whole workbook, and each of its sheets as csv; file name, kind, sheets."""
    name = name_of(order, source, FILE_WORDS[order.table])
    yield f"{name}.{FileKind.XLSX}", FileKind.XLSX, sheets_of(order.table, source)
    for sheet in sheets_of(order.table, source):
        yield f"{name_of(order, source, sheet.name)}.{FileKind.CSV}", FileKind.CSV, [sheet]


def name_of(order: Order, source: Source, what: str) -> str:
    """Without its ending; two votes of one title do not overwrite each other."""
    vote = f"投票{source.vote.id}-{source.vote.title}" if source.vote else ""
    where = "-".join(piece for piece in (source.estate.name, vote) if piece)
    end = f"-{what}" if order.masked else f"-{what}-完整"
    start = _NOT_IN_NAMES.sub("_", where).strip(" .").encode()
    return start[: _LONGEST_NAME - len(end.encode())].decode(errors="ignore") + end
