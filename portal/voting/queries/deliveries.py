"""How far the papers are out: per voter 已发放, 已送达, 收回 or 无法送达; never what stands on one."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from portal.db import session
from portal.domain.papers import Papers
from portal.voting.models import Ballot, BallotState, Delivery, DeliveryWay, Voter
from portal.voting.queries.electorate import list_voters


class Reached(StrEnum):
    """Where a voter's paper is; every voter is in exactly one."""

    ISSUED = "issued"  # 已发放: nobody wrote down how it was served
    SERVED = "served"  # 已送达, not back
    RETURNED = "returned"  # 收回
    UNDELIVERABLE = "undeliverable"  # the last attempt failed, and nothing came back


@dataclass(frozen=True)
class Out:
    """A voter and how it was last served; ``last`` is None where nobody wrote it down."""

    voter: Voter
    last: Delivery | None
    reached: Reached


@dataclass(frozen=True)
class Figures:
    """In voters; that they add up is `domain.papers`' to see to. ``served`` overlaps ``returned``."""

    papers: Papers
    served: int

    @property
    def issued(self) -> int:
        return self.papers.issued

    @property
    def returned(self) -> int:
        return self.papers.returned

    @property
    def undeliverable(self) -> int:
        return self.papers.undeliverable

    @property
    def not_returned(self) -> int:
        return self.papers.not_returned


def list_out(vote_id: int) -> Sequence[Out]:
    """Every voter in door order."""
    newest = select(func.max(Delivery.id)).where(Delivery.vote_id == vote_id).group_by(Delivery.voter_id)
    last = {row.voter_id: row for row in session.scalars(select(Delivery).where(Delivery.id.in_(newest)))}
    counted = select(Ballot.voter_id).where(Ballot.vote_id == vote_id, Ballot.state == BallotState.COUNTED)
    back = set(session.scalars(counted))
    return [
        Out(voter, last.get(voter.id), _reached(last.get(voter.id), back=voter.id in back))
        for voter in list_voters(vote_id)
    ]


def _reached(last: Delivery | None, *, back: bool) -> Reached:
    if back:
        return Reached.RETURNED
    if last is None:
        return Reached.ISSUED
    return Reached.UNDELIVERABLE if last.way is DeliveryWay.UNDELIVERABLE else Reached.SERVED


def figures(out: Sequence[Out]) -> Figures:
    """The sums of a list, of a building or of all."""
    served = [each for each in out if each.last and each.last.way is not DeliveryWay.UNDELIVERABLE]
    back = sum(each.reached is Reached.RETURNED for each in out)
    failed = sum(each.reached is Reached.UNDELIVERABLE for each in out)
    return Figures(Papers(len(out), back, failed), served=len(served))


def by_building(out: Sequence[Out]) -> dict[str, list[Out]]:
    """By the building of the first home, in door order: each voter gets one paper at one door."""
    found: dict[str, list[Out]] = {}
    for each in out:
        found.setdefault(each.voter.parts[0].building, []).append(each)
    return found
