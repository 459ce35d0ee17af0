"""A scheme as the desk writes it, before it is a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.pledges.models import Condition, Sharing


@dataclass(frozen=True)
class Grant:
    """A sum that somebody else adds, in fen, and the paper that says so."""

    name: str
    amount: int
    source: str


@dataclass(frozen=True)
class Terms:
    """What must be met before anybody owes anything, until when, and what a home may ask for.

    :param threshold: fen or homes, as the condition says.
    :param expires_on: the last day on which something may be signed.
    """

    condition: Condition = Condition.NONE
    threshold: int = 0
    vote_id: int | None = None
    expires_on: date | None = None
    due_days: int = 30
    allows_parts: bool = False
    allows_deferral: bool = False
    allows_labour: bool = False


@dataclass(frozen=True)
class Draft:
    """Money in fen, coefficients in thousandths by floor, agreed amounts in fen by home.

    :param subsidy: the government's; what others add stands in ``others``.
    :param item_id: the item of the plan, for a scheme of the whole estate.
    """

    title: str
    total: int
    subsidy: int
    subsidy_source: str
    coefficient_source: str
    coefficients: Mapping[int, int]
    sharing: Sharing = Sharing.COEFFICIENT
    others: Sequence[Grant] = ()
    agreed: Mapping[int, int] = field(default_factory=dict)
    item_id: int | None = None
    terms: Terms = Terms()

    @property
    def added(self) -> int:
        """All that others add."""
        return self.subsidy + sum(grant.amount for grant in self.others)
