"""What households ask for: later, in parts, by work."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.db import session
from portal.pledges.models import Commitment, ReliefRequest, RequestState


def get_request(estate_id: int, request_id: int) -> ReliefRequest:
    """:raises sqlalchemy.exc.NoResultFound: no such request in this estate."""
    wanted = select(ReliefRequest).where(ReliefRequest.id == request_id, ReliefRequest.estate_id == estate_id)
    return session.scalars(wanted.options(joinedload(ReliefRequest.commitment))).one()


def find_waiting(commitment_id: int) -> ReliefRequest | None:
    return session.scalars(
        select(ReliefRequest).where(
            ReliefRequest.commitment_id == commitment_id, ReliefRequest.state == RequestState.WAITING
        )
    ).one_or_none()


def list_waiting_requests(estate_id: int) -> Sequence[ReliefRequest]:
    """What waits for an answer of the desk, the oldest first."""
    wanted = select(ReliefRequest).where(
        ReliefRequest.estate_id == estate_id, ReliefRequest.state == RequestState.WAITING
    )
    return session.scalars(
        wanted.options(joinedload(ReliefRequest.commitment).joinedload(Commitment.scheme)).order_by(
            ReliefRequest.id
        )
    ).all()


def requests_of(commitment_ids: Sequence[int]) -> Mapping[int, Sequence[ReliefRequest]]:
    """By promise, the latest first."""
    wanted = select(ReliefRequest).where(ReliefRequest.commitment_id.in_(commitment_ids))
    found: dict[int, list[ReliefRequest]] = {}
    for row in session.scalars(wanted.order_by(ReliefRequest.id.desc())):
        found.setdefault(row.commitment_id, []).append(row)
    return found


def find_tapped_request(commitment_id: int, once: str) -> ReliefRequest | None:
    """What the same form brought before."""
    return session.scalars(
        select(ReliefRequest).where(ReliefRequest.commitment_id == commitment_id, ReliefRequest.once == once)
    ).one_or_none()
