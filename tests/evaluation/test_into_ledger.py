"""What residents judged goes into the ledger of the project, beside what they once wished for."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.accounts.models import Account
from portal.db import session, transaction
from portal.domain.satisfaction import Verdict
from portal.evaluation import queries
from portal.evaluation.models import InspectionLine
from portal.evaluation.services.rectifying import Order, rectify, report_done
from portal.evaluation.services.rounds import Opening, close, open_again, open_for_project
from portal.exports.catalogue import Source
from portal.exports.tables.projects import projects
from portal.permissions import Role
from portal.plans.models import Channel, ProjectVerdict
from portal.plans.queries.ledger import last_verdict, list_verdicts
from portal.plans.services import wishes
from portal.plans.sheet import ledger_sheets
from portal.plans.wish_library import USUAL_WORKS
from portal.web import clock
from portal.web.sheets import Hundredths
from portal.web.uploads import picture_path
from tests.factories import accounts as make
from tests.factories import evaluation as judge
from tests.factories.accounts import NOW
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
V = Verdict


def wished(of: judge.Judged, homes: int) -> None:
    """A survey before the plan in which so many homes wished for the road."""
    asking = wishes.Asking("意愿征询", NOW + timedelta(days=9), ("items",), USUAL_WORKS)
    survey = wishes.open_survey(of.estate_id, asking, by=of.clerk, now=NOW)
    for place in range(homes):
        paper = wishes.Paper(of.homes[place].id, Channel.PAPER, {"items": ["小区道路"]}, f"Y{place}")
        wishes.enter(survey, paper, by=of.clerk, now=NOW)
    wishes.close(survey, by=of.clerk, now=NOW + timedelta(hours=1))
    survey.project_id = of.project.id


def judged(homes: int, *, wishing: int = 0, most: Verdict = V.SATISFIED) -> judge.Judged:
    """A closed round in which all but one say the same."""
    of = judge.estate()
    if wishing:
        wished(of, wishing)
    held = judge.opened(of)
    for place in range(homes):
        judge.paper(of, held, place, V.DISSATISFIED if not place else most)
    close(held, by=of.clerk, now=NOW + timedelta(days=1))
    return of


def test_the_end_of_a_round_is_entered_once_with_the_whole_first() -> None:
    with transaction():
        of = judged(6, wishing=7)
        found = list_verdicts(of.project.id)
        assert [(each.position, each.name) for each in found][:2] == [(0, "全部内容"), (1, "小区道路")]
        road = found[1]
        assert (road.wished, road.satisfied, road.households, road.answered, road.asked) == (7, 5, 6, 6, 12)
        assert road.tenths == (5 * 3 + 1) * 1000 // 24
        whole = last_verdict(of.project.id)
        assert whole is not None
        assert whole.tenths == road.tenths


def test_what_too_few_judged_is_not_told_there_either() -> None:
    with transaction():
        of = judged(4)
        found = list_verdicts(of.project.id)
        assert {(each.tenths, each.households, each.satisfied) for each in found} == {(None, None, None)}
        assert "不到5户" in str(ledger_sheets(of.project)[3])


def test_asking_again_stands_beside_and_not_in_place() -> None:
    with transaction():
        of = judged(6, most=V.FAIR)
        first = queries.list_rounds(of.estate_id)[0]
        order = Order(first.points[0].id, "补做", "施工单位", NOW.date() + timedelta(days=9))
        made = rectify(first, order, by=of.clerk, now=NOW + timedelta(days=2))
        report_done(made, "补好了", "0" * 32, by=of.clerk, now=NOW + timedelta(days=3))
        since = NOW + timedelta(days=4)
        again = open_again(of.estate_id, Opening(since + timedelta(days=7)), by=of.clerk, now=since)
        close(again, by=of.clerk, now=since + timedelta(days=1))
        assert [each.is_again for each in list_verdicts(of.project.id) if not each.position] == [True, False]
        whole = last_verdict(of.project.id)
        assert whole is not None
        assert whole.round_id == first.id


def test_ledger_exports_and_pages_say_it(client: Client) -> None:
    with transaction():
        of = judged(6, wishing=7)
        estate_id, project_id = of.estate_id, of.project.id
        round_id = queries.list_rounds(estate_id)[0].id
        table = projects(Source(of.estate, None, masked=True, now=clock.now()))
        assert [row[-2:] for block in table.blocks for row in block.rows] == [(Hundredths(6660), 6)]
    sentence = "当初 7 户想要，现在 5 户满意"
    assert sentence in client.read(f"/estates/{estate_id}/evaluation/{round_id}").text
    client.sign_in(session.scalars(select(Account).where(Account.user_name == "干事评价小区")).one())
    assert sentence in client.read(f"/desk/estates/{estate_id}/evaluation/{round_id}").text
    ledger = client.read(f"/desk/estates/{estate_id}/plan/projects/{project_id}/ledger").text
    assert "66.6" in ledger
    assert "12 户里 6 户评了" in ledger
    assert session.scalar(select(ProjectVerdict.satisfied).where(ProjectVerdict.position == 1)) == 5


def picture(colour: str) -> tuple[io.BytesIO, str]:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(content, "PNG")
    content.seek(0)
    return content, "墙.png"


def test_a_supervisor_photographs_what_is_wrong(app: Flask, client: Client) -> None:
    with transaction():
        of = judge.estate()
        closes = clock.now() + timedelta(days=7)
        held = open_for_project(of.estate_id, Opening(closes), by=of.clerk, now=clock.now())
        page, point = f"/desk/estates/{of.estate_id}/evaluation/{held.id}", held.points[0].id
        account = make.staff("监督员", Role.SUPERVISOR, estate=of.estate)
    client.sign_in(account)
    client.submit(f"{page}/checklist", {f"photo_{point}": picture("red")})
    line = session.scalars(select(InspectionLine)).one()
    first, shown = line.photo, f"{page}/inspections/{line.id}/photo"
    assert first is not None
    assert client.get(shown).mimetype == "image/jpeg"
    assert shown in client.get(page).text
    client.submit(f"{page}/checklist", {f"note_{point}": "裂了"})
    session.expire_all()
    assert session.scalars(select(InspectionLine)).one().photo == first
    client.submit(f"{page}/checklist", {f"photo_{point}": picture("blue")})
    session.expire_all()
    assert session.scalars(select(InspectionLine)).one().photo != first
    with app.app_context():
        assert not picture_path(first).exists()
    client.submit(f"{page}/checklist", {f"photo_{point}": (io.BytesIO(b"no picture"), "a.jpg")})
    assert "不是照片" in client.page.text
    with transaction():
        other = judge.estate(name="别的小区", street="别的街道")
    assert client.get(shown.replace(str(of.estate_id), str(other.estate_id), 1)).status_code in {403, 404}
