"""Streets, communities and estates: made once, named once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.communities.errors import NameTaken, NoSuchStreet, SeveralStreets
from portal.communities.models import Community, Estate, Street
from portal.communities.office_lines import office_line
from portal.communities.queries import list_estates_named
from portal.db import session


@dataclass(frozen=True)
class Office:
    """The neighbourhood committee as residents are told of it: its name, a person, a line, its hours."""

    name: str
    contact: str = ""
    phone: str = ""
    hours: str = ""


def create_estate(street: Street, name: str, office: Office, *, by: Actor, now: datetime) -> Estate:
    """Add an estate; a community of the street that has the office's name is taken and brought up to date.

    :raises RuleViolated: the street has an estate of that name, or the phone is no office's.
    """
    estate = Estate(street_id=street.id, name=name, is_demo=street.is_demo)
    estate.community_id = _community(street.id, office, None).id
    _named(estate)
    record(now, by, "estate.create", f"estate:{estate.id}", estate_id=estate.id, name=name)
    return estate


def change_estate(estate: Estate, name: str, office: Office, *, by: Actor, now: datetime) -> None:
    """Rename an estate, or say something else of its community, for all estates of the community.

    :raises RuleViolated: as `create_estate`.
    """
    was = _said(estate)
    estate.community = _community(estate.street_id, office, estate)
    estate.name = name
    _named(estate)
    if _said(estate) != was:
        record(
            now,
            by,
            "estate.change",
            f"estate:{estate.id}",
            estate_id=estate.id,
            was=was,
            became=_said(estate),
        )


def find_or_make_street(name: str) -> Street:
    """The street of that name, a new one where there is none."""
    street = session.scalars(select(Street).where(Street.name == name)).one_or_none()
    if street is None:
        street = Street(name=name)
        session.add(street)
        session.flush()
    return street


def _named(estate: Estate) -> None:
    try:
        with session.begin_nested():
            session.add(estate)
            session.flush()
    except IntegrityError as twice:
        raise NameTaken(name=estate.name) from twice


def _said(estate: Estate) -> dict[str, str]:
    office = estate.community
    return {
        "name": estate.name,
        "community": office.name,
        "contact": office.contact,
        "phone": office.phone,
        "hours": office.hours,
    }


def _community(street_id: int, office: Office, estate: Estate | None) -> Community:
    """The one of that name; else the estate's own under its new name, where no other estate has it."""
    line = office_line(office.phone)
    named = select(Community).where(Community.street_id == street_id, Community.name == office.name)
    found = session.scalars(named).one_or_none()
    if found is None and estate is not None and _only_estate_of(estate.community_id):
        found = estate.community
    if found is None:
        found = Community(street_id=street_id, name=office.name)
        session.add(found)
    found.name, found.contact, found.phone, found.hours = office.name, office.contact, line, office.hours
    session.flush()
    return found


def _only_estate_of(community_id: int) -> bool:
    return session.scalar(select(func.count()).where(Estate.community_id == community_id)) == 1


def find_or_make_estate(name: str, street_name: str | None = None) -> Estate:
    """The estate of that name; a new one comes with the street, and with a community of the street's name.

    Without a street, the only one of that name, or a new one in the only street there is.

    :raises RuleViolated: several estates of that name, or no way to tell the street.
    """
    found = list_estates_named(name, street_name)
    if len(found) > 1:
        raise SeveralStreets(estate=name)
    if found:
        return found[0]
    street = _street(name, street_name)
    community = session.scalars(
        select(Community).where(Community.street_id == street.id).order_by(Community.id)
    ).first()
    if community is None:
        community = Community(street_id=street.id, name=street.name)
        session.add(community)
        session.flush()
    estate = Estate(street=street, community=community, name=name, is_demo=street.is_demo)
    session.add(estate)
    session.flush()
    return estate


def _street(estate: str, name: str | None) -> Street:
    if name is None:
        streets = session.scalars(select(Street).limit(2)).all()
        if len(streets) > 1:
            raise NoSuchStreet(estate=estate)
        if streets:
            return streets[0]
        name = "未分街道"
    return find_or_make_street(name)
