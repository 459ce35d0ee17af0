"""Of what somebody may take files: an estate, a street, the district."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from portal.accounts.queries import list_grants
from portal.communities.directory import Scope, get_street, list_places, list_streets
from portal.communities.queries import get_estate
from portal.exports.catalogue import DISTRICT
from portal.exports.files import Order, scope_key
from portal.permissions import Permission, Role, may
from portal.web.guard import account, allowed, not_here
from portal.web.i18n import gettext

_EVERYWHERE = "district"


@dataclass(frozen=True)
class Area:
    """What a page is about: an estate, else a street, else the district."""

    estate_id: int | None = None
    street_id: int | None = None

    @property
    def key(self) -> str:
        return scope_key(self.estate_id, self.street_id)

    @property
    def name(self) -> str:
        """:raises sqlalchemy.exc.NoResultFound: it is not there."""
        if self.estate_id is not None:
            return get_estate(self.estate_id).name
        return gettext(DISTRICT) if self.street_id is None else get_street(self.street_id).name

    def may(self, permission: Permission) -> bool:
        """Whether whoever asks holds it here; the district is for those who answer for all of it."""
        if self.estate_id is None and self.street_id is None:
            return Role.DISTRICT in account().roles_at() and allowed(permission)
        return allowed(permission, estate_id=self.estate_id, street_id=self.street_id)

    def url(self, view: str = "exports", **more: Any) -> str:
        """Of this area's page of that kind."""
        if self.estate_id is not None:
            return url_for(f"exports_desk.{view}", estate_id=self.estate_id, **more)
        if self.street_id is not None:
            return url_for(f"exports_desk.street_{view}", street_id=self.street_id, **more)
        return url_for(f"exports_desk.district_{view}", **more)


def area_of(order: Order) -> Area:
    return Area(order.estate_id, order.street_id)


def area_from(key: str) -> Area:
    """What ``estate:3``, ``street:1`` or ``district`` stands for; 404 for anything else."""
    kind, _, number = key.partition(":")
    if key == _EVERYWHERE:
        return Area()
    if kind not in {"estate", "street"} or not number.isascii() or not number.isdigit():
        not_here()
    return Area(estate_id=int(number)) if kind == "estate" else Area(street_id=int(number))


def choices() -> Sequence[tuple[str, str]]:
    """Keys and names of all that the person may take files of, the widest first."""
    grants = [
        grant for grant in list_grants(account().id) if may(frozenset({grant.role}), Permission.EXPORT_MASKED)
    ]
    everywhere = any(grant.street_id is None and grant.estate_id is None for grant in grants)
    within = Scope(
        everywhere,
        frozenset(grant.street_id for grant in grants if grant.street_id is not None),
        frozenset(grant.estate_id for grant in grants if grant.estate_id is not None),
    )
    found = [(_EVERYWHERE, gettext("全区所有小区"))] if everywhere else []
    found += [
        (f"street:{street.id}", gettext("%(street)s全部小区", street=street.name))
        for street in list_streets(within)
    ]
    return [*found, *((f"estate:{place.id}", place.name) for place in list_places(within=within))]
