"""Handlers and the district, templates, mediation, pictures, figures and settings of cases."""

import io
from pathlib import Path

import pytest
from flask import Flask

from portal import db
from portal.domain.bodies import Body
from portal.domain.handling import Level
from portal.domain.stages import CaseState
from portal.feedback import queries, services
from portal.feedback.errors import BlanksLeft
from portal.feedback.models import CaseCategory
from portal.permissions import Role
from portal.web.uploads import keep_picture, picture_path
from tests.factories import accounts
from tests.factories.accounts import NOW
from tests.factories.feedback import CLERK, picture
from tests.factories.neighbours import Neighbourhood, topics_told
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


def test_a_handler_sees_and_answers_only_their_body(client: Client, here: Neighbourhood) -> None:
    with db.transaction():
        handler = accounts.staff("供电小王", Role.HANDLER, estate=here.estate)
        services.appoint(handler.id, Body.POWER, here.estate, by=CLERK, now=NOW)
    water = here.case(CaseState.ACCEPTED, text="自来水停了")
    power = here.case(CaseState.ACCEPTED, text="电表跳闸", once="p")
    with db.transaction():
        pass_on = services.Step(CaseState.ASSIGNED, body=Body.POWER)
        services.take_step(here.get(power), pass_on, once="a", by=CLERK, now=NOW)
    assert topics_told(handler) == ["feedback.to_handle"]
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
