"""Estates as every page names them, and as the public list finds them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select

from portal.communities.models import Community, Estate, Street
from portal.db import session
from portal.voting.models import Vote
from portal.voting.queries import overview


@dataclass(frozen=True)
class Place:
    """An estate as every page names it: whose it is, and whom to call."""

    id: int
    name: str
    is_demo: bool
    street: str
    community: str
    contact: str
    phone: str
    hours: str


def _places() -> Select[int, str, bool, str, str, str, str, str]:
    return (
        select(
            Estate.id,
            Estate.name,
            Estate.is_demo,
            Street.name,
            Community.name,
            Community.contact,
            Community.phone,
            Community.hours,
        )
        .join(Street, Street.id == Estate.street_id)
        .join(Community, Community.id == Estate.community_id)
    )


def find_place(estate_id: int) -> Place | None:
    """Plain values, so that they outlive the transaction of a view."""
    row = session.execute(_places().where(Estate.id == estate_id)).one_or_none()
    return Place(*row) if row else None


def list_places(words: str = "") -> Sequence[Place]:
    """Estates by street and name; those whose own, community's or street's name holds every word."""
    wanted = _places()
    for word in words.split():
        names = (Estate.name, Community.name, Street.name)
        wanted = wanted.where(or_(*(name.contains(word, autoescape=True) for name in names)))
    return [Place(*row) for row in session.execute(wanted.order_by(Street.id, Estate.name, Estate.id))]


def open_titles(estate_ids: Collection[int], now: datetime) -> Mapping[int, str]:
    """By estate, the title of the open vote that closes first; one statement for all of them."""
    rows = session.execute(
        select(Vote.estate_id, Vote.title)
        .where(Vote.estate_id.in_(estate_ids), overview.is_open(now))
        .order_by(Vote.closes_at.desc(), Vote.id.desc())
    )
    return dict(rows.tuples().all())
