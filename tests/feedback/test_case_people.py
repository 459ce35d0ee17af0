"""Neighbours, callers, handlers: who is told, who may read, who may work on a case."""

import pytest
from sqlalchemy import select

from portal import db
from portal.accounts.models import Account
from portal.accounts.services.codes import phone_key
from portal.db import session
from portal.domain.bodies import Body
from portal.domain.stages import CaseState
from portal.feedback import services
from portal.feedback.errors import AlreadyYours, CannotMerge, NotShared, OnlyForCallers
from portal.feedback.models import Case, CaseCategory
from portal.messages.models import Dispatch
from tests.factories import accounts
from tests.factories.accounts import NOW
from tests.factories.feedback import CLERK, step
from tests.factories.neighbours import Neighbourhood, actor_of, topics_told
from tests.support.client import Client

CALL = {
    "via": "call",
    "name": "陈女士",
    "phone": "13900001234",
    "text": "自来水停了两天",
    "building": "0",
    "category": "help",
}


@pytest.fixture
def here(client: Client) -> Neighbourhood:
    return Neighbourhood()


def test_neighbours_join_and_are_told_everything(client: Client, here: Neighbourhood) -> None:
    case = here.case(CaseState.ACCEPTED, shared=True)
    client.sign_in(here.neighbour)
    page = client.read(here.own(f"/shared/{case.id}"))
    assert "陈小芳" not in page.text
    assert "501" not in page.text
    client.send({}, to="/join")
    assert "您附议过了" in client.read(here.own(f"/shared/{case.id}")).text
    with db.transaction():
        services.join(here.get(case), by=actor_of(here.neighbour), now=NOW)  # a second tap
    assert len(here.get(case).supporters) == 1
    with db.transaction():
        step(here.get(case), CaseState.ANSWERED, "会修")
    assert topics_told(here.neighbour) == ["feedback.answered"]
    assert "我附议的" in client.read(here.own()).text


@pytest.mark.parametrize(
    ("state", "more"),
    [
        (None, {"shared": True}),  # nobody has looked at it yet
        (CaseState.ACCEPTED, {}),
        (CaseState.ACCEPTED, {"shared": True, "category": CaseCategory.DISPUTE}),
    ],
)
def test_what_is_not_shared_is_not_there(
    client: Client, here: Neighbourhood, state: CaseState | None, more: dict[str, object]
) -> None:
    case = here.case(state, **more)  # type: ignore[arg-type]
    client.sign_in(here.neighbour)
    assert client.get(here.own(f"/shared/{case.id}")).status_code == 404
    assert client.get(here.own(f"/{case.id}")).status_code == 404
    with db.transaction(), pytest.raises(NotShared):
        services.join(here.get(case), by=actor_of(here.neighbour), now=NOW)


def test_nobody_joins_their_own(here: Neighbourhood) -> None:
    case = here.case(CaseState.ACCEPTED, shared=True)
    with db.transaction(), pytest.raises(AlreadyYours):
        services.join(here.get(case), by=actor_of(here.who), now=NOW)


def test_alike_ones_are_shown_before_a_second(client: Client, here: Neighbourhood) -> None:
    here.case(CaseState.ACCEPTED, shared=True, text="南门路灯坏了三天，晚上看不清")
    client.sign_in(here.neighbour)
    said = {"text": "南门的路灯坏了", "category": "complaint", "part": "0"}
    assert client.submit(here.own("/new"), said).status_code == 200
    assert "是不是这件事" in client.page.text
    assert len(session.scalars(select(Case)).all()) == 1
    assert client.send({}, to="/new").status_code == 303
    assert len(session.scalars(select(Case)).all()) == 2


def test_merging_keeps_everybody(client: Client, here: Neighbourhood) -> None:
    into = here.case(CaseState.ACCEPTED, once="into")
    case = here.case(CaseState.ACCEPTED, by=here.neighbour, once="b", shared=True)
    with db.transaction():
        third = accounts.resident(accounts.home(here.part.entrance, "503"), "王三")
        services.join(here.get(case), by=actor_of(third), now=NOW)
    client.sign_in(here.clerk)
    assert client.submit(here.desk(f"/{case.id}"), into=into.id).status_code == 303
    assert {each.account_id for each in here.get(into).supporters} == {here.neighbour.id, third.id}
    assert here.get(case).state is CaseState.MERGED
    with db.transaction():
        step(here.get(into), CaseState.ANSWERED, "会修")
        with pytest.raises(CannotMerge):
            services.merge(here.get(into), here.get(case), office="", once="back", by=CLERK, now=NOW)
    assert topics_told(third)[-2:] == ["feedback.merged", "feedback.answered"]
    client.sign_in(here.neighbour)
    assert into.number in client.read(here.own(f"/{case.id}")).text


def test_hidden_with_a_reason_and_the_original_stays(client: Client, here: Neighbourhood) -> None:
    case = here.case(CaseState.ACCEPTED, shared=True, text="隔壁张某某天天吵")
    client.sign_in(here.clerk)
    url = here.desk(f"/{case.id}")
    assert client.submit(url, public_text="夜里有人吵", reason=" ").status_code == 200
    assert "请写明为什么" in client.page.text
    client.submit(url, public_text="夜里有人吵", reason="写了别人的姓名")
    assert "隔壁张某某" in client.read(url).text
    client.sign_in(here.neighbour)
    assert "张某某" not in client.read(here.own(f"/shared/{case.id}")).text
    assert "张某某" not in client.read(here.own("/shared")).text
    client.sign_in(here.who)
    assert "写了别人的姓名" in client.read(here.own(f"/{case.id}")).text
    assert topics_told(here.who)[-1] == "feedback.hidden"


def test_notes_are_for_staff_only(client: Client, here: Neighbourhood) -> None:
    case = here.case(CaseState.ACCEPTED, shared=True)
    client.sign_in(here.clerk)
    client.submit(here.desk(f"/{case.id}"), note="这家上次也闹过")
    assert "这家上次也闹过" in client.read(here.desk(f"/{case.id}")).text
    for person, at in ((here.who, f"/{case.id}"), (here.neighbour, f"/shared/{case.id}")):
        client.sign_in(person)
        assert "闹过" not in client.read(here.own(at)).text
    assert topics_told(here.who) == ["feedback.accepted"]


def test_a_caller_is_told_and_called_back(client: Client, here: Neighbourhood) -> None:
    client.sign_in(here.clerk)
    assert client.submit(here.desk("/call"), CALL).status_code == 303
    case = session.scalars(select(Case)).one()
    assert (case.account_id, case.body, case.caller_name) == (None, Body.WATER, "陈女士")
    assert len(session.scalars(select(Dispatch)).all()) == 1
    page = client.read(here.desk(f"/{case.id}"))
    assert "13900001234" in page.text
    for state in ("accepted", "done"):
        client.submit(here.desk(f"/{case.id}"), step=state, words="水来了")
    assert len(session.scalars(select(Dispatch)).all()) == 3
    assert (
        client.submit(here.desk(f"/{case.id}"), words="还是没水", unsolved="1", to="/heard").status_code
        == 303
    )
    assert here.get(case).state is CaseState.REOPENED
    client.submit(here.desk(f"/{case.id}"), step="done", words="又修了")
    client.submit(here.desk(f"/{case.id}"), solved="1", to="/heard")
    assert here.get(case).state is CaseState.CONFIRMED


def test_a_known_phone_makes_it_the_residents_own(client: Client, here: Neighbourhood) -> None:
    with db.transaction():
        who = session.get_one(Account, here.who.id)
        who.phone_hash = phone_key(CALL["phone"])
    client.sign_in(here.clerk)
    client.submit(here.desk("/call"), CALL)
    case = session.scalars(select(Case)).one()
    assert case.account_id == who.id
    assert topics_told(who) == ["feedback.taken"]
    with db.transaction(), pytest.raises(OnlyForCallers):
        services.hear(here.get(case), "", solved=True, once="x", by=CLERK, now=NOW)


@pytest.mark.parametrize(
    ("wrong", "said"), [({"name": " "}, "请写来电或来访的人姓什么"), ({"phone": "12"}, "电话号码不对")]
)
def test_a_call_that_lacks_something(
    client: Client, here: Neighbourhood, wrong: dict[str, str], said: str
) -> None:
    client.sign_in(here.clerk)
    assert client.submit(here.desk("/call"), {**CALL, **wrong}).status_code == 200
    assert said in client.page.text
