"""Whom to call at a body, who answers for it, and whom a case that went up reaches."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager

from portal.accounts.models import Account, RoleGrant
from portal.communities.models import Estate
from portal.db import session
from portal.domain.bodies import BODIES, Body
from portal.domain.handling import Level
from portal.feedback.models import BodyContact, Handler
from portal.permissions import Role


@dataclass(frozen=True)
class Contact:
    """A body as people call it, and whom they call; empty words where nobody entered any."""

    body: Body
    name: str
    contact: str
    phone: str


def name_of(body: Body, estate: Estate) -> str:
    """The street and the committee by their own names, the rest by the policy's."""
    if body is Body.STREET:
        return estate.street.name
    return estate.community.name if body is Body.COMMITTEE else BODIES[body].name


def contact_of(body: Body, estate: Estate) -> Contact:
    """The estate's own contact before the street's, the street's before the district's."""
    return _contacts([body], estate)[body]


def bodies_of(estate: Estate) -> Mapping[Body, Contact]:
    """All of them, in the order of the policy."""
    return _contacts(list(Body), estate)


def _contacts(bodies: Sequence[Body], estate: Estate) -> Mapping[Body, Contact]:
    rows = session.scalars(
        select(BodyContact).where(
            BodyContact.body.in_(bodies),
            or_(BodyContact.estate_id == estate.id, BodyContact.estate_id.is_(None)),
            or_(BodyContact.street_id == estate.street_id, BodyContact.street_id.is_(None)),
        )
    ).all()
    # Nearest last, so that it is what stays.
    near = sorted(rows, key=lambda row: (row.estate_id is not None, row.street_id is not None))
    known = {row.body: row for row in near}
    return {body: _contact(body, estate, known.get(body)) for body in bodies}


def _contact(body: Body, estate: Estate, row: BodyContact | None) -> Contact:
    name = name_of(body, estate)
    if row is not None:
        return Contact(body, row.name or name, row.contact, row.phone)
    if body is Body.COMMITTEE:
        return Contact(body, name, estate.community.contact, estate.community.phone)
    return Contact(body, name, "", "")


def find_contact(body: Body, *, street_id: int | None, estate_id: int | None) -> BodyContact | None:
    """Exactly that of one estate, one street or the whole district."""
    return session.scalars(
        select(BodyContact).where(
            BodyContact.body == body,
            BodyContact.street_id.is_(None) if street_id is None else BodyContact.street_id == street_id,
            BodyContact.estate_id.is_(None) if estate_id is None else BodyContact.estate_id == estate_id,
        )
    ).one_or_none()


def list_handlers(estate: Estate, bodies: Collection[Body] | None = None) -> Sequence[Handler]:
    """Who answers for a body in this estate today: named for it, and with the role that reaches here."""
    wanted = (
        select(Handler)
        .join(Handler.account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.deactivated_at.is_(None), *_reaches(Role.HANDLER, estate))
        .options(contains_eager(Handler.account))
        .order_by(Handler.body, Account.display_name, Handler.id)
        .distinct()
    )
    if bodies is not None:
        wanted = wanted.where(Handler.body.in_(bodies))
    return session.scalars(wanted).unique().all()


def list_possible_handlers(estate: Estate) -> Sequence[Account]:
    """Whom one may name for a body here: everybody with the role."""
    return _staff(estate, Role.HANDLER)


def _reaches(role: Role, estate: Estate) -> tuple[ColumnElement[bool], ...]:
    anywhere = RoleGrant.estate_id.is_(None) & RoleGrant.street_id.is_(None)
    here = or_(RoleGrant.estate_id == estate.id, RoleGrant.street_id == estate.street_id, anywhere)
    return (RoleGrant.role == role, RoleGrant.ended_at.is_(None), here)


def _staff(estate: Estate, role: Role) -> Sequence[Account]:
    return session.scalars(
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.deactivated_at.is_(None), *_reaches(role, estate))
        .order_by(Account.display_name, Account.id)
        .distinct()
    ).all()


_ROLES = {Level.COMMITTEE: Role.COMMUNITY_CLERK, Level.STREET: Role.STREET, Level.DISTRICT: Role.DISTRICT}


def list_staff_at(level: Level, estate: Estate) -> Sequence[Account]:
    """Who answers for the level in this estate."""
    return _staff(estate, _ROLES[level])


def bodies_handled_by(account_id: int) -> frozenset[Body]:
    """For which bodies somebody answers; where, their role says."""
    return frozenset(session.scalars(select(Handler.body).where(Handler.account_id == account_id)))
