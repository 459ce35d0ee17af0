"""Rolls as a clerk would hand them in, and estates that took one in."""

from collections.abc import Mapping

from sqlalchemy import select

from portal.audit.services import Actor
from portal.communities.models import Community, Estate, Part, Street
from portal.communities.roll.reading import read_roll
from portal.communities.roll.result import RollReading
from portal.communities.services.comparing import Comparison
from portal.communities.services.importing import import_roll
from portal.db import session, transaction
from tests.communities.roll.files import rows_of, text
from tests.factories.accounts import NOW as NOW  # the same moment for all

CLERK = Actor(None, "干事")
Row = Mapping[str, object]

SAME = {"added": 0, "removed": 0, "changed": 0}


def estate(name: str = "试验小区", street: str = "试验街道") -> Estate:
    """Without a roll."""
    place = session.query(Street).filter_by(name=street).one_or_none() or Street(name=street)
    made = Estate(name=name, street=place, community=Community(name=f"{name}社区", street=place))
    session.add(made)
    session.flush()
    return made


def roll(*homes: Row) -> bytes:
    """A csv file under the canonical header; see ``files.home`` for a row."""
    return text(rows_of(*homes)).encode()


def reading_of(*homes: Row) -> RollReading:
    return read_roll(roll(*homes), "名册.csv")


def take(into: Estate, *homes: Row) -> Comparison:
    """Import these homes as the whole roll."""
    return import_roll(into, reading_of(*homes), ("名册.csv", roll(*homes)), by=CLERK, now=NOW)


def taken(into: Estate, *homes: Row) -> dict[str, int]:
    """The same in a transaction of its own: what it changed."""
    with transaction():
        return take(session.get_one(Estate, into.id), *homes).to_json()


def living(of: Estate) -> dict[str, Part]:
    """The parts on the roll by room."""
    parts = session.scalars(select(Part).where(Part.estate_id == of.id, Part.retired_at.is_(None)))
    return {part.room: part for part in parts}


def with_roll(*homes: Row, name: str = "试验小区", street: str = "试验街道") -> Estate:
    made = estate(name, street)
    take(made, *homes)
    return made
