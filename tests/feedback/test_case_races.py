"""Many phones at once: numbers stay apart, taps stay one, steps follow each other."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal import db
from portal.audit.services import Actor
from portal.db import session
from portal.domain.handling import Level
from portal.domain.stages import CaseState, StepNotAllowed
from portal.feedback import queries
from portal.feedback.models import Case, StepKind
from portal.feedback.services import escalate_overdue, join, raise_case
from tests.factories import accounts, feedback
from tests.factories.accounts import NOW
from tests.factories.pledges import at_once

pytestmark = pytest.mark.usefixtures("fresh_database")
HANDS = 6


@pytest.mark.parametrize("once", [["same"] * HANDS, [f"tap {number}" for number in range(HANDS)]])
def test_taps_and_numbers(once: list[str]) -> None:
    with db.transaction():
        part = accounts.home(accounts.entrance(), "501")
        who = accounts.resident(part)
        by, estate_id = Actor(who.id, who.display_name), part.estate_id

    def tap(token: str) -> Callable[[], object]:
        return lambda: raise_case(estate_id, feedback.LEAK, once=token, by=by, now=NOW)

    assert at_once(*map(tap, once)) == [None] * HANDS
    numbers = sorted(session.scalars(select(Case.number)))
    assert numbers == [f"FK-260320-{number:03}" for number in range(1, len(set(once)) + 1)]
    session.remove()


def test_two_clerks_accept_once() -> None:
    with db.transaction():
        part = accounts.home(accounts.entrance(), "501")
        case_id = feedback.raised(part.estate_id, accounts.resident(part)).id
        estate_id = part.estate_id

    def accept(number: int) -> Callable[[], object]:
        return lambda: feedback.step(
            queries.get_case(estate_id, case_id), CaseState.ACCEPTED, once=f"clerk {number}"
        )

    refused = at_once(*(accept(number) for number in range(HANDS)))
    assert refused.count(None) == 1
    assert all(isinstance(refusal, StepNotAllowed | None) for refusal in refused)
    steps = [each.state for each in queries.get_case(estate_id, case_id).steps]
    assert steps == [CaseState.SENT, CaseState.ACCEPTED]
    session.remove()


def test_late_goes_up_once_however_many_look() -> None:
    with db.transaction():
        part = accounts.home(accounts.entrance(), "501")
        case_id = feedback.raised(part.estate_id, accounts.resident(part)).id
        estate_id = part.estate_id
    due = queries.get_case(estate_id, case_id).due_at
    session.remove()
    assert due is not None
    assert at_once(*[lambda: escalate_overdue(due, due)] * HANDS) == [None] * HANDS
    found = queries.get_case(estate_id, case_id)
    assert found.level is Level.STREET
    assert [each.kind for each in found.steps].count(StepKind.ESCALATED) == 1
    session.remove()


def test_joining_or_merging_at_once_keeps_one_name_each() -> None:
    with db.transaction():
        entrance = accounts.entrance()
        part = accounts.home(entrance, "501")
        neighbour = accounts.resident(accounts.home(entrance, "502"))
        case = feedback.raised(part.estate_id, accounts.resident(part), shared=True)
        feedback.brought_to(case, CaseState.ACCEPTED)
        case_id, estate_id = case.id, part.estate_id
        by = Actor(neighbour.id, neighbour.display_name)
    taps = [lambda: join(queries.get_case(estate_id, case_id), by=by, now=NOW)] * HANDS
    session.remove()
    assert at_once(*taps) == [None] * HANDS
    assert len(queries.get_case(estate_id, case_id).supporters) == 1
    session.remove()
