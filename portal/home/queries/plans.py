"""What plans ask of cases, votes and schemes, which stand above; `portal.app` hands it down (adr/0008)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from portal.db import session
from portal.domain.stages import VoteState
from portal.feedback.models import Case
from portal.plans.beyond import Linked, Proposal
from portal.pledges import words as pledge_words
from portal.pledges.queries.schemes import list_shown_schemes
from portal.pledges.queries.votes import has_passed
from portal.voting import queries as voting
from portal.voting import words as vote_words
from portal.voting.models import Vote

_NEVER_ASKED = (VoteState.DRAFT, VoteState.VOID)


def find_proposal(estate_id: int, number: str) -> Proposal | None:
    """The case that a change of the plan names as its reason."""
    wanted = select(Case).where(Case.estate_id == estate_id, Case.number == number)
    case = session.scalars(wanted).one_or_none()
    return Proposal(case.id, case.number, case.account_id) if case else None


def was_voted_on(estate_id: int, since: datetime) -> bool:
    """Whether a vote that names the plan it rests on was announced since; a void one counts for nothing."""
    asked = exists().where(
        Vote.estate_id == estate_id,
        Vote.plan_ref.is_not(None),
        Vote.state.not_in(_NEVER_ASKED),
        Vote.closes_at > since,
    )
    return bool(session.scalar(select(asked)))


def list_votes(estate_id: int, now: datetime) -> Sequence[Linked]:
    """Announced votes that a lift can rest on; done once they passed and the final result is out."""
    return [
        Linked(
            vote.id,
            vote.title,
            f"/estates/{estate_id}/votes/{vote.id}",
            vote_words.STATES[voting.state_of(vote, now)],
            has_passed(vote, now),
            frozenset(each.entrance_id for each in vote.scope if each.entrance_id),
            frozenset(each.building_id for each in vote.scope if not each.entrance_id),
        )
        for vote in voting.list_votes(estate_id)
    ]


def list_schemes(estate_id: int, now: datetime) -> Sequence[Linked]:
    """Schemes that households have seen."""
    return [
        Linked(
            scheme.id,
            scheme.title,
            f"/estates/{estate_id}/lifts/{scheme.id}",
            pledge_words.STATES[scheme.state],
            True,
            frozenset({scheme.entrance_id} if scheme.entrance_id else ()),
        )
        for scheme in list_shown_schemes(estate_id)
    ]
