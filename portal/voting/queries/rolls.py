"""The living roll as lines without names, its publications, and the objections to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from portal.accounts.queries import list_owned_parties
from portal.communities import queries as places
from portal.communities.models import Part
from portal.db import session
from portal.domain.electorate import Weight
from portal.domain.fingerprint import fingerprint_of, leaf_hash
from portal.voting.models import ElectorPublication, RollObjection, RollPublication


@dataclass(frozen=True)
class Line:
    """A home as the published roll shows it; ``party`` is the same number for homes of the same owners."""

    building: str
    entrance: str
    room: str
    area: int
    source: str
    use: str
    party: int

    @property
    def home(self) -> str:
        return f"{self.building}{self.entrance}{self.room}"


@dataclass(frozen=True)
class Snapshot:
    """A roll without names, and what it weighs when every part counts."""

    lines: Sequence[Line]
    fingerprint: str
    weight: Weight


def snapshot(estate_id: int) -> Snapshot:
    """The living roll, ready to be published or to be held against a publication."""
    lines = _lines(places.list_parts(estate_id))
    heads = len({line.party for line in lines})
    return Snapshot(lines, fingerprint(lines), Weight(heads, sum(line.area for line in lines)))


def _lines(parts: Iterable[Part]) -> list[Line]:
    numbers: dict[int, int] = {}
    return [
        Line(
            part.entrance.building.name,
            part.entrance.name,
            part.room,
            part.area,
            part.area_source.value if part.area_source else "",
            part.use.value,
            numbers.setdefault(part.party_id, len(numbers) + 1),
        )
        for part in parts
    ]


def fingerprint(lines: Iterable[Line]) -> str:
    """The RFC 6962 root over the lines, tab between the fields."""
    rows = ("\t".join(map(str, as_row(line))) for line in lines)
    return fingerprint_of(leaf_hash(row.encode()) for row in rows).hex()


def as_row(line: Line) -> list[Any]:
    return [line.building, line.entrance, line.room, line.area, line.source, line.use, line.party]


def lines_of(publication: RollPublication) -> list[Line]:
    """The lines as they were published."""
    return [Line(*row) for row in publication.body["lines"]]


def find_last_publication(estate_id: int) -> RollPublication | None:
    """Of the owners' roll."""
    return next(iter(list_publications(estate_id)), None)


def list_publications(estate_id: int) -> Sequence[RollPublication]:
    """Of the owners' roll, the newest first."""
    of_electors = exists().where(ElectorPublication.publication_id == RollPublication.id)
    wanted = select(RollPublication).where(RollPublication.estate_id == estate_id, ~of_electors)
    return session.scalars(wanted.order_by(RollPublication.number.desc())).all()


def last_number(estate_id: int) -> int:
    """Of any publication of the estate, owners' or residents'; 0 before the first."""
    wanted = select(func.max(RollPublication.number)).where(RollPublication.estate_id == estate_id)
    return session.scalar(wanted) or 0


def get_publication(estate_id: int, number: int) -> RollPublication:
    """Owners' or residents'. :raises sqlalchemy.exc.NoResultFound: none of that number in this estate."""
    wanted = select(RollPublication).where(RollPublication.estate_id == estate_id)
    return session.scalars(wanted.where(RollPublication.number == number)).one()


def list_objections(publication_id: int) -> Sequence[RollObjection]:
    """By number."""
    wanted = select(RollObjection).where(RollObjection.publication_id == publication_id)
    return session.scalars(wanted.order_by(RollObjection.number)).all()


def get_objection(publication_id: int, number: int) -> RollObjection:
    """:raises sqlalchemy.exc.NoResultFound: none of that number."""
    wanted = select(RollObjection).where(RollObjection.publication_id == publication_id)
    return session.scalars(wanted.where(RollObjection.number == number)).one()


def count_unanswered(publication_id: int) -> int:
    wanted = select(func.count()).where(
        RollObjection.publication_id == publication_id, RollObjection.answered_at.is_(None)
    )
    return session.scalar(wanted) or 0


def is_on_the_roll(account_id: int, estate_id: int) -> bool:
    """Whether the person proved to be an owner, or speaks for one, in the estate."""
    return bool(list_owned_parties(account_id, estate_id))


def own_homes(account_id: int, estate_id: int) -> Sequence[str]:
    """The homes of the owners for whom the person may act, by name."""
    parties = set(list_owned_parties(account_id, estate_id))
    found = [part for part in places.list_parts(estate_id) if part.party_id in parties]
    return [f"{part.entrance.building.name}{part.entrance.name}{part.room}" for part in found]


def by_building(lines: Iterable[Line]) -> Mapping[str, Sequence[Line]]:
    """In the order of the lines."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.building, []).append(line)
    return found


def is_running(publication: RollPublication, now: datetime) -> bool:
    """Whether objections may still be raised."""
    return publication.posted_at <= now < publication.ends_at
