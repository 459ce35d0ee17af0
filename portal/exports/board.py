"""Every estate in figures beside the others: grouped statements, never one an estate.

Of open votes only who took part, never how the ballots are split.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from portal.communities.directory import Place
from portal.communities.models import Building, Part
from portal.communities.roll.kinds import PartUse
from portal.db import session
from portal.domain.deadlines import CHINA, local_day
from portal.domain.electorate import KINDS_COUNTED_BY_DEFAULT, Weight
from portal.domain.ledger import Standing
from portal.domain.stages import ProjectStage, VoteState
from portal.domain.tally import Regime
from portal.domain.tally.rules import TWO_THIRDS
from portal.exports.three_figures import ThreeFigures, three_figures
from portal.feedback.queries import count_overdue
from portal.feedback.queries.figures import Figure, by_estate, list_lines, monday
from portal.plans.models import Item, ItemState, Project
from portal.plans.queries import summaries
from portal.pledges.queries.funds import standings_by_estate
from portal.voting.models import Vote
from portal.voting.queries import overview

WEEKS = 12
_HIDDEN = (VoteState.DRAFT, VoteState.VOID)


@dataclass(frozen=True)
class Turnout:
    """The vote that says most about an estate now: the open one, else the last; and who took part."""

    id: int
    title: str
    regime: Regime
    is_open: bool
    closes_at: datetime
    roll: Weight
    taking_part: Weight

    @property
    def has_lines(self) -> bool:
        """Whether the law asks for two thirds of heads and of area."""
        return self.regime is Regime.OWNERS

    @property
    def missing_heads(self) -> int:
        return max(0, TWO_THIRDS.least(self.roll.heads) - self.taking_part.heads) if self.has_lines else 0

    @property
    def missing_area(self) -> int:
        """In 0.01 m2."""
        return max(0, TWO_THIRDS.least(self.roll.area) - self.taking_part.area) if self.has_lines else 0

    @property
    def is_short(self) -> bool:
        """Whether either line is not reached yet."""
        return bool(self.missing_heads or self.missing_area)


@dataclass(frozen=True)
class Progress:
    """The items of a plan: how many, done, under way, and not done though their last day is over."""

    items: int = 0
    done: int = 0
    under_way: int = 0
    late: int = 0
    due: int = 0  # whose last day is over, done or not: what the plan says should be done


@dataclass(frozen=True)
class Size:
    """What the roll knows: buildings, households (dwellings) and 0.01 m2 of homes and shops."""

    buildings: int = 0
    households: int = 0
    area: int = 0


@dataclass(frozen=True)
class EstateRow:
    """One estate on the board; ``cases`` are those of the last twelve weeks."""

    place: Place
    stage: ProjectStage | None
    is_published: bool
    turnout: Turnout | None
    money: Standing
    cases: Figure | None
    overdue: int
    three: ThreeFigures
    progress: Progress
    size: Size


def estate_rows(places: Sequence[Place], now: datetime) -> Sequence[EstateRow]:
    """For all of them in a fixed number of statements, in their order."""
    ids = [place.id for place in places]
    plans, turnouts, money = summaries(ids), _turnouts(ids, now), standings_by_estate(ids)
    cases = by_estate(list_lines(ids, since(now), now + timedelta(seconds=1)), now)
    overdue, three = count_overdue(ids, now), three_figures(ids, now)
    progress, sizes = _progress(ids, local_day(now)), _sizes(ids)
    return [
        EstateRow(
            place=place,
            stage=plans[place.id].stage if place.id in plans else None,
            is_published=place.id in plans and plans[place.id].published,
            turnout=turnouts.get(place.id),
            money=money.get(place.id, Standing()),
            cases=cases.get(place.id),
            overdue=overdue.get(place.id, 0),
            three=three[place.id],
            progress=progress.get(place.id, Progress()),
            size=sizes.get(place.id, Size()),
        )
        for place in places
    ]


def since(now: datetime) -> datetime:
    """The first moment of the twelve weeks that the figures of cases are about."""
    first = monday(local_day(now)) - timedelta(weeks=WEEKS - 1)
    return datetime(first.year, first.month, first.day, tzinfo=CHINA)


def _turnouts(estate_ids: Collection[int], now: datetime) -> Mapping[int, Turnout]:
    wanted = select(Vote, overview.is_open(now)).where(
        Vote.estate_id.in_(estate_ids), Vote.state.not_in(_HIDDEN), Vote.opens_at <= now
    )
    chosen: dict[int, tuple[Vote, bool]] = {}
    for vote, is_open in session.execute(wanted.order_by(Vote.closes_at, Vote.id)):
        earlier = chosen.get(vote.estate_id)
        # Of the open ones, the one that ends first needs somebody first.
        if earlier is None or not earlier[1]:
            chosen[vote.estate_id] = (vote, bool(is_open))
    weights = overview.turnouts([vote.id for vote, _ in chosen.values()])
    return {
        estate_id: Turnout(vote.id, vote.title, vote.regime, is_open, vote.closes_at, *weights[vote.id])
        for estate_id, (vote, is_open) in chosen.items()
    }


def _progress(estate_ids: Collection[int], today: date) -> Mapping[int, Progress]:
    """Of published plans that are not handed over, else of the last one that was."""
    over = Item.ends_on < today
    done = Item.state == ItemState.DONE
    rows = session.execute(
        select(
            Item.estate_id,
            func.count(),
            func.count().filter(done),
            func.count().filter(Item.state == ItemState.UNDER_WAY),
            func.count().filter(over & ~done),
            func.count().filter(over),
        )
        .join(Project, Project.id == Item.project_id)
        .where(Item.estate_id.in_(estate_ids), Item.dropped_at.is_(None), Project.published_at.is_not(None))
        .group_by(Item.estate_id, Project.id, Project.stage)
        .order_by((Project.stage == ProjectStage.SHARING).desc(), Project.id)
    )
    return {estate_id: Progress(*counts) for estate_id, *counts in rows}


def _sizes(estate_ids: Collection[int]) -> Mapping[int, Size]:
    buildings = select(Building.estate_id, func.count()).where(Building.estate_id.in_(estate_ids))
    houses = dict(session.execute(buildings.group_by(Building.estate_id)).all())
    counted = Part.use.in_(KINDS_COUNTED_BY_DEFAULT)
    rows = session.execute(
        select(Part.estate_id, func.count().filter(Part.use == PartUse.DWELLING), func.sum(Part.area))
        .where(Part.estate_id.in_(estate_ids), Part.retired_at.is_(None), counted)
        .group_by(Part.estate_id)
    )
    found = {estate_id: Size(houses.get(estate_id, 0), homes, int(area)) for estate_id, homes, area in rows}
    return {**{at: Size(count) for at, count in houses.items()}, **found}
