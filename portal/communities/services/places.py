"""Streets, communities and estates: made once, named once."""

from sqlalchemy import select

from portal.communities.errors import SeveralStreets
from portal.communities.models import Community, Estate, Street
from portal.communities.queries import list_estates_named
from portal.db import session


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
    estate = Estate(street=street, community=community, name=name)
    session.add(estate)
    session.flush()
    return estate


def _street(estate: str, name: str | None) -> Street:
    if name is None:
        streets = session.scalars(select(Street).limit(2)).all()
        if len(streets) > 1:
            raise SeveralStreets(estate=estate)
        if streets:
            return streets[0]
        name = "未分街道"
    street = session.scalars(select(Street).where(Street.name == name)).one_or_none()
    if street is None:
        street = Street(name=name)
        session.add(street)
        session.flush()
    return street
