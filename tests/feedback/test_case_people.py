"""Neighbours, callers, handlers: who is told, who may read, who may work on a case."""

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal import db
from portal.accounts.models import Account
from portal.accounts.services.codes import phone_key
from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import session
from portal.domain.bodies import Body
from portal.domain.handling import Level
from portal.domain.stages import CaseState
from portal.feedback import queries, services
from portal.feedback.errors import AlreadyYours, BlanksLeft, CannotMerge, NotShared, OnlyForCallers
from portal.feedback.models import Case, CaseCategory
from portal.messages.models import Dispatch, Message
from portal.permissions import Role
from portal.web.uploads import keep_picture, picture_path
from tests.factories import accounts
from tests.factories.accounts import NOW
from tests.factories.feedback import CLERK, brought_to, picture, raised, step
from tests.support.client import Client

CALL = {
    "via": "call",
    "name": "陈女士",
    "phone": "13900001234",
    "text": "自来水停了两天",
    "building": "0",
    "category": "help",
}


@dataclass(frozen=True)
class Ref:
    """What a test remembers of a case: rows are forgotten with each request."""

    id: int
    number: str


class Neighbourhood:
    """Two homes of one estate with their people, and the clerk."""

    def __init__(self) -> None:
        with db.transaction():
            entrance = accounts.entrance()
            self.part = accounts.home(entrance, "501")
            self.who = accounts.resident(self.part, "陈小芳")
            self.neighbour = accounts.resident(accounts.home(entrance, "502"), "李大明")
            self.id = self.part.estate_id
            self.clerk = accounts.staff("干事", Role.COMMUNITY_CLERK, estate=self.estate)

    @property
    def estate(self) -> Estate:
        return session.get_one(Estate, self.id)

    def case(self, state: CaseState | None = None, by: Account | None = None, **more: object) -> Ref:
        with db.transaction():
            case = raised(self.id, by or self.who, **more)  # type: ignore[arg-type]
            if state:
                brought_to(case, state)
            return Ref(case.id, case.number)

    def get(self, case: Case | Ref) -> Case:
        return queries.get_case(self.id, case.id)

    def desk(self, more: str = "") -> str:
        return f"/desk/estates/{self.id}/cases{more}"

    def own(self, more: str = "") -> str:
        return f"/estates/{self.id}/cases{more}"


@pytest.fixture
def here(client: Client) -> Neighbourhood:
    return Neighbourhood()


def _actor(who: Account) -> Actor:
    return Actor(who.id, who.display_name)


def _told(who: Account) -> list[str]:
    return list(
        session.scalars(select(Message.topic).where(Message.account_id == who.id).order_by(Message.id))
    )


def test_neighbours_join_and_are_told_everything(client: Client, here: Neighbourhood) -> None:
    case = here.case(CaseState.ACCEPTED, shared=True)
    client.sign_in(here.neighbour)
    page = client.read(here.own(f"/shared/{case.id}"))
    assert "陈小芳" not in page.text
    assert "501" not in page.text
    client.send({}, to="/join")
    assert "您附议过了" in client.read(here.own(f"/shared/{case.id}")).text
    with db.transaction():
        services.join(here.get(case), by=_actor(here.neighbour), now=NOW)  # a second tap
    assert len(here.get(case).supporters) == 1
    with db.transaction():
        step(here.get(case), CaseState.ANSWERED, "会修")
    assert _told(here.neighbour) == ["feedback.answered"]
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
        services.join(here.get(case), by=_actor(here.neighbour), now=NOW)


def test_nobody_joins_their_own(here: Neighbourhood) -> None:
    case = here.case(CaseState.ACCEPTED, shared=True)
    with db.transaction(), pytest.raises(AlreadyYours):
        services.join(here.get(case), by=_actor(here.who), now=NOW)


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
        services.join(here.get(case), by=_actor(third), now=NOW)
    client.sign_in(here.clerk)
    assert client.submit(here.desk(f"/{case.id}"), into=into.id).status_code == 303
    assert {each.account_id for each in here.get(into).supporters} == {here.neighbour.id, third.id}
    assert here.get(case).state is CaseState.MERGED
    with db.transaction():
        step(here.get(into), CaseState.ANSWERED, "会修")
        with pytest.raises(CannotMerge):
            services.merge(here.get(into), here.get(case), office="", once="back", by=CLERK, now=NOW)
    assert _told(third)[-2:] == ["feedback.merged", "feedback.answered"]
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
    assert _told(here.who)[-1] == "feedback.hidden"


def test_notes_are_for_staff_only(client: Client, here: Neighbourhood) -> None:
    case = here.case(CaseState.ACCEPTED, shared=True)
    client.sign_in(here.clerk)
    client.submit(here.desk(f"/{case.id}"), note="这家上次也闹过")
    assert "这家上次也闹过" in client.read(here.desk(f"/{case.id}")).text
    for person, at in ((here.who, f"/{case.id}"), (here.neighbour, f"/shared/{case.id}")):
        client.sign_in(person)
        assert "闹过" not in client.read(here.own(at)).text
    assert _told(here.who) == ["feedback.accepted"]


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
    assert _told(who) == ["feedback.taken"]
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


def test_a_handler_sees_and_answers_only_their_body(client: Client, here: Neighbourhood) -> None:
    with db.transaction():
        handler = accounts.staff("供电小王", Role.HANDLER, estate=here.estate)
        services.appoint(handler.id, Body.POWER, here.estate, by=CLERK, now=NOW)
    water = here.case(CaseState.ACCEPTED, text="自来水停了")
    power = here.case(CaseState.ACCEPTED, text="电表跳闸", once="p")
    with db.transaction():
        pass_on = services.Step(CaseState.ASSIGNED, body=Body.POWER)
        services.take_step(here.get(power), pass_on, once="a", by=CLERK, now=NOW)
    assert _told(handler) == ["feedback.to_handle"]
    client.sign_in(handler)
    page = client.read(here.desk())
    assert "电表跳闸" in page.text
    assert "自来水停了" not in page.text
    assert client.get(here.desk(f"/{water.id}")).status_code == 404
    assert "转给您办的反馈" in client.read("/desk/").text
    client.submit(here.desk(f"/{power.id}"), step="answered", words="明天换")
    assert here.get(power).steps[-1].office == "国网重庆武隆供电公司"
    assert client.get("/desk/cases/figures").status_code == 403
    client.submit(here.desk(f"/{power.id}"), note="备注")
    assert here.get(power).notes


def test_a_handler_hands_on_and_loses_it(client: Client, here: Neighbourhood) -> None:
    with db.transaction():
        handler = accounts.staff("供电小王", Role.HANDLER, estate=here.estate)
        services.appoint(handler.id, Body.POWER, here.estate, by=CLERK, now=NOW)
    case = here.case(CaseState.ACCEPTED, text="电表跳闸")
    client.sign_in(handler)
    client.submit(here.desk(f"/{case.id}"), {"to": "water", "why": "是水表"})
    assert here.get(case).body is Body.WATER
    assert client.get(here.desk(f"/{case.id}")).status_code == 404


def test_the_district_works_on_what_came_up(client: Client, here: Neighbourhood) -> None:
    case = here.case(CaseState.ACCEPTED)
    with db.transaction():
        district = accounts.staff("区里", Role.DISTRICT)
    client.sign_in(district)
    assert not client.read(here.desk(f"/{case.id}")).all("textarea")
    with db.transaction():
        here.get(case).level = Level.DISTRICT
    assert "升到区里的反馈" in client.read("/desk/").text
    client.submit(here.desk(f"/{case.id}"), step="answered", words="已督办")
    assert here.get(case).state is CaseState.ANSWERED


def test_a_template_never_goes_out_with_blanks(client: Client, here: Neighbourhood) -> None:
    case = here.case(CaseState.ACCEPTED)
    client.sign_in(here.clerk)
    page = client.read(here.desk(f"/{case.id}?reply=finished"))
    filled = page.one("textarea", id="words").text
    assert "【做了什么】" in filled
    assert here.get(case).state is CaseState.ACCEPTED
    client.send({"step": "done", "words": filled}, to=f"/cases/{case.id}")
    assert "还没有填" in client.page.text
    with db.transaction(), pytest.raises(BlanksLeft):
        services.take_step(here.get(case), services.Step(CaseState.DONE, "【】"), once="x", by=CLERK, now=NOW)


def test_a_dispute_has_its_mediation_record(client: Client, here: Neighbourhood) -> None:
    case = here.case(CaseState.ACCEPTED, category=CaseCategory.DISPUTE, text="和楼上为漏水吵")
    client.sign_in(here.clerk)
    meeting = {
        "held_on": "2026-03-20",
        "mediator": "李干事",
        "present": "501、601",
        "said": "各说各的",
        "outcome": "agreed",
    }
    client.submit(here.desk(f"/{case.id}"), meeting, to="/mediation")
    assert "请写协议内容" in client.page.text
    client.submit(here.desk(f"/{case.id}"), {**meeting, "agreement": "楼上修"}, to="/mediation")
    assert "楼上修" in client.read(here.desk(f"/{case.id}")).text
    client.sign_in(here.who)
    assert "楼上修" not in client.read(here.own(f"/{case.id}")).text


def test_photos_are_blurred_and_the_original_kept(
    app: Flask, client: Client, here: Neighbourhood, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "UPLOADS", tmp_path)
    with app.app_context():
        key = keep_picture(io.BytesIO(picture()), "a.jpg")
    case = here.case(CaseState.ACCEPTED, shared=True, photos=(key,))
    case_id, photo_id = case.id, here.get(case).photos[0].id
    url = here.own(f"/{case_id}/photos/{photo_id}")
    client.sign_in(here.neighbour)
    assert client.get(url).status_code == 404
    client.sign_in(here.clerk)
    client.submit(here.desk(f"/{case_id}/photos/{photo_id}"), cells=["0", "9"])
    original = client.get(url).data
    client.sign_in(here.neighbour)
    seen = client.get(url)
    assert seen.status_code == 200
    fresh = queries.get_photo(here.id, case_id, photo_id)
    with app.app_context():
        assert picture_path(key).read_bytes() == original
        assert picture_path(str(fresh.blurred_key)).read_bytes() == seen.data


def test_figures_and_sheets(client: Client, here: Neighbourhood) -> None:
    here.case(CaseState.DONE, once="a")
    here.case(once="b", text="电表跳闸")
    client.sign_in(here.clerk)
    for kind in ("week", "month"):
        page = client.read(f"/desk/cases/sheets/{kind}?estate={here.id}")
        assert "国网重庆武隆供电公司" in page.text
        assert client.get(f"/desk/cases/sheets/{kind}?file=xlsx").data[:2] == b"PK"
    assert client.get("/desk/cases/sheets/week?estate=999").status_code == 404
    assert client.get("/desk/cases/sheets/year").status_code == 404
    client.read("/desk/cases/figures")


def test_the_pages_of_settings(client: Client, here: Neighbourhood) -> None:
    with db.transaction():
        street = accounts.staff("街道", Role.STREET, street=here.estate.street)
        handler = accounts.staff("承办", Role.HANDLER, estate=here.estate)
    client.sign_in(street)
    at = f"/desk/estates/{here.id}"
    client.submit(f"{at}/bodies", person=handler.id, body="power")
    assert [each.account_id for each in queries.list_handlers(here.estate)] == [handler.id]
    client.submit(f"{at}/bodies/power", contact="王工", phone="023-12345678")
    assert "王工" in client.read(f"{at}/bodies").text
    assert queries.contact_of(Body.POWER, here.estate).phone == "023-12345678"
    client.send({}, to="/dismiss")
    assert not queries.list_handlers(here.estate)
    client.submit(f"{at}/terms", {"value-help": "2", "source-help": ""})
    assert "请写依据" in client.page.text
    client.submit(f"{at}/terms", {"value-help": "2", "source-help": "街道规定"})
    assert queries.setting_of(here.estate.street_id, "help") == 2
    client.submit("/desk/calendar?year=2026", days="2026-10-01 休 国庆节\n2026-10-10 班")
    assert len(queries.list_special_days(2026)) == 2
    client.sign_in(here.clerk)
    assert client.get(f"{at}/terms").status_code == 403
