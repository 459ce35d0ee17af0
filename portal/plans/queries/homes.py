"""The households of an estate as plans count them: living dwellings of the roll."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account, ClaimState, Residency
from portal.communities.models import Building, Entrance, Part
from portal.communities.roll.kinds import PartUse
from portal.db import session


def _homes(estate_id: int) -> Select[Part]:
    wanted = select(Part).join(Part.entrance).join(Entrance.building)
    return wanted.where(Part.estate_id == estate_id, Part.retired_at.is_(None), Part.use == PartUse.DWELLING)


def list_dwellings(estate_id: int) -> Sequence[Part]:
    """In door order, with entrance and building."""
    ordered = _homes(estate_id).order_by(
        Building.number, Building.name, Entrance.number, Entrance.name, Part.floor, Part.room
    )
    return session.scalars(ordered.options(joinedload(Part.entrance).joinedload(Entrance.building))).all()


def list_own_dwellings(estate_id: int, account_id: int) -> Sequence[Part]:
    """Where somebody lives, tenants too."""
    held = select(Residency.part_id).where(
        Residency.account_id == account_id, Residency.state == ClaimState.ACTIVE
    )
    wanted = _homes(estate_id).where(Part.id.in_(held)).order_by(Part.id)
    return session.scalars(wanted.options(joinedload(Part.entrance).joinedload(Entrance.building))).all()


def count_dwellings(estate_id: int) -> int:
    return session.scalar(_homes(estate_id).with_only_columns(func.count())) or 0


def count_by_building(estate_id: int) -> Mapping[int, int]:
    """Households by building, in door order."""
    rows = session.execute(
        _homes(estate_id)
        .with_only_columns(Building.id, func.count(Part.id))
        .group_by(Building.id, Building.number, Building.name)
        .order_by(Building.number, Building.name)
    )
    return {building_id: count for building_id, count in rows}  # noqa: C416  # rows are no pairs to the type checker


def count_by_entrance(estate_id: int) -> Mapping[int, int]:
    rows = session.execute(
        _homes(estate_id).with_only_columns(Entrance.id, func.count(Part.id)).group_by(Entrance.id)
    )
    return {entrance_id: count for entrance_id, count in rows}  # noqa: C416  # rows are no pairs to the type checker


def list_living(estate_id: int) -> Sequence[int]:
    """Accounts of people who live there, smallest first."""
    return session.scalars(
        select(Account.id)
        .join(Residency, Residency.account_id == Account.id)
        .where(
            Residency.estate_id == estate_id,
            Residency.state == ClaimState.ACTIVE,
            Account.deactivated_at.is_(None),
        )
        .distinct()
        .order_by(Account.id)
    ).all()
