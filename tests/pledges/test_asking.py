"""A household asks to pay later, in parts or by work; the desk grants or refuses, once, with a word."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import db
from portal.audit.services import Actor
from portal.communities.models import Part
from portal.db import session
from portal.domain.errors import RuleViolated
from portal.messages.models import Message
from portal.pledges import money_errors as errors
from portal.pledges.models import (
    Commitment,
    Condition,
    Kind,
    ReliefKind,
    ReliefRequest,
    RequestState,
    Scheme,
)
from portal.pledges.queries import account, asked
from portal.pledges.services import asking, reconciling
from portal.pledges.services.relieving import Wish
from tests.factories import accounts, pledges
from tests.factories.accounts import NOW
from tests.factories.pledge_desk import Desk
from tests.factories.pledges import CLERK, PHOTO
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
LATE = pledges.TODAY + timedelta(days=200)


def _owing(**terms: object) -> tuple[Commitment, Actor]:
    """A home that signed for a scheme that allows everything, and its owner."""
    entrance, parts = pledges.tower()
    every = {"allows_parts": True, "allows_deferral": True, "allows_labour": True, **terms}
    scheme = pledges.opened(entrance, terms=pledges.when(**every))
    who = accounts.owning_resident(parts[5], parts[5].party.owners[0])
    return pledges.signed_on_paper(scheme, parts[5], 1_000_00), pledges.actor(who)


def test_what_is_asked_for_changes_nothing_until_it_is_granted() -> None:
    with db.transaction():
        owes, who = _owing()
        wish = Wish(ReliefKind.DEFER, "家里有病人", due_on=LATE)
        waits = asking.ask(owes, wish, once="1", by=who, now=NOW)
        assert asking.ask(owes, wish, once="1", by=who, now=NOW) is waits
        with pytest.raises(errors.AskedAlready), session.begin_nested():
            asking.ask(owes, wish, once="2", by=who, now=NOW)
        assert owes.due_on is None
        assert asked.list_waiting_requests(owes.estate_id) == [waits]
        asking.grant(waits, wish, once="g", by=CLERK, now=NOW)
        with pytest.raises(errors.RequestAnswered):
            asking.grant(waits, wish, once="h", by=CLERK, now=NOW)
        with pytest.raises(errors.RequestAnswered):
            asking.take_back(waits, by=who, now=NOW)
    assert str(owes.due_on) == str(LATE)
    assert waits.state is RequestState.GRANTED
    told = session.scalars(select(Message.title).where(Message.account_id == who.account_id)).all()
    assert told == ["您申请的缓交同意了"]


def test_a_refusal_says_why_and_the_household_may_ask_again() -> None:
    with db.transaction():
        owes, who = _owing()
        waits = asking.ask(owes, Wish(ReliefKind.PARTS, "钱不够", parts=3), once="1", by=who, now=NOW)
        with pytest.raises(errors.ReasonMissing):
            asking.refuse(waits, " ", by=CLERK, now=NOW)
        asking.refuse(waits, "先交一半再说", by=CLERK, now=NOW)
        again = asking.ask(owes, Wish(ReliefKind.PARTS, "钱不够", parts=2), once="2", by=who, now=NOW)
        asking.take_back(again, by=who, now=NOW)
    assert (owes.parts, waits.answer) == (1, "先交一半再说")
    assert [row.state for row in asked.requests_of([owes.id])[owes.id]] == [
        RequestState.WITHDRAWN,
        RequestState.REFUSED,
    ]


def test_work_instead_of_money_is_a_promise_of_its_own() -> None:
    with db.transaction():
        owes, who = _owing()
        wish = Wish(ReliefKind.LABOUR, "有力气", amount=400_00, thing="看守工地", hours=20)
        waits = asking.ask(owes, wish, once="1", by=who, now=NOW)
        signed = Wish(ReliefKind.LABOUR, "有力气", amount=400_00, thing="看守工地", hours=20, picture=PHOTO)
        asking.grant(waits, signed, once="g", by=CLERK, now=NOW)
    assert account.standing_of(owes.id).owed == 600_00
    work = session.scalars(select(Commitment).where(Commitment.kind == Kind.LABOUR)).one()
    assert (work.amount, work.hours) == (400_00, 20)
    assert reconciling.findings() == []


@pytest.mark.parametrize(
    ("terms", "wish", "refusal"),
    [
        ({"allows_deferral": False}, Wish(ReliefKind.DEFER, "难", due_on=LATE), errors.NotAskable),
        ({}, Wish(ReliefKind.WRITE_OFF, "难", amount=1_000_01), errors.MoreThanOwed),
        ({}, Wish(ReliefKind.WRITE_OFF, "难"), errors.AmountNotPositive),
        ({}, Wish(ReliefKind.DEFER, " ", due_on=LATE), errors.ReasonMissing),
        ({}, Wish(ReliefKind.DEFER, "难", due_on=pledges.TODAY), errors.DeferralTooEarly),
        ({}, Wish(ReliefKind.PARTS, "难", parts=1), errors.PartsNeeded),
        ({}, Wish(ReliefKind.LABOUR, "难", amount=1_000_01, thing="工", hours=1), errors.MoreThanOwed),
        ({}, Wish(ReliefKind.LABOUR, "难", amount=1, thing="", hours=1), errors.ThingNeeded),
        ({}, Wish(ReliefKind.LABOUR, "难", amount=1, thing="工"), errors.HoursNeeded),
        (
            {"condition": Condition.HOMES, "threshold": 9},
            Wish(ReliefKind.LABOUR, "难", amount=1, thing="工", hours=1),
            errors.NotAskable,
        ),
    ],
)
def test_what_makes_no_sense_is_not_asked(
    terms: dict[str, object], wish: Wish, refusal: type[RuleViolated]
) -> None:
    with db.transaction():
        owes, who = _owing(**terms)
        with pytest.raises(refusal):
            asking.ask(owes, wish, once="1", by=who, now=NOW)


def _household(desk: Desk) -> tuple[Scheme, Part, Commitment]:
    owes = desk.owes(3, 1_000_00)
    part = owes.part
    assert part is not None
    return owes.scheme, part, owes


def test_from_the_phone_to_the_desk_and_back(client: Client) -> None:
    with db.transaction():
        desk = Desk()
    scheme, part, owes = _household(desk)
    with db.transaction():
        home = session.get_one(Part, part.id)
        who = accounts.owning_resident(home, home.party.owners[0])
    client.sign_in(who)
    lift = f"/estates/{scheme.estate_id}/lifts/{scheme.id}"
    ask = f"{lift}/commitments/{owes.id}/ask"
    assert client.read(f"{lift}/own").all("a", href=ask)
    assert client.submit(ask, kind="parts", parts="3", reason="钱不够").status_code == 303
    page = client.read(f"{lift}/own")
    assert "申请分期：等答复" in page.text
    assert not page.all("a", href=ask)

    client.sign_in(desk.first)
    assert "钱不够" in client.read(desk.at("/money/checks")).text
    client.read(desk.at(f"/commitments/{owes.id}"))
    page = client.read(desk.at(f"/commitments/{owes.id}/relief"))
    assert page.one("input", name="parts")["value"] == "3"
    number = session.scalars(select(ReliefRequest)).one().id
    typed = {"kind": "parts", "parts": "2", "reason": "商量成两次", "asked": str(number)}
    assert client.send(typed).status_code == 303
    client.sign_in(who)
    assert "申请分期：同意了" in client.read(f"{lift}/own").text
    assert session.get_one(Commitment, owes.id).parts == 2


def test_nobody_asks_for_another_home(client: Client) -> None:
    with db.transaction():
        desk = Desk()
    scheme, _, owes = _household(desk)
    with db.transaction():
        _, others = pledges.tower(name="另一个小区")
        stranger = accounts.owning_resident(others[0], others[0].party.owners[0])
    client.sign_in(stranger)
    at = f"/estates/{scheme.estate_id}/lifts/{scheme.id}/commitments/{owes.id}/ask"
    assert client.get(at).status_code in {403, 404}


def test_the_desk_says_no_with_its_reason(client: Client) -> None:
    with db.transaction():
        desk = Desk()
    _, part, owes = _household(desk)
    with db.transaction():
        who = pledges.actor(accounts.owning_resident(session.get_one(Part, part.id), part.party.owners[0]))
        fresh = session.get_one(Commitment, owes.id)
        waits = asking.ask(fresh, Wish(ReliefKind.PARTS, "难", parts=2), once="1", by=who, now=NOW)
    client.sign_in(desk.first)
    client.read(desk.at(f"/commitments/{owes.id}/relief"))
    assert client.send({"why": "还差一户"}, to=f"/relief-requests/{waits.id}/refuse").status_code == 303
    assert session.get_one(ReliefRequest, waits.id).answer == "还差一户"
