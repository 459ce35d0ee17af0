"""The district's list of estates: read row by row, with its faults row by row, taken whole or not at all."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from portal.audit.services import Actor, record
from portal.communities.models import Community, Estate, EstateListing, Street
from portal.communities.roll.cells import text_of
from portal.communities.roll.sheets import sheets_in
from portal.communities.services.places import Office, create_estate, find_or_make_street
from portal.db import session
from portal.domain.amounts import parse_area
from portal.domain.errors import N_, RuleViolated, Sentence

#: What a column may be called; the first word is ours.
COLUMNS: Mapping[str, Sequence[str]] = {
    "street": ("街道", "街道（镇）", "乡镇街道", "镇街"),
    "community": ("社区", "所属社区"),
    "estate": ("小区", "小区名称", "项目名称"),
    "buildings": ("楼栋数", "栋数", "楼栋"),
    "area": ("建筑面积", "面积", "建筑面积（㎡）", "建筑面积(㎡)"),
    "households": ("户数",),
    "people": ("人数", "人口", "居住人数"),
}
_NAMES, _NUMBERS = ("street", "community", "estate"), ("buildings", "households", "people")
_HEAD_WITHIN, _LONGEST, _MOST = 10, 30, 1_000_000
_MOST_ROWS = 2000


class NoHead(RuleViolated):
    text = N_("没有找到表头。要有这些列：街道、社区、小区、楼栋数、建筑面积、户数、人数。")


class TooManyRows(RuleViolated):
    text = N_("超过 %(most)s 行，请分几次导入。")


class ListHasErrors(RuleViolated):
    text = N_("台账有 %(count)s 处错误，没有导入。")


@dataclass(frozen=True)
class Row:
    """One estate of the list; ``number`` is the sheet's own row."""

    number: int
    street: str
    community: str
    estate: str
    buildings: int
    area: int
    households: int
    people: int


@dataclass(frozen=True)
class Listing:
    """A file as it was understood; ``errors`` are rows with a sentence each."""

    file_name: str
    sha256: str
    rows: Sequence[Row]
    errors: Sequence[tuple[int, Sentence]]


@dataclass
class _Reading:
    rows: list[Row] = field(default_factory=list)
    errors: list[tuple[int, Sentence]] = field(default_factory=list)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)


def read_listing(content: bytes, file_name: str, streets: Collection[str] | None) -> Listing:
    """:param streets: names that the reader may fill in; None for any, new ones too.

    :raises RuleViolated: no sheet, or no head in it.
    """
    found = _Reading()
    grid = sheets_in(content, file_name)[0].rows
    head, columns = _head([[text_of(cell) for cell in row] for row in grid[:_HEAD_WITHIN]])
    if len(grid) - head > _MOST_ROWS:
        raise TooManyRows(most=_MOST_ROWS)
    for number, cells in enumerate(grid[head + 1 :], start=head + 2):
        said = {key: text_of(cells[at]) if at < len(cells) else "" for key, at in columns.items()}
        if any(said.values()) and said["estate"] not in ("合计", "总计"):
            _read_row(found, number, said, streets)
    return Listing(file_name, hashlib.sha256(content).hexdigest(), found.rows, found.errors)


def _head(rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[str, int]]:
    for number, row in enumerate(rows):
        words = [word.replace(" ", "").replace("\n", "") for word in row]
        places = {
            key: next((at for at, word in enumerate(words) if word in names), -1)
            for key, names in COLUMNS.items()
        }
        if min(places.values()) >= 0:
            return number, places
    raise NoHead


def _read_row(found: _Reading, number: int, said: Mapping[str, str], streets: Collection[str] | None) -> None:
    faults = list(_name_faults(said, streets))
    numbers: dict[str, int] = {}
    for key in (*_NUMBERS, "area"):
        try:
            numbers[key] = parse_area(said[key]) if key == "area" else _whole(said[key])
        except (RuleViolated, ValueError):
            faults.append(
                Sentence(
                    N_("“%(column)s”要填数字，现在是“%(said)s”。"),
                    {"column": COLUMNS[key][0], "said": said[key][:20]},
                )
            )
    key_ = (said["street"], said["estate"])
    if key_ in found.seen and all(key_):
        faults.append(Sentence(N_("和第 %(row)s 行是同一个小区。"), {"row": found.seen[key_]}))
    found.seen.setdefault(key_, number)
    if faults:
        found.errors += [(number, fault) for fault in faults]
    else:
        found.rows.append(Row(number, said["street"], said["community"], said["estate"], **numbers))


def _name_faults(said: Mapping[str, str], streets: Collection[str] | None) -> Sequence[Sentence]:
    faults = []
    for key in _NAMES:
        if not said[key]:
            faults.append(Sentence(N_("“%(column)s”没有填。"), {"column": COLUMNS[key][0]}))
        elif len(said[key]) > _LONGEST:
            faults.append(Sentence(N_("“%(column)s”超过 30 个字。"), {"column": COLUMNS[key][0]}))
    if streets is not None and said["street"] and said["street"] not in streets:
        faults.append(Sentence(N_("“%(street)s”不归您管。"), {"street": said["street"]}))
    return faults


def _whole(text: str) -> int:
    """:raises ValueError: no whole number from 0 up."""
    value = int(text.replace(",", "").removesuffix("栋").removesuffix("户").removesuffix("人"))
    if not 0 <= value <= _MOST:
        raise ValueError(text)
    return value


def existing(listing: Listing) -> Mapping[tuple[str, str], Estate]:
    """Which estates of the list are there already, by street and name."""
    rows = session.execute(
        select(Street.name, Estate)
        .join(Estate, Estate.street_id == Street.id)
        .where(Estate.name.in_([row.estate for row in listing.rows]))
    )
    return {(street, estate.name): estate for street, estate in rows}


def take_listing(listing: Listing, *, by: Actor, now: datetime) -> tuple[int, int]:
    """Register what is new and keep the list's figures for all; how many are new, how many were known.

    :raises ListHasErrors: a single row is wrong; nothing is written.
    """
    if listing.errors:
        raise ListHasErrors(count=len(listing.errors))
    known = existing(listing)
    for row in listing.rows:
        estate = known.get((row.street, row.estate))
        if estate is None:
            street = find_or_make_street(row.street)
            estate = create_estate(street, row.estate, _office(street, row.community), by=by, now=now)
        session.merge(
            EstateListing(
                estate_id=estate.id,
                buildings=row.buildings,
                households=row.households,
                people=row.people,
                area=row.area,
                file_name=listing.file_name,
                sha256=listing.sha256,
                listed_at=now,
                listed_by=by.account_id,
            )
        )
    session.flush()
    record(
        now, by, "estates.import", "estate:0",
        file_name=listing.file_name, sha256=listing.sha256, rows=len(listing.rows),
    )  # fmt: skip
    return len(listing.rows) - len(known), len(known)


def _office(street: Street, name: str) -> Office:
    """A community that is there keeps its contact; the list has none."""
    wanted = select(Community).where(Community.street_id == street.id, Community.name == name)
    there = session.scalars(wanted).one_or_none()
    return Office(name, there.contact, there.phone, there.hours) if there else Office(name)
