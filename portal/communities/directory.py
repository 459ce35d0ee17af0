"""Estates with their street and community as plain values: how pages name them, list them and find them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select, true

from portal.communities.models import Community, Estate, Street
from portal.db import session
from portal.domain.identity import clean_phone


@dataclass(frozen=True)
class Place:
    """An estate as every page names it: whose it is, and whom to call."""

    id: int
    street_id: int
    name: str
    is_demo: bool
    street: str
    community: str
    contact: str
    phone: str
    hours: str

    @property
    def dial(self) -> str:
        """The phone as a link dials it."""
        return clean_phone(self.phone)


@dataclass(frozen=True)
class Scope:
    """How far a member of staff reaches: everywhere, or these streets with these estates."""

    everywhere: bool = False
    street_ids: frozenset[int] = frozenset()
    estate_ids: frozenset[int] = frozenset()

    def holds(self, place: Place) -> bool:
        return self.everywhere or place.street_id in self.street_ids or place.id in self.estate_ids

    def condition(self) -> ColumnElement[bool]:
        """Of an estate: it lies within."""
        if self.everywhere:
            return true()
        return Estate.street_id.in_(self.street_ids) | Estate.id.in_(self.estate_ids)


def _places() -> Select[int, int, str, bool, str, str, str, str, str]:
    return (
        select(
            Estate.id,
            Estate.street_id,
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


def list_places(words: str = "", within: Scope | None = None) -> Sequence[Place]:
    """Estates by street and name; those whose own, community's or street's name holds every word.

    :param within: None for the public list of all estates.
    """
    wanted = _places()
    if within is not None:
        wanted = wanted.where(within.condition())
    for word in words.split():
        names = (Estate.name, Community.name, Street.name)
        wanted = wanted.where(or_(*(name.contains(word, autoescape=True) for name in names)))
    return [Place(*row) for row in session.execute(wanted.order_by(Street.id, Estate.name, Estate.id))]


def list_streets(within: Scope) -> Sequence[Street]:
    """The streets that somebody answers for as a whole."""
    wanted = select(Street).order_by(Street.id)
    if not within.everywhere:
        wanted = wanted.where(Street.id.in_(within.street_ids))
    return session.scalars(wanted).all()


def get_street(street_id: int) -> Street:
    """:raises sqlalchemy.exc.NoResultFound: none of that id."""
    return session.scalars(select(Street).where(Street.id == street_id)).one()
