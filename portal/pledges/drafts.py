"""A scheme as the desk writes it, before it is a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.domain.deadlines import local_day
from portal.pledges.models import Condition, Scheme, Sharing


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


def read_draft(scheme: Scheme) -> Draft:
    """The scheme as it was written."""
    own = [row for row in scheme.subsidies if row.position == 0]
    return Draft(
        title=scheme.title,
        total=scheme.total,
        subsidy=own[0].amount if own else 0,
        subsidy_source=own[0].source if own else "",
        coefficient_source=scheme.coefficient_source,
        coefficients={row.floor: row.thousandths for row in scheme.coefficients},
        sharing=scheme.sharing,
        others=[Grant(row.name, row.amount, row.source) for row in scheme.subsidies if row.position],
        agreed={row.part_id: row.amount for row in scheme.agreed},
        item_id=scheme.item_id,
        terms=Terms(
            condition=scheme.condition,
            threshold=scheme.threshold,
            vote_id=scheme.vote_id,
            expires_on=local_day(scheme.expires_at - timedelta(seconds=1)) if scheme.expires_at else None,
            due_days=scheme.due_days,
            allows_parts=scheme.allows_parts,
            allows_deferral=scheme.allows_deferral,
            allows_labour=scheme.allows_labour,
        ),
    )
