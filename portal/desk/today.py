"""Today's work of one member of staff, over every estate that their roles reach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.accounts.queries import Grant
from portal.communities.directory import Place, Scope, list_places
from portal.desk import queries
from portal.desk.models import MeetingDecision
from portal.desk.queries import waiting
from portal.desk.queries.meetings import Reach, list_tasks
from portal.domain.deadlines import local_day
from portal.evaluation.models import Rectification
from portal.feedback.queries import bodies_handled_by, count_at_district, count_for, count_overdue
from portal.permissions import Permission, Role, may
from portal.pledges.models import SpendingState
from portal.voting.models import Vote

_SOON = timedelta(days=3)
_SHOWN = 3


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
    tasks: Sequence[MeetingDecision] = ()
    objections: Sequence[waiting.Objections] = ()
    roll_objections: Mapping[int, int] = field(default_factory=dict)
    to_finalise: Sequence[Vote] = ()
    money: Mapping[int, int] = field(default_factory=dict)
    spending: Mapping[tuple[int, int], int] = field(default_factory=dict)
    to_post: Mapping[tuple[int, int], int] = field(default_factory=dict)
    to_sign: Mapping[tuple[int, int], int] = field(default_factory=dict)
    to_put_right: Sequence[Rectification] = ()
    to_begin: Sequence[Place] = ()

    @property
    def count(self) -> int:
        """How many things somebody has to do; open votes run by themselves."""
        papers = sum(papers.count for papers in self.papers)
        # What is overdue stands among what is to be accepted and answered.
        by_estate = (self.claims, self.to_accept, self.to_answer, self.to_direct, self.to_handle)
        counted = sum(sum(each.values()) for each in (*by_estate, self.roll_objections, self.money))
        counted += sum(sum(each.values()) for each in (self.spending, self.to_post, self.to_sign))
        lists = len(self.to_publish) + len(self.tasks) + len(self.to_finalise) + len(self.to_put_right)
        return papers + sum(each.count for each in self.objections) + lists + counted


def build(grants: Sequence[Grant], now: datetime, account_id: int = 0) -> Today:
    """:param account_id: whose bodies' cases to count; 0 for nobody's."""
    places = list_places(within=scope(grants, Permission.DESK_READ))

    def ids(permission: Permission) -> list[int]:
        within = scope(grants, permission)
        return [place.id for place in places if within.holds(place)]

    cases = queries.count_cases(ids(Permission.CASE_ANSWER))
    soon = local_day(now) + _SOON
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
        tasks=list_tasks(task_reach(grants, account_id), until=soon),
        objections=waiting.list_objections(ids(Permission.VOTE_CLOSE)),
        roll_objections=waiting.count_roll_objections(ids(Permission.ROLL_IMPORT)),
        to_finalise=waiting.list_to_finalise(ids(Permission.VOTE_CLOSE), now),
        money=waiting.count_money_to_check(ids(Permission.MONEY_ENTER)),
        spending=waiting.count_spending(ids(Permission.SPENDING_APPROVE), SpendingState.APPLIED),
        to_post=waiting.count_spending(ids(Permission.MONEY_ENTER), SpendingState.APPROVED),
        to_sign=waiting.count_pledges_to_confirm(ids(Permission.PLEDGE_MANAGE)),
        to_begin=_to_begin(places, ids(Permission.VOTE_PREPARE)),
        to_put_right=waiting.list_to_put_right(ids(Permission.EVALUATION_MANAGE), soon),
    )


def _to_begin(places: Sequence[Place], ids: Sequence[int]) -> Sequence[Place]:
    """Of the places in which the person may prepare a vote, those that never had one; the first few."""
    unstarted = queries.list_unstarted(ids)
    return [place for place in places if place.id in unstarted][:_SHOWN]


def task_reach(grants: Sequence[Grant], account_id: int) -> Reach:
    """Whose tasks somebody sees: of the places where they steer, and of the bodies they answer for."""
    within = scope(grants, Permission.STEER_READ)
    bodies = bodies_handled_by(account_id) if any(grant.role is Role.HANDLER for grant in grants) else ()
    return Reach(within, [place.id for place in list_places(within=within)], bodies)


def _handled(grants: Sequence[Grant], places: Sequence[Place]) -> list[int]:
    """The estates in which the person answers for a body."""
    held = [grant for grant in grants if grant.role is Role.HANDLER]
    return [place.id for place in places if any(grant.reaches(place.id, place.street_id) for grant in held)]


def _some(counted: Mapping[int, int]) -> Mapping[int, int]:
    return {estate_id: count for estate_id, count in counted.items() if count}
