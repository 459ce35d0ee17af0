"""Reading what households said to a scheme, one by one for the desk and in numbers for all."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.communities.models import OwnerParty, Part
from portal.db import session
from portal.pledges.models import Pledge, PledgeAnswer, Scheme, Share

TODAYS = (
    (Pledge.scheme_id == Share.scheme_id) & (Pledge.part_id == Share.part_id) & Pledge.replaced_at.is_(None)
)
"""What a home with a share says now; joined to ``Share``."""


@dataclass(frozen=True)
class Counts:
    """Homes by what they said; never which."""

    homes: int
    willing: int
    nothing: int
    undecided: int

    @property
    def silent(self) -> int:
        return self.homes - self.willing - self.nothing - self.undecided


def find_pledge(scheme_id: int, part_id: int) -> Pledge | None:
    """What the home says today."""
    return session.scalars(
        select(Pledge).where(
            Pledge.scheme_id == scheme_id, Pledge.part_id == part_id, Pledge.replaced_at.is_(None)
        )
    ).one_or_none()


def find_tapped(scheme_id: int, part_id: int, once: str) -> Pledge | None:
    """What the same pressing of the button already left."""
    return session.scalars(
        select(Pledge).where(Pledge.scheme_id == scheme_id, Pledge.part_id == part_id, Pledge.once == once)
    ).one_or_none()


def count_answers(estate_id: int, scheme_id: int | None = None) -> dict[int, Counts]:
    """Homes by answer for every opened scheme of an estate, or for one; by the scheme's id."""
    said = (
        select(Share.scheme_id, Pledge.answer, func.count())
        .join(Scheme, Scheme.id == Share.scheme_id)
        .outerjoin(Pledge, TODAYS)
        .where(Scheme.estate_id == estate_id)
        .group_by(Share.scheme_id, Pledge.answer)
    )
    if scheme_id is not None:
        said = said.where(Scheme.id == scheme_id)
    found: dict[int, Counter[PledgeAnswer | None]] = {}
    for scheme, answer, homes in session.execute(said):
        found.setdefault(scheme, Counter())[answer] = homes
    return {scheme: _counted(answers) for scheme, answers in found.items()}


def _counted(answers: Counter[PledgeAnswer | None]) -> Counts:
    willing = answers[PledgeAnswer.AS_COMPUTED] + answers[PledgeAnswer.OTHER_AMOUNT]
    return Counts(answers.total(), willing, answers[PledgeAnswer.NOTHING], answers[PledgeAnswer.UNDECIDED])


@dataclass(frozen=True)
class Line:
    """One home as the desk sees it: its share, its owners, and what it says today."""

    share: Share
    pledge: Pledge | None


def list_lines(scheme_id: int) -> list[Line]:
    """All homes of a scheme in door order, with owners and today's answers."""
    rows = session.execute(
        select(Share, Pledge)
        .outerjoin(Pledge, TODAYS)
        .where(Share.scheme_id == scheme_id)
        .order_by(Share.position)
        .options(joinedload(Share.part).joinedload(Part.party).selectinload(OwnerParty.owners))
    )
    return [Line(share, pledge) for share, pledge in rows]
