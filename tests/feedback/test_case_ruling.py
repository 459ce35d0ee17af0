"""What a street rules: beginnings of answers, who answers for what; and answers held to the day they name."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from portal import db
from portal.db import session
from portal.domain.bodies import Body, Spot, Topic, route
from portal.domain.deadlines import day_ends, local_day
from portal.domain.handling import Level
from portal.domain.stages import CaseState
from portal.feedback import queries, services
from portal.feedback.dispatch import is_overdue
from portal.feedback.errors import PromiseTooEarly, ReplyUnfinished
from portal.feedback.models import BodyContact, Case
from portal.feedback.replies import replies_of
from portal.feedback.services import ruling
from portal.permissions import Role
from tests.factories import accounts, feedback
from tests.factories.accounts import NOW
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
CLERK = feedback.CLERK
DAY = local_day(NOW) + timedelta(days=14)


def _case() -> Case:
    entrance = accounts.entrance()
    part = accounts.home(entrance, "101", accounts.owner(entrance, "张三"))
    return feedback.raised(entrance.estate_id, accounts.resident(part))


def _answered(case: Case, **more: object) -> None:
    for state, words in ((CaseState.ACCEPTED, ""), (CaseState.IN_PROGRESS, "")):
        services.take_step(case, services.Step(state, words), once=state.value, by=CLERK, now=NOW)
    step = services.Step(CaseState.ANSWERED, "两周内修好", **more)  # type: ignore[arg-type]
    services.take_step(case, step, once="answered", by=CLERK, now=NOW)


def test_an_answer_that_names_a_day_is_held_to_it() -> None:
    late = day_ends(DAY) + timedelta(minutes=1)
    with db.transaction():
        case = _case()
        _answered(case, promised_on=DAY)
        assert (case.promised_on, case.due_at) == (DAY, day_ends(DAY))
        assert not is_overdue(case, day_ends(DAY) - timedelta(minutes=1))
        services.escalate_overdue(day_ends(DAY) - timedelta(minutes=1), NOW)
        assert case.level is Level.COMMITTEE
        assert is_overdue(case, late)
        assert queries.count_overdue([case.estate_id], late) == {case.estate_id: 1}
        services.escalate_overdue(late, NOW)
        services.escalate_overdue(late, NOW)
        assert case.level is Level.STREET
        services.take_step(case, services.Step(CaseState.DONE, "修好了"), once="d", by=CLERK, now=late)
    assert (case.promised_on, is_overdue(case, late)) == (None, False)


def test_an_answer_without_a_day_waits_for_the_resident() -> None:
    with db.transaction():
        case = _case()
        _answered(case)
        services.escalate_overdue(NOW + timedelta(days=90), NOW)
    assert (case.level, is_overdue(case, NOW + timedelta(days=90))) == (Level.COMMITTEE, False)


def test_no_answer_promises_a_day_that_is_over() -> None:
    with db.transaction():
        case = _case()
        with pytest.raises(PromiseTooEarly):
            _answered(case, promised_on=local_day(NOW) - timedelta(days=1))


def test_a_street_sends_a_topic_elsewhere() -> None:
    with db.transaction():
        entrance = accounts.entrance()
        street = accounts.estate_of(entrance).street_id
        pair = (Topic.WASTE, Spot.OUTSIDE)
        assert ruling.who_answers(street, *pair) is route(*pair)
        everything = {(topic, spot): route(topic, spot) for topic in Topic for spot in Spot}
        ruling.rule(street, {**everything, pair: Body.STREET}, by=CLERK, now=NOW)
        assert dict(ruling.rules_of(street)) == {pair: Body.STREET}
        part = accounts.home(entrance, "101", accounts.owner(entrance, "张三"))
        who = accounts.resident(part)
        case = feedback.raised(entrance.estate_id, who, text="垃圾桶满了没人收", topic=Topic.WASTE)
        assert case.body is Body.STREET
        ruling.rule(street, everything, by=CLERK, now=NOW)
    assert ruling.who_answers(street, *pair) is route(*pair)


def test_a_street_writes_its_own_beginnings() -> None:
    with db.transaction():
        street = accounts.estate_of(accounts.entrance()).street_id
        ruling.write_reply(street, "taken", CaseState.ACCEPTED, "收到", "{title}收到了", by=CLERK, now=NOW)
        made = ruling.write_reply(street, "", CaseState.DONE, "修好了", "【做了什么】", by=CLERK, now=NOW)
        with pytest.raises(ReplyUnfinished):
            ruling.write_reply(street, "", CaseState.DONE, "坏", "{nobody}", by=CLERK, now=NOW)
        with pytest.raises(ReplyUnfinished):
            ruling.write_reply(street, "", CaseState.CONFIRMED, "坏", "好", by=CLERK, now=NOW)
        found = replies_of(street)
        assert (found["taken"].text, found["taken"].replaces) == ("{title}收到了", True)
        assert list(found)[-1] == made.key
        ruling.drop_reply(street, "taken", by=CLERK, now=NOW)
    assert not replies_of(street)["taken"].own


def test_a_body_has_one_contact_in_each_scope() -> None:
    with db.transaction():
        session.add(BodyContact(body=Body.WATER, name="一"))
    with pytest.raises(IntegrityError), db.transaction():
        session.execute(insert(BodyContact).values(body=Body.WATER, name="二", contact="", phone=""))


def test_the_street_changes_both_on_its_pages(client: Client) -> None:
    with db.transaction():
        entrance = accounts.entrance()
        estate = accounts.estate_of(entrance)
        officer = accounts.staff("街道", Role.STREET, street=estate.street)
        part = accounts.home(entrance, "101", accounts.owner(entrance, "张三"))
        case = feedback.raised(estate.id, accounts.resident(part))
    at = f"/desk/estates/{estate.id}"
    client.sign_in(officer)
    assert client.read(f"{at}/cases").all("a", href=f"{at}/routing")
    client.read(f"{at}/routing")
    assert client.send({"waste-outside": "street"}).status_code == 303
    assert "本街道" in client.read(f"{at}/routing").text
    edit = f"{at}/replies/edit?key=taken"
    assert "{title}" in client.read(edit).one("textarea", name="text").text
    typed = {"state": "accepted", "name": "收到", "text": "“{title}”收到，李干事【电话】跟进"}
    assert client.submit(edit, typed).status_code == 303
    page = client.read(f"{at}/cases/{case.id}?reply=taken")
    assert "李干事【电话】跟进" in page.one("textarea", name="words").text
    assert "{title}" not in page.one("textarea", name="words").text
    refused = client.send({"step": "accepted", "words": page.one("textarea", name="words").text})
    assert "【电话】" in refused.get_data(as_text=True)
    assert session.scalars(select(Case.state)).one() is CaseState.SENT
    client.read(f"{at}/replies")
    assert client.send({"key": "taken"}, to="/replies/drop").status_code == 303
    assert not replies_of(estate.street_id)["taken"].own
