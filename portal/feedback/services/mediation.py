"""Meetings over a dispute, put on record beside the case."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.audit.services import Actor
from portal.db import session
from portal.feedback.errors import AgreementNeeded, NoDispute
from portal.feedback.models import Case, CaseCategory, Mediation, MediationOutcome
from portal.feedback.services.common import lock, put_on_record


@dataclass(frozen=True)
class Meeting:
    """Who mediated, who was there, what was said, how it ended."""

    held_on: date
    mediator: str
    present: str
    said: str
    outcome: MediationOutcome
    agreement: str = ""


def mediate(case: Case, meeting: Meeting, *, once: str, by: Actor, now: datetime) -> None:
    """Put a meeting on record; residents do not see it. Two taps make one.

    :raises RuleViolated: no dispute, or an agreement without its words.
    """
    if case.category is not CaseCategory.DISPUTE:
        raise NoDispute
    if meeting.outcome is MediationOutcome.AGREED and not meeting.agreement.strip():
        raise AgreementNeeded
    lock(case)
    if any(held.once == once for held in case.mediations):
        return
    made = Mediation(
        held_on=meeting.held_on,
        mediator=meeting.mediator.strip(),
        present=meeting.present.strip(),
        said=meeting.said.strip(),
        outcome=meeting.outcome,
        agreement=meeting.agreement.strip(),
        recorded_at=now,
        recorded_by=by.account_id,
        once=once,
    )
    case.mediations.append(made)
    session.flush()
    put_on_record(case, "case.mediate", by, now)
