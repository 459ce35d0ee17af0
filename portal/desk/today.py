"""Today's work of one member of staff, over every estate that their roles reach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from portal.accounts.queries import Grant
from portal.communities.directory import Place, Scope, list_places
from portal.desk import queries
from portal.feedback.queries import count_at_district, count_for, count_overdue
from portal.permissions import Permission, Role, may
from portal.voting.models import Vote


def scope(grants: Iterable[Grant], permission: Permission) -> Scope:
    """Where these grants give a permission."""
    held = [grant for grant in grants if may(frozenset({grant.role}), permission)]
    return Scope(
        everywhere=any(grant.estate_id is None and grant.street_id is None for grant in held),
        street_ids=frozenset(grant.street_id for grant in held if grant.street_id is not None),
        estate_ids=frozenset(grant.estate_id for grant in held if grant.estate_id is not None),
    )


@dataclass(frozen=True)
class Today:
    """Kinds of work, each only for the estates in which the person may do it."""

    places: Mapping[int, Place]
    open_votes: Sequence[queries.OpenVote]
    to_publish: Sequence[Vote]
    papers: Sequence[queries.Papers]
    claims: Mapping[int, int]
    to_accept: Mapping[int, int] = field(default_factory=dict)
    to_answer: Mapping[int, int] = field(default_factory=dict)
    overdue: Mapping[int, int] = field(default_factory=dict)
    to_direct: Mapping[int, int] = field(default_factory=dict)
    to_handle: Mapping[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many things somebody has to do; open votes run by themselves."""
        papers = sum(papers.count for papers in self.papers)
        # What is overdue stands among what is to be accepted and answered.
        counted = (self.claims, self.to_accept, self.to_answer, self.to_direct, self.to_handle)
        return len(self.to_publish) + papers + sum(sum(by_estate.values()) for by_estate in counted)


def build(grants: Sequence[Grant], now: datetime, account_id: int = 0) -> Today:
    """:param account_id: whose bodies' cases to count; 0 for nobody's."""
    places = list_places(within=scope(grants, Permission.DESK_READ))

    def ids(permission: Permission) -> list[int]:
        within = scope(grants, permission)
        return [place.id for place in places if within.holds(place)]

    cases = queries.count_cases(ids(Permission.CASE_ANSWER))
    return Today(
        places={place.id: place for place in places},
        open_votes=queries.list_open_votes(ids(Permission.VOTE_READ), now),
        to_publish=queries.list_to_publish(ids(Permission.VOTE_CLOSE), now),
        papers=queries.list_papers_to_check(ids(Permission.BALLOT_CHECK)),
        claims=queries.count_claims(ids(Permission.CLAIM_CHECK)),
        to_accept=_some({at: queries.in_states(by, queries.TO_ACCEPT) for at, by in cases.items()}),
        to_answer=_some({at: queries.in_states(by, queries.TO_ANSWER) for at, by in cases.items()}),
        overdue=count_overdue(ids(Permission.CASE_ANSWER), now),
        to_direct=count_at_district(ids(Permission.CASE_DIRECT)),
        to_handle=count_for(account_id, _handled(grants, places)),
    )


def _handled(grants: Sequence[Grant], places: Sequence[Place]) -> list[int]:
    """The estates in which the person answers for a body."""
    held = [grant for grant in grants if grant.role is Role.HANDLER]
    return [place.id for place in places if any(grant.reaches(place.id, place.street_id) for grant in held)]


def _some(counted: Mapping[int, int]) -> Mapping[int, int]:
    return {estate_id: count for estate_id, count in counted.items() if count}
