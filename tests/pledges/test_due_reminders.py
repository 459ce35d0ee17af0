"""Before the last day households hear of it by themselves, never twice; and they may ask to owe less."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portal import db
from portal.accounts.models import Account
from portal.communities.models import Part
from portal.db import session
from portal.messages.models import Message
from portal.messages.services import remind as any_reminder
from portal.pledges.models import Commitment, ReliefKind, ReliefRequest
from portal.pledges.queries import account
from portal.pledges.services import asking, reconciling
from portal.pledges.services.confirming import due_day
from portal.pledges.services.relieving import Wish
from portal.pledges.services.reminding import remind_of_due
from tests.factories import accounts, pledges
from tests.factories.accounts import NOW
from tests.factories.pledge_desk import Desk
from tests.factories.pledges import CLERK
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")


def _owing(**terms: object) -> tuple[Commitment, int]:
    """A home whose owner signed on the phone, and that owner's account."""
    entrance, parts = pledges.tower()
    scheme = pledges.opened(entrance, terms=pledges.when(**terms))
    who = accounts.owning_resident(parts[5], parts[5].party.owners[0])
    owes = pledges.signed_on_paper(scheme, parts[5], 1_000_00)
    owes.account_id = who.id
    session.flush()
    return owes, who.id


def _last_day(owes: Commitment) -> datetime:
    day = due_day(owes.scheme, owes)
    assert day is not None
    return NOW + (day - pledges.TODAY)


def _reminded(account_id: int) -> list[str]:
    wanted = select(Message.title).where(
        Message.account_id == account_id, Message.topic == "reminder.pledges"
    )
    return list(session.scalars(wanted))


def test_a_week_three_days_and_a_day_before_and_on_no_other() -> None:
    with db.transaction():
        owes, who = _owing()
        last = _last_day(owes)
        for before in range(10, -3, -1):
            moment = last - timedelta(days=before)
            remind_of_due(moment, moment)
        assert len(_reminded(who)) == 3


def test_a_later_day_that_was_agreed_is_the_day_that_counts() -> None:
    with db.transaction():
        owes, who = _owing(allows_deferral=True)
        first = _last_day(owes)
        owes.due_on = pledges.TODAY + timedelta(days=200)
        remind_of_due(first - timedelta(days=7), first - timedelta(days=7))
        assert _reminded(who) == []
        later = _last_day(owes) - timedelta(days=7)
        remind_of_due(later, later)
        assert len(_reminded(who)) == 1


def test_days_that_were_missed_are_made_up_for_but_nobody_hears_twice_a_day() -> None:
    with db.transaction():
        owes, who = _owing()
        last = _last_day(owes)
        back = last - timedelta(days=1)
        for missed in (7, 3, 1):
            remind_of_due(back, last - timedelta(days=missed))
        assert len(_reminded(who)) == 1
        late = last + timedelta(days=2)
        remind_of_due(late, last - timedelta(days=1))
        assert len(_reminded(who)) == 1


def test_one_reminder_a_day_whoever_reminds() -> None:
    with db.transaction():
        owes, who = _owing()
        moment = _last_day(owes) - timedelta(days=3)
        any_reminder(moment, who, "reminder.vote", "还等您投票", "")
        remind_of_due(moment, moment)
        assert _reminded(who) == []


def test_who_paid_or_owes_nothing_yet_is_left_alone() -> None:
    with db.transaction():
        owes, who = _owing()
        moment = _last_day(owes) - timedelta(days=3)
        asked = Wish(ReliefKind.WRITE_OFF, "家里有重病人", amount=1_000_00)
        waits = asking.ask(owes, asked, once="1", by=pledges.actor(accounts_of(who)), now=NOW)
        asking.grant(waits, asked, once="g", by=CLERK, now=NOW)
        remind_of_due(moment, moment)
        assert _reminded(who) == []
        assert account.standing_of(owes.id).waived == 1_000_00
    assert reconciling.findings() == []


def accounts_of(account_id: int) -> Account:
    return session.get_one(Account, account_id)


def test_a_household_asks_to_owe_less_and_only_the_street_answers(client: Client) -> None:
    with db.transaction():
        desk = Desk()
    owes = desk.owes(3, 1_000_00)
    assert owes.part is not None
    with db.transaction():
        home = session.get_one(Part, owes.part_id)
        who = accounts.owning_resident(home, home.party.owners[0])
    lift = f"/estates/{owes.estate_id}/lifts/{owes.scheme_id}"
    client.sign_in(who)
    asked = {"kind": "write_off", "amount": "300", "reason": "吃低保"}
    assert client.submit(f"{lift}/commitments/{owes.id}/ask", asked).status_code == 303
    assert "申请减免：等答复" in client.read(f"{lift}/own").text
    page = desk.at(f"/commitments/{owes.id}/relief")
    number = session.scalars(select(ReliefRequest)).one().id
    client.sign_in(desk.first)
    assert "减免由街道答复" in client.read(page).text
    assert not client.page.all("input", name="reason")
    refused = desk.at(f"/relief-requests/{number}/refuse")
    token = client.page.all("input", name="csrf_token")[0]["value"]
    assert client.post(refused, data={"csrf_token": token, "why": "不行"}).status_code == 404
    client.sign_in(desk.street)
    client.read(page)
    typed = {"kind": "write_off", "amount": "300", "reason": "吃低保", "asked": str(number)}
    assert client.send(typed).status_code == 303
    assert account.standing_of(owes.id).waived == 300_00
    client.sign_in(who)
    assert "申请减免：同意了" in client.read(f"{lift}/own").text
