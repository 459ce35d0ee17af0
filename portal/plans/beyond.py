"""What plans ask of features that stand above them; `portal.app` fills the lists, see docs/adr/0008."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.communities.models import Entrance


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
    """A vote or a scheme of an estate; ``done``: passed and published, or opened to the households.

    It is about these entrances, or all of these buildings; about neither: the whole estate.
    """

    id: int
    title: str
    url: str
    state: str
    done: bool
    entrances: frozenset[int] = frozenset()
    buildings: frozenset[int] = frozenset()

    def is_about(self, entrance: Entrance | None) -> bool:
        """Whether this entrance is among them; a lift is decided and paid by its own owners."""
        return entrance is not None and (
            entrance.id in self.entrances or entrance.building_id in self.buildings
        )


list_votes: list[Callable[[int, datetime], Sequence[Linked]]] = []
list_schemes: list[Callable[[int, datetime], Sequence[Linked]]] = []


def votes_about(entrance: Entrance | None, now: datetime) -> list[Linked]:
    """Announced votes of this entrance's own owners, the newest first."""
    return _about(entrance, list_votes, now)


def schemes_about(entrance: Entrance | None, now: datetime) -> list[Linked]:
    """Schemes for this entrance that households have seen."""
    return _about(entrance, list_schemes, now)


def _about(
    entrance: Entrance | None, reads: list[Callable[[int, datetime], Sequence[Linked]]], now: datetime
) -> list[Linked]:
    if entrance is None:
        return []
    found = (each for read in reads for each in read(entrance.estate_id, now))
    return [each for each in found if each.is_about(entrance)]
