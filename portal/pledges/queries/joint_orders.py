"""Joint orders of an estate, and the homes on their lists."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import ClaimState, Residency
from portal.communities.models import Entrance, Part
from portal.db import session
from portal.pledges.models import JointName, JointOrder


def list_orders(estate_id: int) -> Sequence[JointOrder]:
    """Open ones first, then the newest."""
    wanted = select(JointOrder).where(JointOrder.estate_id == estate_id)
    return session.scalars(wanted.order_by(JointOrder.closed_at.is_not(None), JointOrder.id.desc())).all()


def get_order(estate_id: int, order_id: int) -> JointOrder:
    """:raises sqlalchemy.exc.NoResultFound: none such in this estate."""
    wanted = select(JointOrder).where(JointOrder.id == order_id, JointOrder.estate_id == estate_id)
    return session.scalars(wanted).one()


def count_names(estate_id: int) -> Mapping[int, int]:
    """Homes on each list."""
    rows = session.execute(
        select(JointName.order_id, func.count())
        .join(JointOrder, JointOrder.id == JointName.order_id)
        .where(JointOrder.estate_id == estate_id, JointName.withdrawn_at.is_(None))
        .group_by(JointName.order_id)
    )
    return {order_id: homes for order_id, homes in rows}  # noqa: C416  # rows are no pairs to the type checker


def list_names(order_id: int) -> Sequence[JointName]:
    """For the desk: which homes, in the order in which they came."""
    wanted = select(JointName).where(JointName.order_id == order_id, JointName.withdrawn_at.is_(None))
    home = joinedload(JointName.part).joinedload(Part.entrance).joinedload(Entrance.building)
    return session.scalars(wanted.order_by(JointName.id).options(home)).all()


def find_name(order_id: int, part_id: int) -> JointName | None:
    wanted = select(JointName).where(
        JointName.order_id == order_id, JointName.part_id == part_id, JointName.withdrawn_at.is_(None)
    )
    return session.scalars(wanted).one_or_none()


def own_part_ids(account_id: int, estate_id: int) -> Sequence[int]:
    """Homes where this person lives, in one estate."""
    wanted = select(Residency.part_id).where(
        Residency.account_id == account_id,
        Residency.estate_id == estate_id,
        Residency.state == ClaimState.ACTIVE,
    )
    return session.scalars(wanted.order_by(Residency.part_id)).all()


def own_names(account_id: int, estate_id: int) -> set[tuple[int, int]]:
    """Pairs of order and home that this person's homes are on."""
    homes = own_part_ids(account_id, estate_id)
    rows = session.execute(
        select(JointName.order_id, JointName.part_id).where(
            JointName.part_id.in_(homes), JointName.withdrawn_at.is_(None)
        )
    )
    return {(order_id, part_id) for order_id, part_id in rows}
