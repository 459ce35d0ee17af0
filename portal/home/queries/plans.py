"""What plans ask of cases and votes, which stand above them; `portal.app` hands it down (docs/adr/0008)."""

from datetime import datetime

from sqlalchemy import exists, select

from portal.db import session
from portal.domain.stages import VoteState
from portal.feedback.models import Case
from portal.plans.beyond import Proposal
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
