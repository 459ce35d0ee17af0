"""What plans ask of features that stand above them; `portal.app` fills the lists, see docs/adr/0008."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Proposal:
    """A resident's case that led to a change; ``account_id`` is whom to tell, if there is an account."""

    case_id: int
    number: str
    account_id: int | None


find_proposal: list[Callable[[int, str], Proposal | None]] = []
"""By estate and the case's number."""

was_voted_on: list[Callable[[int, datetime], bool]] = []
"""Whether residents of an estate were asked by vote about its plan since a moment."""


def proposal(estate_id: int, number: str) -> Proposal | None:
    return next(filter(None, (find(estate_id, number) for find in find_proposal)), None)


def voted_since(estate_id: int, since: datetime) -> bool:
    return any(voted(estate_id, since) for voted in was_voted_on)


@dataclass(frozen=True)
class Linked:
    """A vote or a scheme of an estate; ``done``: passed and published, or opened to the households."""

    id: int
    title: str
    url: str
    state: str
    done: bool


list_votes: list[Callable[[int, datetime], Sequence[Linked]]] = []
list_schemes: list[Callable[[int, datetime], Sequence[Linked]]] = []


def votes(estate_id: int, now: datetime) -> list[Linked]:
    """Announced votes of an estate, the newest first."""
    return [each for reads in list_votes for each in reads(estate_id, now)]


def schemes(estate_id: int, now: datetime) -> list[Linked]:
    """Schemes of an estate that households have seen, the newest first."""
    return [each for reads in list_schemes for each in reads(estate_id, now)]
