"""Two at the same moment: the database lets one through."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from portal import db
from portal.accounts.errors import SlipUsed, TooManyTries
from portal.accounts.models import Account, Attempt, ClaimState, OwnerLink, Residency
from portal.accounts.services import limits, owners, slips
from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("fresh_database")
NOW, CLERK = make.NOW, Actor(None, "干事")


def at_once(deeds: list[Callable[[], object]]) -> list[object]:
    """What each deed answered or was refused with, all started together."""
    barrier, answers = Barrier(len(deeds)), list[object]()

    def run(deed: Callable[[], object]) -> None:
        barrier.wait(timeout=30)
        try:
            with transaction():
                answers.append(deed())
        except RuleViolated as refusal:
            answers.append(refusal)
        finally:
            db.session.remove()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == len(deeds), "one of them fell over"
    return answers


def test_one_letter_opens_for_one_of_two() -> None:
    with transaction():
        part = make.home(make.entrance(), "501")
        (printed,) = slips.print_slips(NOW, CLERK, part.estate_id, [part.id])
    answers = at_once([lambda: slips.open_slip(NOW, printed.code, None, homes_limit=3) for _ in range(4)])
    assert sum(isinstance(answer, slips.Opened) for answer in answers) == 1
    assert sum(isinstance(answer, SlipUsed) for answer in answers) == 3
    assert session.scalar(select(func.count()).select_from(Account)) == 1
    assert session.scalar(select(func.count()).select_from(Residency)) == 1


def test_one_owner_is_one_account_of_two() -> None:
    with transaction():
        entrance = make.entrance()
        owner = make.owner(entrance, "陈小芳", id_number="50023219620101123X")
        part = make.home(entrance, "501", owner)
        people = [make.resident(part, f"住户{number}").id for number in range(3)]
        estate_id, part_id, owner_id = part.estate_id, part.id, owner.id

    def proves(account_id: int) -> Callable[[], object]:
        def deed() -> object:
            claim = owners.read_claim(account_id, estate_id, part_id, owner_id)
            return owners.prove_by_id(NOW, claim, "01123X", homes_limit=3).state

        return deed

    answers = at_once([proves(account_id) for account_id in people])
    assert sorted(str(answer) for answer in answers) == ["active", "waiting", "waiting"]
    active = select(func.count()).select_from(OwnerLink).where(OwnerLink.state == ClaimState.ACTIVE)
    assert session.scalar(active) == 1


def test_many_tries_at_once_are_not_many_more_than_allowed() -> None:
    limit = limits.PASSWORD_ON_NAME
    answers = at_once([lambda: limits.take(NOW, limit, "name") for _ in range(2 * limit.most)])
    assert sum(isinstance(answer, TooManyTries) for answer in answers) == limit.most
    assert session.scalar(select(func.count()).select_from(Attempt)) == limit.most


def test_two_reprints_leave_one_letter() -> None:
    with transaction():
        part = make.home(make.entrance(), "501")
        estate_id, part_id = part.estate_id, part.id
    answers = at_once([lambda: slips.print_slips(NOW, CLERK, estate_id, [part_id])[0].code for _ in range(2)])
    codes = [answer for answer in answers if isinstance(answer, str)]
    opened = 0
    for code in codes:
        try:
            with transaction():
                slips.open_slip(NOW, code, None, homes_limit=3)
            opened += 1
        except RuleViolated:
            continue
    assert opened == 1
