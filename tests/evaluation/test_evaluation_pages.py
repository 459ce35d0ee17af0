"""The pages: judging on the phone point by point, results for everybody, the desk's papers and orders."""

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
from portal.evaluation.models import Mark, Rectification, Round
from portal.evaluation.services.rectifying import Order, rectify
from portal.evaluation.services.rounds import Opening, close, open_for_project
from portal.permissions import Role
from portal.web import clock
from tests.factories import accounts as make
from tests.factories import evaluation as judge
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
V = Verdict


class Place:
    """The estate and its open round, by id."""

    def __init__(self, homes: int = 12) -> None:
        self.judged = judge.estate(homes)
        self.id, self.homes = self.judged.estate_id, [home.id for home in self.judged.homes]
        closes = clock.now() + timedelta(days=7)
        of = open_for_project(self.id, Opening(closes), by=self.judged.clerk, now=clock.now())
        self.round_id = of.id
        self.page = f"/estates/{self.id}/evaluation/{of.id}"
        self.desk = f"/desk{self.page}"

    @property
    def round(self) -> Round:
        return queries.get_round(self.id, self.round_id)


@pytest.fixture
def place(app: Flask) -> Place:
    with transaction():
        return Place()


def photo() -> tuple[io.BytesIO, str]:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(content, "PNG")
    content.seek(0)
    return content, "墙.png"


def at_home(client: Client, place: Place, home: int = 0) -> Account:
    with transaction():
        account = place.judged.resident(home, f"住户{home}")
    client.sign_in(account)
    return account


def clerk(client: Client) -> None:
    client.sign_in(session.scalars(select(Account).where(Account.user_name == "干事评价小区")).one())


def answered(place: Place, *verdicts: Verdict, sentence: str = "") -> None:
    with transaction():
        of = place.round
        for home, verdict in enumerate(verdicts):
            said = {"sentence": sentence} if sentence else {}
            _paper(place, of, home, verdict, said)


def _paper(place: Place, of: Round, home: int, verdict: Verdict, said: dict[str, str]) -> None:
    from portal.evaluation.models import AnswerChannel  # noqa: PLC0415
    from portal.evaluation.services.answering import Paper, Said, enter  # noqa: PLC0415

    marks = {point.id: Said(verdict, said.get("sentence", "")) for point in of.points}
    paper = Paper(place.homes[home], AnswerChannel.PAPER, marks, f"P{home}")
    enter(of, paper, by=place.judged.clerk, now=clock.now())


def ended(place: Place) -> None:
    with transaction():
        close(place.round, by=place.judged.clerk, now=clock.now())


def test_a_home_goes_through_the_points_and_may_change_one(client: Client, place: Place) -> None:
    at_home(client, place)
    assert "开始评" in client.read(place.page).text
    home = f"{place.page}/homes/{place.homes[0]}"
    for position in range(1, 6):
        response = client.submit(f"{home}/{position}", verdict="satisfied", sentence="好")
        assert response.status_code == 303
    assert response.location.endswith(home)
    assert "评完了" in client.read(home).text
    client.submit(f"{home}/2", verdict="not_done")
    assert {mark.verdict for mark in session.scalars(select(Mark))} == {V.SATISFIED, V.NOT_DONE}
    assert "没做" in client.read(home).text
    assert "您家评完了" in client.read(place.page).text


def test_nothing_is_chosen_beforehand_and_something_must_be(client: Client, place: Place) -> None:
    at_home(client, place)
    page = client.read(f"{place.page}/homes/{place.homes[0]}/1")
    assert not [box for box in page.all("input", name="verdict") if "checked" in box]
    client.send({"sentence": "没有选"})
    assert "请选一项" in client.page.text
    assert session.scalars(select(Mark)).all() == []


def test_a_neighbours_home_cannot_be_answered_for(client: Client, place: Place) -> None:
    at_home(client, place)
    assert client.get(f"{place.page}/homes/{place.homes[1]}/1").status_code == 400
    assert client.get(f"{place.page}/homes/{place.homes[1]}").status_code == 400
    assert client.get(f"{place.page}/homes/{place.homes[0]}/9").status_code == 404


def test_a_picture_is_kept_and_goes_with_its_successor(client: Client, place: Place, app: Flask) -> None:
    at_home(client, place)
    page = f"{place.page}/homes/{place.homes[0]}/1"
    client.submit(page, verdict="fair", photos=photo())
    first = session.scalars(select(Mark.photo)).one()
    client.submit(page, verdict="fair")
    assert session.scalars(select(Mark.photo)).one() == first, "not sent again, it stays"
    client.submit(page, verdict="fair", photos=photo())
    second = session.scalars(select(Mark.photo)).one()
    assert second != first
    kept = {path.name for path in app.config["UPLOADS"].rglob("*-large.jpg")}
    assert f"{second}-large.jpg" in kept
    assert f"{first}-large.jpg" not in kept


def test_what_is_no_picture_is_refused_and_the_words_stay(client: Client, place: Place) -> None:
    at_home(client, place)
    page = f"{place.page}/homes/{place.homes[0]}/1"
    client.submit(page, verdict="fair", sentence="路不平", photos=(io.BytesIO(b"<svg>"), "a.png"))
    assert "不是照片" in client.page.text
    assert "路不平" in client.page.text
    assert session.scalars(select(Mark)).all() == []


def test_while_it_is_open_nobody_sees_a_figure(client: Client, place: Place) -> None:
    answered(place, *[V.DISSATISFIED] * 7, sentence="路不平")
    said = client.read(place.page).text
    assert "7 户，共 12 户" in said
    clerk(client)
    for text in (said, client.read(place.desk).text):
        assert "结束前谁都" in text
        assert "分。" not in text
        assert "25.0" not in text
        assert "路不平" not in text


def test_the_results_are_for_everybody_with_what_stands_behind_them(client: Client, place: Place) -> None:
    answered(place, *[V.DISSATISFIED] * 5, V.UNKNOWN, sentence="路不平")
    ended(place)
    said = client.read(place.page).text
    for words in ("25.0 分", "5 户评，多半在 5.3 到 66.5 分", "1 户说不了解", "50.0%", "威尔逊"):
        assert words in said, words
    assert "路不平" not in said, "sentences are for those who put it right"


def test_few_answers_show_no_figure_anywhere(client: Client, place: Place) -> None:
    answered(place, *[V.DISSATISFIED] * 4, sentence="只有我家")
    ended(place)
    clerk(client)
    for page in (place.page, place.desk, f"/estates/{place.id}/figures", "/desk/figures"):
        text = client.read(page).text
        assert "25.0" not in text
        assert "只有我家" not in text


def test_staff_key_a_paper_once(client: Client, place: Place) -> None:
    clerk(client)
    points = [point.id for point in place.round.points]
    said = {"part": place.homes[3], "channel": "door", f"point_{points[0]}": "fair"}
    client.submit(f"{place.desk}/papers", said)
    assert "录好了" in client.read(f"{place.desk}/papers").text
    client.submit(f"{place.desk}/papers", said)
    assert "已经评过" in client.page.text
    assert len(session.scalars(select(Mark)).all()) == 1


def test_what_is_printed_has_a_number_and_no_name(client: Client, place: Place) -> None:
    clerk(client)
    text = client.read(f"{place.desk}/print?count=2&first=7").text
    assert f"PJ{place.round_id}-0007" in text
    assert f"PJ{place.round_id}-0008" in text
    assert "业主" not in text


def test_a_low_point_is_ordered_put_right_and_shown_with_its_proof(client: Client, place: Place) -> None:
    answered(place, *[V.DISSATISFIED] * 6)
    ended(place)
    clerk(client)
    client.read(place.desk)
    point = place.round.points[0].id
    due = (clock.now() + timedelta(days=9)).date().isoformat()
    client.submit(f"{place.desk}/points/{point}/rectify", reason="重铺", responsible="项目组", due_on=due)
    made = session.scalars(select(Rectification)).one()
    page = f"/desk/estates/{place.id}/rectifications/{made.id}/done"
    client.submit(page, proof="重铺了")
    assert "照片" in client.page.text
    client.submit(page, proof="重铺了", photos=photo())
    text = client.read(f"/estates/{place.id}/evaluation").text
    assert "重铺了" in text
    shown = client.get(f"/estates/{place.id}/rectifications/{made.id}/photo")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    client.submit(f"/desk/estates/{place.id}/evaluation/open/again", closes_on=due, low_line=60)
    assert len(queries.list_rounds(place.id)) == 2


def test_proof_that_is_not_there_is_not_there(client: Client, place: Place) -> None:
    answered(place, *[V.DISSATISFIED] * 6)
    ended(place)
    with transaction():
        order = Order(place.round.points[0].id, "重铺", "项目组", (clock.now() + timedelta(days=9)).date())
        made = rectify(place.round, order, by=place.judged.clerk, now=clock.now()).id
    assert client.get(f"/estates/{place.id}/rectifications/{made}/photo").status_code == 404


def test_a_supervisor_fills_the_checklist_and_opens_nothing_else(client: Client, place: Place) -> None:
    with transaction():
        account = make.staff("监督员", Role.SUPERVISOR, estate=place.judged.estate)
    client.sign_in(account)
    first, second = (point.id for point in place.round.points[:2])
    said = {f"done_{first}": "yes", f"works_{first}": "no", f"note_{second}": "没装"}
    client.submit(f"{place.desk}/checklist", said)
    lines = queries.list_inspections(place.round_id)[0][0].lines
    assert [(line.done.value, line.works.value, line.note) for line in lines] == [
        ("yes", "no", ""),
        ("unclear", "unclear", "没装"),
    ]
    again = client.read(f"{place.desk}/checklist")
    assert [box["value"] for box in again.all("input", name=f"works_{first}") if "checked" in box] == ["no"]
    for page in ("papers", "print", f"points/{first}/rectify"):
        assert client.get(f"{place.desk}/{page}").status_code == 403
    assert client.get(f"/desk/estates/{place.id}/texts").status_code == 403


def test_the_clerk_opens_and_ends_a_round(client: Client, place: Place) -> None:
    clerk(client)
    client.read(place.desk)
    client.send({}, to="/close")
    assert place.round.closed_at is not None
    page = f"/desk/estates/{place.id}/evaluation/open/management"
    due = (clock.now() + timedelta(days=9)).date().isoformat()
    client.submit(page, services="保洁\n停车", closes_on=due, low_line=60)
    assert [point.name for point in queries.list_rounds(place.id)[0].points][:2] == ["保洁", "停车"]
    client.submit(page, services="保洁", closes_on=due, low_line=60)
    assert "正在进行" in client.page.text


def test_management_is_written_by_decision_and_read_by_everybody(client: Client, place: Place) -> None:
    clerk(client)
    client.submit(
        f"/desk/estates/{place.id}/management/decide",
        mode="company",
        keeper="某物业公司",
        since="2026-01-01",
        vote=0,
        decision="业主大会决定",
        charge="每平方米每月 0.70 元",
    )
    client.submit(
        f"/desk/estates/{place.id}/management/keep",
        item=place.round.points[0].item_id,
        keeper="区城市管理局",
    )
    money = {"kind": "common_income", "begins_on": "2026-01-01", "ends_on": "2026-01-31"}
    client.submit(
        f"/desk/estates/{place.id}/management/money",
        {**money, "income": "3,000", "spent": 0, "balance": 3000},
    )
    client.sign_out()
    text = client.read(f"/estates/{place.id}/management").text
    for words in ("某物业公司", "业主大会决定", "区城市管理局", "3,000.00 元"):
        assert words in text, words


def test_the_three_figures(client: Client, place: Place) -> None:
    answered(place, *[V.SATISFIED] * 6)
    ended(place)
    text = client.read(f"/estates/{place.id}/figures").text
    assert "50.0%" in text
    assert "75.0 分" in text
    with transaction():
        place.judged.resident(9)
    assert "7 户参与过、打开过入户信" in client.read(f"/estates/{place.id}/figures").text
