"""Meetings, their tasks, and who sees and settles them."""

from datetime import timedelta

import pytest

from portal.accounts.models import Account
from portal.audit.queries import list_of
from portal.audit.services import Actor
from portal.communities.directory import Scope
from portal.communities.models import Estate
from portal.communities.queries import get_estate
from portal.db import session, transaction
from portal.desk.errors import AlreadySettled, DueBeforeMeeting, EstateElsewhere, NotHeldYet, NotSaidHow
from portal.desk.models import Meeting, MeetingKind
from portal.desk.queries.meetings import Reach, get_decision, list_tasks
from portal.desk.services import decide, hold, settle
from portal.desk.services.meetings import Minutes, Task
from portal.domain.bodies import Body
from portal.domain.deadlines import local_day
from portal.feedback.models import Handler
from portal.permissions import Role
from tests.factories.accounts import entrance, estate_of, staff
from tests.factories.voting import NOW
from tests.support.client import Client

BY = Actor(None, "街道甲")
TODAY = local_day(NOW)
ALL = Reach(Scope(everywhere=True), ())


def held(street_id: int | None = None, **more: object) -> Meeting:
    said = Minutes(street_id, MeetingKind.SPECIAL, "专题会", NOW - timedelta(days=3), **more)
    return hold(said, once="a", by=BY, now=NOW)


def task(
    text: str = "迁改弱电", body: Body = Body.TELECOM, estate: Estate | None = None, days: int = 5
) -> Task:
    return Task(text, body, estate, TODAY + timedelta(days=days))


def test_the_same_tap_makes_one_meeting(isolated: None) -> None:
    with transaction():
        assert held().id == held().id


def test_a_meeting_is_recorded_only_once_it_was_held(isolated: None) -> None:
    later = Minutes(None, MeetingKind.SPECIAL, "专题会", NOW + timedelta(minutes=1))
    with transaction(), pytest.raises(NotHeldYet):
        hold(later, once="b", by=BY, now=NOW)


def test_decisions_are_numbered_and_due_not_before_the_meeting(isolated: None) -> None:
    with transaction():
        meeting = held()
        numbers = [decide(meeting, task(), by=BY, now=NOW).position for _ in range(3)]
        assert numbers == [1, 2, 3]
        with pytest.raises(DueBeforeMeeting):
            decide(meeting, task(days=-4), by=BY, now=NOW)


def test_a_streets_meeting_decides_on_its_own_estates_only(place: Estate) -> None:
    with transaction():
        other = estate_of(entrance("蓝宝石小区", "芙蓉街道"))
        meeting = held(place.street_id)
        decide(meeting, task(estate=get_estate(place.id)), by=BY, now=NOW)
        with pytest.raises(EstateElsewhere):
            decide(meeting, task(estate=other), by=BY, now=NOW)


def test_a_task_is_settled_once_and_with_words(isolated: None) -> None:
    with transaction():
        decision = decide(held(), task(), by=BY, now=NOW)
        with pytest.raises(NotSaidHow):
            settle(decision, "  ", by=BY, now=NOW)
        settle(decision, "已迁改", by=BY, now=NOW)
        with pytest.raises(AlreadySettled):
            settle(decision, "又来", by=BY, now=NOW)
        subject = f"meeting:{decision.meeting_id}"
    assert not list_tasks(ALL)
    assert [each.action for each in list_of(subject)] == ["meeting.hold", "meeting.decide", "meeting.settle"]


def test_tasks_come_in_order_of_their_days(isolated: None) -> None:
    with transaction():
        meeting = held()
        for days in (9, 1, 5):
            decide(meeting, task(str(days), days=days), by=BY, now=NOW)
    assert [each.text for each in list_tasks(ALL)] == ["1", "5", "9"]
    assert [each.text for each in list_tasks(ALL, until=TODAY + timedelta(days=5))] == ["1", "5"]


@pytest.fixture
def street(place: Estate) -> Account:
    with transaction():
        return staff("街道甲", Role.STREET, street=get_estate(place.id).street)


def test_a_street_records_decides_and_settles(client: Client, place: Estate, street: Account) -> None:
    estate_id = place.id
    client.sign_in(street)
    assert "还没有会议" in client.read("/desk/meetings").text
    sent = {"kind": "special", "title": "电梯专题会", "held_at": "2026-03-19T09:00"}
    made = client.submit("/desk/meetings/new", sent)
    assert made.status_code == 303
    given = {"text": "确认用电接入点", "body": "power", "estate": estate_id, "due_on": "2026-03-22"}
    assert client.submit(made.location, given).status_code == 303
    assert "会议交办" in client.read("/desk/").text
    assert "确认用电接入点" in client.read("/desk/meetings").text
    client.read(made.location)
    assert client.send({"note": "已确认"}, to="/done").status_code == 303
    assert "已办结" in client.read(made.location).text
    assert "确认用电接入点" not in client.read("/desk/").text


def test_a_meeting_in_the_future_comes_back_with_a_sentence(client: Client, street: Account) -> None:
    client.sign_in(street)
    sent = {"kind": "special", "title": "电梯专题会", "held_at": "2026-03-29T09:00"}
    assert "开完再登记" in client.submit("/desk/meetings/new", sent).text


def test_a_foreign_meeting_is_not_there(client: Client, place: Estate, street: Account) -> None:
    with transaction():
        foreign = estate_of(entrance("蓝宝石小区", "芙蓉街道"))
        number = held(foreign.street_id).id
        decision = decide(get_meeting_row(number), task(estate=foreign), by=BY, now=NOW).id
    client.sign_in(street)
    client.read(f"/desk/meetings/{number}", status=404)
    client.read("/desk/meetings/new")
    token = client.page.all("input", name="csrf_token")[0]["value"]
    address = f"/desk/meetings/{number}/decisions/{decision}/done"
    assert client.post(address, data={"csrf_token": token, "note": "x"}).status_code == 404


def get_meeting_row(number: int) -> Meeting:
    return session.get_one(Meeting, number)


def test_a_handler_settles_what_the_own_body_was_given(client: Client, place: Estate) -> None:
    with transaction():
        person = staff("承办甲", Role.HANDLER, street=get_estate(place.id).street)
        session.add(Handler(account_id=person.id, body=Body.POWER))
        meeting = held(place.street_id)
        mine = decide(meeting, task("接电", Body.POWER), by=BY, now=NOW).id
        decide(meeting, task("迁弱电"), by=BY, now=NOW)
        number = meeting.id
    client.sign_in(person)
    page = client.read(f"/desk/meetings/{number}")
    assert [form["action"] for form in page.one("main").all("form")] == [
        f"/desk/meetings/{number}/decisions/{mine}/done"
    ]
    assert client.send({"note": "接好了"}, to="/done").status_code == 303
    assert get_decision(mine, ALL).done_note == "接好了"


def test_an_observer_reads_and_settles_nothing(client: Client, place: Estate) -> None:
    with transaction():
        estate = get_estate(place.id)
        person = staff("观察甲", Role.OBSERVER, street=estate.street)
        meeting = held(estate.street_id)
        decision = decide(meeting, task(estate=estate), by=BY, now=NOW).id
        number = meeting.id
    client.sign_in(person)
    assert not client.read(f"/desk/meetings/{number}").one("main").all("form")
    token = client.page.all("input", name="csrf_token")[0]["value"]
    address = f"/desk/meetings/{number}/decisions/{decision}/done"
    assert client.post(address, data={"csrf_token": token, "note": "x"}).status_code == 404
