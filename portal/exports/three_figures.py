"""The policy's three figures of an estate: 参与度, 知晓度, 满意度, each by a stated definition.

A household is a living dwelling of the roll. It took part if a ballot of its owner counted in a vote, or if
its people said what they wish for, answered an evaluation, a lift's question or raised a matter. It knows if
it took part, opened its letter, read or was handed the plan, or was served with a vote's papers. 满意度 is
the index of the last closed evaluation of the works.

Source: 武隆府办发〔2021〕41号 (goals 参与度、知晓度、满意度; the definitions are ours and stand on the page).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Executable, func, select

from portal.accounts.models import ClaimState, Residency, Slip
from portal.communities.models import Part
from portal.communities.roll.kinds import PartUse
from portal.db import session
from portal.domain.deadlines import day_ends, local_day
from portal.domain.satisfaction import Figure, Response
from portal.evaluation.models import Judgement, Round, RoundKind
from portal.evaluation.queries import latest_indexes
from portal.feedback.models import Case
from portal.plans.models import Publicity, Reach, WishAnswer
from portal.pledges.models import Pledge
from portal.voting.models import Ballot, BallotState, Delivery, DeliveryWay, VoterPart

MONTHS = 6


@dataclass(frozen=True)
class Moment:
    """How things stood at the end of a day."""

    day: date
    took_part: int
    know: int


@dataclass(frozen=True)
class ThreeFigures:
    """Of one estate; ``trend`` has the last months, the newest last, and now."""

    households: int
    took_part: int
    know: int
    round: Round | None
    satisfaction: Figure | None
    response: Response | None
    trend: Sequence[Moment]
    rounds: Sequence[tuple[Round, Figure, Response]]

    @property
    def took_part_tenths(self) -> int:
        """In tenths of a per cent, rounded down."""
        return Response(self.took_part, self.households).tenths

    @property
    def know_tenths(self) -> int:
        return Response(self.know, self.households).tenths


def three_figures(estate_ids: Collection[int], now: datetime) -> Mapping[int, ThreeFigures]:
    """For all of them in a fixed number of statements, but for the rounds that were closed."""
    homes = _homes(estate_ids)
    took_part = _earliest(_deeds(estate_ids))
    know = _earliest([*_deeds(estate_ids), *_served(estate_ids)])
    indexes = latest_indexes(estate_ids)
    return {
        estate_id: _of(homes.get(estate_id, frozenset()), took_part, know, indexes.get(estate_id, ()), now)
        for estate_id in estate_ids
    }


def _of(
    homes: frozenset[int],
    took_part: Mapping[int, datetime],
    know: Mapping[int, datetime],
    rounds: Sequence[tuple[Round, Figure, Response]],
    now: datetime,
) -> ThreeFigures:
    # A second asking is about a few points only; the figure is of the whole.
    last = next((each for each in reversed(rounds) if each[0].kind is RoundKind.PROJECT), None)
    trend = [
        Moment(day, _count(homes, took_part, until), _count(homes, know, until))
        for day, until in _ends_of_months(now)
    ]
    return ThreeFigures(
        households=len(homes),
        took_part=trend[-1].took_part,
        know=trend[-1].know,
        round=last[0] if last else None,
        satisfaction=last[1] if last else None,
        response=last[2] if last else None,
        trend=trend,
        rounds=rounds,
    )


def _count(homes: frozenset[int], first: Mapping[int, datetime], until: datetime) -> int:
    return sum(1 for home in homes if home in first and first[home] <= until)


def _ends_of_months(now: datetime) -> list[tuple[date, datetime]]:
    """The last days of the months before this one, and now."""
    days = [local_day(now)]
    for _month in range(MONTHS - 1):
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return [*((day, day_ends(day)) for day in reversed(days[1:])), (days[0], now)]


def _homes(estate_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    rows = session.execute(
        select(Part.estate_id, Part.id).where(
            Part.estate_id.in_(estate_ids), Part.retired_at.is_(None), Part.use == PartUse.DWELLING
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for estate_id, part_id in rows:
        found[estate_id].add(part_id)
    return {estate_id: frozenset(parts) for estate_id, parts in found.items()}


def _deeds(estate_ids: Collection[int]) -> list[Executable]:
    """Statements of home and first moment, one for each way of taking part."""
    return [
        select(VoterPart.part_id, func.min(Ballot.signed_at))
        .join(Ballot, Ballot.voter_id == VoterPart.voter_id)
        .join(Part, Part.id == VoterPart.part_id)
        .where(Part.estate_id.in_(estate_ids), Ballot.state == BallotState.COUNTED)
        .group_by(VoterPart.part_id),
        select(Judgement.part_id, func.min(Judgement.answered_at))
        .where(Judgement.estate_id.in_(estate_ids))
        .group_by(Judgement.part_id),
        select(WishAnswer.part_id, func.min(WishAnswer.answered_at))
        .where(WishAnswer.estate_id.in_(estate_ids))
        .group_by(WishAnswer.part_id),
        select(Pledge.part_id, func.min(Pledge.made_at))
        .join(Part, Part.id == Pledge.part_id)
        .where(Part.estate_id.in_(estate_ids))
        .group_by(Pledge.part_id),
        select(Case.part_id, func.min(Case.raised_at))
        .where(Case.estate_id.in_(estate_ids), Case.part_id.is_not(None))
        .group_by(Case.part_id),
    ]


def _served(estate_ids: Collection[int]) -> list[Executable]:
    return [
        select(Slip.part_id, func.min(Slip.used_at))
        .where(Slip.estate_id.in_(estate_ids), Slip.used_at.is_not(None))
        .group_by(Slip.part_id),
        select(Residency.part_id, func.min(Residency.since))
        .where(Residency.estate_id.in_(estate_ids), Residency.state == ClaimState.ACTIVE)
        .group_by(Residency.part_id),
        select(Reach.part_id, func.min(Reach.at))
        .join(Publicity, Publicity.id == Reach.publicity_id)
        .where(Publicity.estate_id.in_(estate_ids))
        .group_by(Reach.part_id),
        select(VoterPart.part_id, func.min(func.coalesce(Delivery.at, Delivery.recorded_at)))
        .join(Delivery, Delivery.voter_id == VoterPart.voter_id)
        .join(Part, Part.id == VoterPart.part_id)
        .where(Part.estate_id.in_(estate_ids), Delivery.way != DeliveryWay.UNDELIVERABLE)
        .group_by(VoterPart.part_id),
    ]


def _earliest(statements: Iterable[Executable]) -> Mapping[int, datetime]:
    first: dict[int, datetime] = {}
    for statement in statements:
        for part_id, at in session.execute(statement):
            first[part_id] = min(at, first.get(part_id, at))
    return first
