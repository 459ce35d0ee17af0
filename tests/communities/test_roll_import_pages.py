"""Importing a roll at the desk: two steps, without script, nothing written before the second."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal.communities.models import Estate, Part, RollImport
from portal.communities.roll import sheets
from portal.communities.roll.reading import read_roll
from portal.communities.services import comparing
from portal.db import session, transaction
from portal.permissions import Role
from portal.voting.queries.running import parts_on_running_rolls
from tests.communities.pages import address, link, upload
from tests.communities.roll.files import home, mobile, resident, rows_of, xls, xlsx
from tests.factories import accounts, voting
from tests.factories import communities as make
from tests.factories.communities import roll, taken
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated", "frozen_clock")
WRONG = Path(__file__).parents[1] / "data" / "rolls" / "有错的名册.xlsx"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (roll(home(1), home(2)), "名册.csv"),
        (roll(home(1), home(2)).decode().encode("gb18030"), "名册.csv"),
        (xlsx(rows_of(home(1), home(2))), "名册.xlsx"),
        (xls(rows_of(home(1), home(2))), "名册.xls"),
    ],
    ids=["utf-8", "gbk", "xlsx", "xls"],
)
def test_importing_in_two_steps(desk: Client, estate: Estate, content: bytes, name: str) -> None:
    step = upload(desk, estate, content, name, area_source="survey")
    assert session.scalar(select(func.count()).select_from(Part)) == 0
    page = desk.read(step)
    assert [card.text for card in page.all("div", class_="kpi")] == ["新增 2 套", "变更 0 套", "减少 0 套"]
    assert desk.send({}).location == address(estate)
    shown = desk.read(address(estate)).text
    assert "名册已导入：新增 2 套，变更 0 套，减少 0 套。" in shown
    assert f"{name} 干事 增 2，改 0，减 0 2 套、2 人、141.00 ㎡" in shown
    assert {part.area_source for part in session.scalars(select(Part))} == {"survey"}
    made = session.scalars(select(RollImport)).one()
    assert made.imported_by is not None


def test_the_preview_says_what_changes(desk: Client, estate: Estate) -> None:
    taken(estate, home(1), home(2, 产权人="陈小芳"), home(3), home(4, 产权人="李大"))
    again = (
        home(1) | {"建筑面积(㎡)": "71"},
        home(2, 产权人="陈大芳", 证件号码=resident(9)),
        home(4, 产权人="李大", 手机号码=mobile(9), 备注="出租", 面积来源="合同", 楼层="9"),
        home(5, 产权人="赵一"),
    )
    text = desk.read(upload(desk, estate, roll(*again))).text
    for sentence in (
        "1栋1单元1-1 建筑面积：70.50 ㎡ → 71.00 ㎡",
        "1栋1单元2-1 产权人：陈*芳 → 陈*芳 产权人的姓名不同，只是隐去后看着一样 证件号码有变动",
        "面积来源：没有写 → 合同",
        "备注：— → 出租",
        "手机号码有变动",
        "1栋1单元3-1 70.50 ㎡ 业*",
        "1栋1单元5-1 70.50 ㎡ 赵*",
        "文件里没有这 1 套，导入后它们会从名册中去掉。",
        "现在 4 套 4 282.00 ㎡",
        "导入后 4 套 4 282.50 ㎡",
    ):
        assert sentence in text
    assert mobile(9) not in text
    assert resident(9) not in text


def test_long_lists_show_their_beginning(desk: Client, estate: Estate) -> None:
    text = desk.read(upload(desk, estate, roll(*(home(n) for n in range(1, 31))))).text
    assert "只列前 20 套，一共 30 套。" in text
    assert "1栋1单元20-1" in text
    assert "1栋1单元21-1" not in text


def test_the_same_file_has_nothing_to_confirm(desk: Client, estate: Estate) -> None:
    taken(estate, home(1))
    page = desk.read(upload(desk, estate, roll(home(1))))
    assert "和现在的名册一样" in page.text
    assert not [button for button in page.all("button") if "确认导入" in button.text]


def test_all_errors_and_warnings_are_shown(desk: Client, estate: Estate) -> None:
    with transaction():
        named = read_roll(WRONG.read_bytes(), WRONG.name).estate
        session.get_one(Estate, estate.id).name = named or ""
    page = desk.read(upload(desk, estate, WRONG.read_bytes(), WRONG.name))
    rows = [row.text for row in page.one("tbody").all("tr")]
    assert len(rows) == 9
    assert rows[0] == "第 7 行 建筑面积(㎡) 要改 没有写建筑面积，请按产权证补上。"
    assert rows[8].startswith("第 39 行 建筑面积(㎡) 请看一看")
    assert "有 8 处要改，1 处请看一看。什么都没有导入" in page.text
    # The address of the second step takes no order to import it all the same.
    token = page.all("input", name="csrf_token")[0]["value"]
    desk.post(desk._at, data={"csrf_token": token, "seen": "x"})
    assert session.scalar(select(func.count()).select_from(Part)) == 0


def test_many_errors_have_pages(desk: Client, estate: Estate) -> None:
    wrong = [home(n) | {"建筑面积(㎡)": ""} for n in range(1, 151)]
    step = upload(desk, estate, roll(*wrong))
    assert "第 1 页，共 2 页" in desk.read(step).text
    page = desk.read(link(desk, "下一页"))
    assert len(page.one("tbody").all("tr")) == 50
    assert "第 151 行" in page.text


def test_warnings_are_shown_and_stop_nobody(desk: Client, estate: Estate) -> None:
    step = upload(desk, estate, roll(home(1, 证件号码="", 手机号码="")))
    assert "产权人既没有证件号码也没有手机号码" in desk.read(step).text
    assert desk.send({}).status_code == 303
    assert session.scalar(select(func.count()).select_from(Part)) == 1


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.csv", "文件是空的"),
        (b"hello", "a.csv", "没有找到表头"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a.png", "不是有效的表格文件"),
        (roll(home(1, 小区="隔壁小区")), "a.csv", "名册上的小区是“隔壁小区”，不是“试验小区”"),
    ],
    ids=["empty", "no roll", "picture", "another estate"],
)
def test_a_file_that_is_no_roll(desk: Client, estate: Estate, content: bytes, name: str, says: str) -> None:
    assert upload(desk, estate, content, name, area_source="contract") == ""
    assert says in desk.page.one("div", class_="errs").text
    assert desk.page.one("option", value="contract").attributes.keys() >= {"selected"}


def test_no_file_chosen(desk: Client, estate: Estate) -> None:
    desk.submit(address(estate, "/import"))
    assert "请选择名册文件" in desk.page.one("div", class_="errs").text


def test_more_than_a_roll_may_be(desk: Client, estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_MEGABYTES", 0)
    assert upload(desk, estate, roll(home(1))) == ""
    assert "名册文件太大" in desk.page.one("div", class_="errs").text


def test_more_than_the_server_takes(
    desk: Client, estate: Estate, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.read(address(estate, "/import"))
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 2000)
    answer = desk.send({"file": (io.BytesIO(b"x" * 3000), "a.csv")}, to="/import")
    assert answer.status_code == 413
    assert "名册文件太大了" in desk.page.text


def test_the_roll_changed_in_between(desk: Client, estate: Estate) -> None:
    desk.read(upload(desk, estate, roll(home(1), home(2))))
    taken(estate, home(1))
    assert desk.send({}).status_code == 200
    assert "名册或正在进行的投票有了变动" in desk.page.one("div", class_="errs").text
    assert desk.page.all("div", class_="kpi")[0].text == "新增 1 套"
    assert sorted(make.living(estate)) == ["1-1"]
    assert desk.send({}).status_code == 303
    assert sorted(make.living(estate)) == ["1-1", "2-1"]


def test_running_votes_are_named(desk: Client, estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "watching", [parts_on_running_rolls])
    rows = [home(n, 面积来源="登记") for n in (1, 2)]
    taken(estate, *rows)
    with transaction():
        voting.opened(session.get_one(Estate, estate.id))
    text = desk.read(upload(desk, estate, roll(rows[0], home(3, 面积来源="登记")))).text
    assert "有 1 套在正在进行的投票的表决名册上。那份名册已经固定，不随这次导入改变： 1栋1单元2-1" in text


def kept(app: Flask, estate: Estate) -> list[Path]:
    return list((app.config["PORTAL"].instance / "rolls").glob(f"{estate.id}-*"))


def test_the_file_is_gone_when_it_is_in(desk: Client, estate: Estate, app: Flask) -> None:
    step = upload(desk, estate, roll(home(1)))
    assert len(kept(app, estate)) == 1
    desk.read(step)
    desk.send({})
    assert kept(app, estate) == []
    # A second tap on the button, and the way back in the browser.
    assert desk.send({}).location == address(estate)
    assert "没有找到这份文件" in desk.read(step).text
    assert session.scalar(select(func.count()).select_from(RollImport)) == 1


def test_the_file_is_gone_after_an_hour(
    desk: Client, estate: Estate, app: Flask, frozen_clock: time_machine.Traveller
) -> None:
    step = upload(desk, estate, roll(home(1)))
    frozen_clock.shift(timedelta(minutes=59))
    assert "核对名册" in desk.read(step).text
    frozen_clock.shift(timedelta(minutes=1))
    assert "没有找到这份文件" in desk.read(step).text
    assert kept(app, estate) == []


def test_the_address_is_of_use_to_nobody_else(desk: Client, estate: Estate) -> None:
    step = upload(desk, estate, roll(home(1)))
    with transaction():
        place = session.get_one(Estate, estate.id)
        colleague = accounts.staff("同事", Role.COMMUNITY_CLERK, estate=place)
        other = make.estate("第二小区")
        street = accounts.staff("街道", Role.STREET, street=other.street)
    elsewhere = step.replace(f"estates/{estate.id}/", f"estates/{other.id}/")
    for who in (colleague, street):
        desk.sign_in(who)
        assert "没有找到这份文件" in desk.read(step).text
    assert desk.get(elsewhere).location == address(other)


def test_nothing_personal_is_in_the_cookie_or_the_address(desk: Client, estate: Estate) -> None:
    step = upload(desk, estate, roll(home(1)))
    assert re.fullmatch(r"/desk/estates/\d+/roll/import/[0-9a-f]{32}", step)
    with desk.session_transaction() as cookie:
        assert resident(1) not in str(dict(cookie))
        assert "名册" not in str(dict(cookie))
