"""Neighbours who put their name to a matter, and matters that say the same become one."""

from datetime import datetime

from portal.audit.services import Actor
from portal.db import session
from portal.domain.errors import N_
from portal.domain.stages import CaseState, check_step
from portal.feedback import queries
from portal.feedback.errors import AlreadyYours, CannotMerge, NotShared
from portal.feedback.models import Case, CaseCategory, CaseStep, CaseSupporter
from portal.feedback.queries.cases import FINISHED
from portal.feedback.services.common import go, lock, put_on_record, tell_all


def join(case: Case, *, by: Actor, now: datetime) -> None:
    """Put one's name to a neighbour's matter, and be told whatever its author is told. Twice is once.

    :raises RuleViolated: one's own, or not shared.
    """
    if by.account_id is None:
        raise ValueError("a person with an account puts their name to it")
    lock(case)
    if case.account_id == by.account_id:
        raise AlreadyYours
    hidden = case.hidden_at is not None or not case.is_public or case.category is CaseCategory.DISPUTE
    if hidden or case.state in (CaseState.SENT, CaseState.MERGED):
        raise NotShared
    if _add(case, by.account_id, now):
        put_on_record(case, "case.join", by, now)


def _add(case: Case, account_id: int, now: datetime, came_from: int | None = None) -> bool:
    if account_id == case.account_id or queries.supports(case.id, account_id):
        return False
    case.supporters.append(CaseSupporter(account_id=account_id, since=now, came_from_id=came_from))
    session.flush()
    return True


def merge(  # noqa: PLR0913  # which into which, as everywhere here
    case: Case, into: Case, *, office: str, once: str, by: Actor, now: datetime
) -> None:
    """Make a case part of another that says the same; its author and supporters go with it and are told.

    :raises RuleViolated: not in one estate, a dispute, or one of them is finished.
    """
    # Always in the same order, or two clerks who merge crosswise wait for each other.
    for each in sorted((case, into), key=lambda one: one.id):
        lock(each)
    if queries.has_step(case.id, once):
        return
    apart = case.id == into.id or case.estate_id != into.estate_id or into.state in FINISHED
    if apart or CaseCategory.DISPUTE in (case.category, into.category):
        raise CannotMerge
    check_step(case.state, CaseState.MERGED)
    people = [supporter.account_id for supporter in case.supporters]
    for account_id in [*([case.account_id] if case.account_id is not None else []), *people]:
        _add(into, account_id, now, case.id)
    case.merged_into_id, case.closed_at, case.due_at = into.id, now, None
    words = f"和 {into.number} 是同一件事，并在一起办，进展一样告诉您。"
    go(case, CaseStep(state=CaseState.MERGED, text=words, office=office, once=once), by, now)
    tell_all(case, "feedback.merged", N_("您反映的事并案办理"), words, now)
