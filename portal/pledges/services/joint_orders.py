"""户内装修: homes that would order together. It is outside the public project and outside every total."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import local_day
from portal.pledges import money_errors as errors
from portal.pledges.models import JointName, JointOrder
from portal.pledges.queries import joint_orders as queries


@dataclass(frozen=True)
class Offer:
    """What may be ordered together, in words; whom to ask, until when."""

    title: str
    what: str
    contact: str = ""
    closes_on: date | None = None


def start(estate_id: int, offer: Offer, *, by: Actor, now: datetime) -> JointOrder:
    """Put an order up for names."""
    made = JointOrder(
        estate_id=estate_id,
        title=offer.title,
        what=offer.what,
        contact=offer.contact,
        closes_on=offer.closes_on,
        created_at=now,
        created_by=by.account_id,
    )
    session.add(made)
    session.flush()
    record(now, by, "joint_order.start", f"joint_order:{made.id}", estate_id=estate_id, title=made.title)
    return made


def close(order: JointOrder, *, by: Actor, now: datetime) -> None:
    """Take no more names."""
    order.closed_at = order.closed_at or now
    record(now, by, "joint_order.close", f"joint_order:{order.id}", estate_id=order.estate_id)


def put_down(order: JointOrder, part_id: int, *, by: Actor, now: datetime) -> None:
    """Put a home on the list; twice is as good as once.

    :raises RuleViolated: closed, or not this person's home.
    """
    if order.closed_at is not None or (order.closes_on is not None and local_day(now) > order.closes_on):
        raise errors.OrderClosed
    if by.account_id is None or part_id not in queries.own_part_ids(by.account_id, order.estate_id):
        raise errors.NotYours
    if queries.find_name(order.id, part_id) is not None:
        return
    try:
        with session.begin_nested():
            session.add(JointName(order_id=order.id, part_id=part_id, account_id=by.account_id, at=now))
    except IntegrityError:  # two taps at once
        return


def take_off(order: JointOrder, part_id: int, *, by: Actor, now: datetime) -> None:
    """Take a home off the list. :raises RuleViolated: not this person's home."""
    if by.account_id is None or part_id not in queries.own_part_ids(by.account_id, order.estate_id):
        raise errors.NotYours
    found = queries.find_name(order.id, part_id)
    if found is not None:
        found.withdrawn_at = now
