"""我家的账: what each lift, item and charge would add for one household, by the figures used everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.communities.models import Part
from portal.plans import queries as plans
from portal.plans.models import Item
from portal.plans.shares import homes_part, residents_part
from portal.pledges import queries
from portal.pledges.models import Scheme, Sharing
from portal.voting.models import Option, Question
from portal.voting.presenting import monthly
from portal.voting.queries import list_open_votes


@dataclass(frozen=True)
class SchemeLine:
    """A scheme and what it asks of the own homes together, in fen; None where it is of free will."""

    scheme: Scheme
    amount: int | None


@dataclass(frozen=True)
class ItemLine:
    """An item of the plan that residents pay for; None where nobody has said how it is split."""

    item: Item
    amount: int | None


@dataclass(frozen=True)
class ChargeLine:
    """A choice of an open vote and its charge a month for the own homes together, in fen."""

    vote_id: int
    question: Question
    option: Option
    amount: int


@dataclass(frozen=True)
class Sum:
    """The page; ``once`` adds up what is known of the schemes and items."""

    parts: Sequence[Part]
    schemes: Sequence[SchemeLine]
    items: Sequence[ItemLine]
    charges: Sequence[ChargeLine]

    @property
    def once(self) -> int:
        amounts = [line.amount for line in self.schemes] + [line.amount for line in self.items]
        return sum(fen or 0 for fen in amounts)


def work_out(estate_id: int, account_id: int, now: datetime) -> Sum:
    """For the homes of one person in one estate; an item that has a scheme is counted there."""
    parts = queries.list_homes_of(estate_id, account_id)
    schemes = [_scheme(scheme, account_id) for scheme in queries.list_shown_schemes(estate_id)]
    mine = [line for line in schemes if line is not None]
    covered = {line.scheme.item_id for line in mine}
    return Sum(
        parts=parts,
        schemes=mine,
        items=[line for line in _items(estate_id, parts) if line.item.id not in covered],
        charges=_charges(estate_id, parts, now),
    )


def _scheme(scheme: Scheme, account_id: int) -> SchemeLine | None:
    """None where no home of this person has a share, or nothing is asked any more."""
    own = {part.id for part in queries.list_own_parts(scheme, account_id)}
    if not own or scheme.closed_at is not None:
        return None
    if scheme.sharing is Sharing.VOLUNTARY:
        return SchemeLine(scheme, None)
    shares = queries.list_shares(scheme.id)
    return SchemeLine(scheme, sum(share.amount for share in shares if share.home.part_id in own))


def _items(estate_id: int, parts: Sequence[Part]) -> list[ItemLine]:
    project = plans.find_published(estate_id)
    if project is None or not parts:
        return []
    areas = plans.areas(estate_id)
    own = [part.id for part in parts]
    return [
        ItemLine(item, homes_part(item, areas, own))
        for item in plans.list_items(project.id)
        if residents_part(item)
    ]


def _charges(estate_id: int, parts: Sequence[Part], now: datetime) -> list[ChargeLine]:
    asked = (question for vote in list_open_votes(estate_id, now) for question in vote.questions)
    offered = [(question, option) for question in asked for option in question.options]
    return [line for each in offered if (line := _charge(*each, parts)) is not None]


def _charge(question: Question, option: Option, parts: Sequence[Part]) -> ChargeLine | None:
    """None for a choice that charges nothing that is known."""
    each = [monthly(option, part.area) for part in parts]
    known = [fen for fen in each if fen is not None]
    if not known or len(known) < len(each):
        return None
    return ChargeLine(question.vote_id, question, option, sum(known))
