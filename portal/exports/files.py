"""From an order to a file: what is asked for is found, named and written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from portal.communities.directory import get_street
from portal.communities.queries import get_estate
from portal.domain.stages import VoteState
from portal.exports.catalogue import DISTRICT, OF_VOTE, PERSONAL, Period, Source, Table
from portal.exports.errors import StillDraft
from portal.exports.queries import list_estates, snapshot
from portal.exports.tables import sheets_of
from portal.exports.words import FILE_WORDS
from portal.voting.queries import get_vote
from portal.web.clock import CHINA
from portal.web.sheets import FileKind, Sheet, Written, write

_NOT_IN_NAMES = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f\ud800-\udfff]")
ARCHIVE_KIND = "zip"
DISTRICT_SCOPE = "district"
_LONGEST_NAME = 180  # bytes; file systems end at 255, and a draft's name is longer


@dataclass(frozen=True)
class Order:
    """What somebody wants to take, and for what. Without personal data a table is always masked.

    Of an estate, or else of a street, or with neither of the district.
    """

    table: Table
    estate_id: int | None
    vote_id: int | None
    full: bool
    purpose: str
    street_id: int | None = None
    period: Period = field(default_factory=Period)

    @property
    def masked(self) -> bool:
        return not (self.full and self.table in PERSONAL)

    @property
    def scope(self) -> str:
        """As it stands on record."""
        return scope_key(self.estate_id, self.street_id)

    def as_data(self) -> dict[str, Any]:
        """For a job; `order_from` reads it."""
        days = [day and day.isoformat() for day in (self.period.since, self.period.until)]
        place = {"estate": self.estate_id, "vote": self.vote_id, "street": self.street_id}
        return {
            **place,
            "table": self.table.value,
            "full": self.full,
            "purpose": self.purpose,
            "days": days,
        }


def scope_key(estate_id: int | None, street_id: int | None) -> str:
    if estate_id is not None:
        return f"estate:{estate_id}"
    return DISTRICT_SCOPE if street_id is None else f"street:{street_id}"


def order_from(data: Mapping[str, Any]) -> Order:
    since, until = (day or "" for day in data["days"])
    return Order(
        Table(data["table"]),
        data["estate"],
        data["vote"],
        data["full"],
        data["purpose"],
        street_id=data["street"],
        period=Period.read(since, until),
    )


@dataclass(frozen=True)
class Made:
    """A finished file."""

    name: str
    kind: FileKind | str
    written: Written


Ends = Mapping[int, tuple[int, str]]
"""By vote, lines and fingerprint of its record as they stand in the archive."""


@dataclass(frozen=True)
class Archive(Made):
    """A finished archive, and up to where it has the record of each vote."""

    ends: Ends = field(default_factory=dict)


def source_of(order: Order, now: datetime) -> Source:
    """The estates and the vote of an order.

    :raises RuleViolated: a vote that is a draft.
    :raises sqlalchemy.exc.NoResultFound: no such estate or street, or no such vote in it.
    """
    if order.estate_id is None:
        return _wide(order, now)
    estate = get_estate(order.estate_id)
    vote = None
    if order.table in OF_VOTE and order.vote_id is not None:
        vote = get_vote(order.vote_id, estate_id=order.estate_id)
        if vote.state is VoteState.DRAFT:
            raise StillDraft(title=vote.title)
    return Source(estate, vote, order.masked, now, period=order.period)


def _wide(order: Order, now: datetime) -> Source:
    name = DISTRICT if order.street_id is None else get_street(order.street_id).name
    among = list_estates(order.street_id)
    return Source(None, None, order.masked, now, among=among, place=name, period=order.period)


def make(order: Order, kind: FileKind, target: IO[bytes], *, now: datetime) -> Made:
    """Write one file for the desk into an empty ``target``."""
    with snapshot():
        source = source_of(order, now)
        written = write(target, sheets_of(order.table, source), kind)
    return Made(f"{file_name(order, source)}.{kind}", kind, written)


def file_name(order: Order, source: Source) -> str:
    """For one file of the desk, without its ending."""
    return f"{name_of(order, source, FILE_WORDS[order.table])}-{source.now.astimezone(CHINA):%Y%m%d}"


def parts_of(order: Order, source: Source) -> Iterator[tuple[str, FileKind, Sequence[Sheet]]]:
    """For a folder: the whole workbook, and each of its sheets as csv; file name, kind, sheets."""
    name = name_of(order, source, FILE_WORDS[order.table])
    yield f"{name}.{FileKind.XLSX}", FileKind.XLSX, sheets_of(order.table, source)
    for sheet in sheets_of(order.table, source):
        yield f"{name_of(order, source, sheet.name)}.{FileKind.CSV}", FileKind.CSV, [sheet]


def name_of(order: Order, source: Source, what: str) -> str:
    """Without its ending; two votes of one title do not overwrite each other."""
    vote = f"投票{source.vote.id}-{source.vote.title}" if source.vote else ""
    where = "-".join(piece for piece in (source.title, vote) if piece)
    end = f"-{what}" if order.masked else f"-{what}-完整"
    start = _NOT_IN_NAMES.sub("_", where).strip(" .").encode()
    return start[: _LONGEST_NAME - len(end.encode())].decode(errors="ignore") + end
