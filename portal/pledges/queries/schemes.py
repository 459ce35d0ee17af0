"""Reading schemes, their places, people and shares."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select, union
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.accounts.models import ClaimState, OwnerLink, Residency
from portal.accounts.queries import counts
from portal.communities.models import Building, Entrance, Part, PartyOwner
from portal.db import session
from portal.domain.electorate import KINDS_COUNTED_BY_DEFAULT
from portal.plans.models import Item
from portal.pledges.models import (
    CoefficientTable,
    Commitment,
    Pledge,
    Scheme,
    SchemeState,
    Share,
)
from portal.pledges.queries.answers import TODAYS
from portal.pledges.shares import Home, HomeShare

_SHOWN = (SchemeState.OPEN, SchemeState.CLOSED, SchemeState.EXPIRED, SchemeState.REPLACED)
_PLACE: tuple[ORMOption, ...] = (
    joinedload(Scheme.entrance).joinedload(Entrance.building),
    joinedload(Scheme.item),
)


def get_entrance(estate_id: int, entrance_id: int) -> Entrance:
    """With its building. :raises sqlalchemy.exc.NoResultFound: no such entrance in this estate."""
    return session.scalars(
        select(Entrance)
        .where(Entrance.id == entrance_id, Entrance.estate_id == estate_id)
        .options(joinedload(Entrance.building))
    ).one()


def list_parts(entrance_id: int) -> Sequence[Part]:
    """The homes and shops that may share a cost today, from the ground up; no parking, no storage."""
    return session.scalars(
        select(Part)
        .where(
            Part.entrance_id == entrance_id,
            Part.retired_at.is_(None),
            Part.use.in_(KINDS_COUNTED_BY_DEFAULT),
        )
        .order_by(Part.floor, Part.room)
    ).all()


def list_estate_parts(estate_id: int) -> Sequence[Part]:
    """The same for a whole estate, in door order."""
    return session.scalars(
        select(Part)
        .join(Part.entrance)
        .join(Entrance.building)
        .where(
            Part.estate_id == estate_id,
            Part.retired_at.is_(None),
            Part.use.in_(KINDS_COUNTED_BY_DEFAULT),
        )
        .order_by(
            Building.number, Building.name, Entrance.number, Part.floor.is_(None), Part.floor, Part.room
        )
    ).all()


def get_item(item_id: int, estate_id: int | None = None) -> Item:
    """:raises sqlalchemy.exc.NoResultFound: no such item, or another estate's."""
    wanted = select(Item).where(Item.id == item_id)
    if estate_id is not None:
        wanted = wanted.where(Item.estate_id == estate_id)
    return session.scalars(wanted).one()


def list_tables(estate_id: int) -> Sequence[CoefficientTable]:
    """The estate's own named tables of floor coefficients."""
    wanted = select(CoefficientTable).where(CoefficientTable.estate_id == estate_id)
    return session.scalars(wanted.order_by(CoefficientTable.name)).all()


def get_table(estate_id: int, table_id: int) -> CoefficientTable:
    """:raises sqlalchemy.exc.NoResultFound: no such table of this estate."""
    wanted = select(CoefficientTable).where(CoefficientTable.id == table_id)
    return session.scalars(wanted.where(CoefficientTable.estate_id == estate_id)).one()


def list_schemes(estate_id: int) -> Sequence[Scheme]:
    """For the desk: all, the newest first."""
    return session.scalars(
        select(Scheme).where(Scheme.estate_id == estate_id).options(*_PLACE).order_by(Scheme.id.desc())
    ).all()


def list_shown_schemes(estate_id: int) -> Sequence[Scheme]:
    """For residents: open ones before closed ones, then by door."""
    found = session.scalars(
        select(Scheme)
        .outerjoin(Scheme.entrance)
        .outerjoin(Entrance.building)
        .where(Scheme.estate_id == estate_id, Scheme.state.in_(_SHOWN))
        .options(*_PLACE)
        .order_by(Building.number, Entrance.number, Scheme.id)
    ).all()
    living = [scheme for scheme in found if scheme.state is not SchemeState.REPLACED]
    return sorted(living, key=lambda scheme: scheme.state is not SchemeState.OPEN)


def get_scheme(estate_id: int, scheme_id: int) -> Scheme:
    """With place and coefficients. :raises sqlalchemy.exc.NoResultFound: none such in this estate."""
    return session.scalars(
        select(Scheme)
        .where(Scheme.id == scheme_id, Scheme.estate_id == estate_id)
        .options(*_PLACE, selectinload(Scheme.coefficients), selectinload(Scheme.subsidies))
    ).one()


def get_shown_scheme(estate_id: int, scheme_id: int) -> Scheme:
    """One that residents may see: a draft is the desk's. :raises sqlalchemy.exc.NoResultFound: none such."""
    return session.scalars(
        select(Scheme)
        .where(Scheme.id == scheme_id, Scheme.estate_id == estate_id, Scheme.state.in_(_SHOWN))
        .options(*_PLACE, selectinload(Scheme.coefficients), selectinload(Scheme.subsidies))
    ).one()


def find_open_scheme(entrance_id: int) -> Scheme | None:
    return session.scalars(
        select(Scheme).where(Scheme.entrance_id == entrance_id, Scheme.state == SchemeState.OPEN)
    ).one_or_none()


def find_open_like(scheme: Scheme) -> Scheme | None:
    """Another one that is open for the same entrance, or for the same item of the whole estate."""
    wanted = select(Scheme).where(Scheme.state == SchemeState.OPEN, Scheme.id != scheme.id)
    if scheme.entrance_id is not None:
        wanted = wanted.where(Scheme.entrance_id == scheme.entrance_id)
    else:
        wanted = wanted.where(Scheme.item_id == scheme.item_id, Scheme.entrance_id.is_(None))
    return session.scalars(wanted).first()


def find_next_version(scheme_id: int) -> Scheme | None:
    return session.scalars(select(Scheme).where(Scheme.follows_id == scheme_id)).one_or_none()


def list_people(scheme: Scheme) -> Sequence[int]:
    """Accounts of everybody who lives at, owns, or signed for a home that shares in a scheme."""
    homes = select(Share.part_id).where(Share.scheme_id == scheme.id)
    living = select(Residency.account_id).where(
        Residency.part_id.in_(homes), Residency.state == ClaimState.ACTIVE
    )
    owning = (
        select(OwnerLink.account_id)
        .join(PartyOwner, PartyOwner.owner_id == OwnerLink.owner_id)
        .join(Part, Part.party_id == PartyOwner.party_id)
        .where(Part.id.in_(homes), counts())
    )
    signed = select(Commitment.account_id).where(
        Commitment.scheme_id == scheme.id, Commitment.account_id.is_not(None)
    )
    said = select(Pledge.account_id).where(Pledge.scheme_id == scheme.id, Pledge.replaced_at.is_(None))
    return sorted(session.scalars(union(living, owning, signed, said)))


def owns(account_id: int, part_id: int) -> bool:
    """Whether this person is, or speaks for, an owner of the home today."""
    return (
        session.scalar(select(Part.id).where(Part.id == part_id, Part.party_id.in_(_owned(account_id))))
        is not None
    )


def list_shares(scheme_id: int) -> list[HomeShare]:
    """The frozen shares as plain values, in the order in which they were worked out."""
    rows = session.execute(
        select(Share, Part.room).join(Share.part).where(Share.scheme_id == scheme_id).order_by(Share.position)
    )
    return [
        HomeShare(
            Home(share.part_id, room, share.floor, share.area),
            share.thousandths,
            share.amount,
            share.rounded_up,
        )
        for share, room in rows
    ]


def find_share(scheme_id: int, part_id: int) -> Share | None:
    return session.get(Share, (scheme_id, part_id))


def get_share(scheme_id: int, part_id: int) -> Share:
    """:raises sqlalchemy.exc.NoResultFound: a home that has no part in this scheme."""
    return session.scalars(select(Share).where(Share.scheme_id == scheme_id, Share.part_id == part_id)).one()


def list_own_parts(scheme: Scheme, account_id: int) -> Sequence[Part]:
    """The person's homes that share in this scheme: lived in by residency, or owned."""
    return session.scalars(
        select(Part)
        .join(Share, Share.part_id == Part.id)
        .where(Share.scheme_id == scheme.id, Part.retired_at.is_(None), _belongs_to(account_id))
        .order_by(Share.position)
    ).all()


def list_homes_of(estate_id: int, account_id: int) -> Sequence[Part]:
    """The person's homes and shops in an estate: lived in by residency, or owned."""
    return session.scalars(
        select(Part)
        .where(
            Part.estate_id == estate_id,
            Part.retired_at.is_(None),
            Part.use.in_(KINDS_COUNTED_BY_DEFAULT),
            _belongs_to(account_id),
        )
        .order_by(Part.id)
    ).all()


def _belongs_to(account_id: int) -> ColumnElement[bool]:
    lived_in = select(Residency.part_id).where(
        Residency.account_id == account_id, Residency.state == ClaimState.ACTIVE
    )
    return or_(Part.id.in_(lived_in), Part.party_id.in_(_owned(account_id)))


def _owned(account_id: int) -> Select[int]:
    return (
        select(PartyOwner.party_id)
        .join(OwnerLink, OwnerLink.owner_id == PartyOwner.owner_id)
        .where(OwnerLink.account_id == account_id, counts())
    )


def list_waiting(account_id: int, estate_id: int) -> Sequence[Scheme]:
    """Open schemes in which a home of this person has said nothing yet."""
    silent = (
        select(Share.scheme_id)
        .join(Share.part)
        .outerjoin(Pledge, TODAYS)
        .where(Pledge.id.is_(None), Part.retired_at.is_(None), _belongs_to(account_id))
    )
    return session.scalars(
        select(Scheme)
        .where(Scheme.estate_id == estate_id, Scheme.state == SchemeState.OPEN, Scheme.id.in_(silent))
        .options(*_PLACE)
        .order_by(Scheme.id)
    ).all()
