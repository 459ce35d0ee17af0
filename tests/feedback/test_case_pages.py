"""Raising a matter on a phone, following it, and having the last word."""

import io
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal import db
from portal.accounts.models import Account
from portal.communities.models import Estate, Part
from portal.db import session
from portal.domain.stages import CaseState
from portal.feedback import queries
from portal.feedback.models import Case, CasePhoto
from portal.permissions import Role
from tests.factories import accounts, feedback
from tests.factories.feedback import brought_to, raised
from tests.support.client import Client

SAID = {"text": "楼梯间窗户渗水，墙皮掉了。", "category": "complaint", "place": "5 楼"}


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(app.config, "UPLOADS", tmp_path)
    return tmp_path


@pytest.fixture
def home(client: Client) -> tuple[Part, Account]:
    """A home in 1栋1单元, and its household signed in."""
    with db.transaction():
        part = accounts.home(accounts.entrance(), "501")
        who = accounts.resident(part)
    client.sign_in(who)
    return part, who


Home = tuple[Part, Account]


def _at(part: Part, more: str = "") -> str:
    return f"/estates/{part.estate_id}/cases{more}"


def _case(part: Part, who: Account, state: CaseState | None = None) -> Case:
    with db.transaction():
        case = raised(part.estate_id, who, part_id=part.id)
        return brought_to(case, state) if state else case


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _photo(content: bytes | None = None, name: str = "照片.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(feedback.picture() if content is None else content), name


def test_an_empty_list_offers_the_first_word(client: Client, home: Home) -> None:
    part, _ = home
    page = client.read(_at(part))
    assert "还没有反映过问题" in page.text
    assert page.one("main").one("a", class_="btn")["href"] == _at(part, "/new")


def test_from_the_first_word_to_the_number(client: Client, home: Home, folder: Path) -> None:
    part, _ = home
    page = client.read(_at(part, "/new"))
    assert not [choice for choice in page.all("input", type="radio") if "checked" in choice]
    assert page.one("input", type="file")["accept"] == "image/*"
    photos = [_photo(feedback.photo_with_secrets()), _photo(feedback.picture("PNG"), "屏幕.png")]
    answer = client.send({**SAID, "part": part.id, "photos": photos})
    assert answer.status_code == 303
    page = client.read(answer.location)
    case = session.scalars(select(Case)).one()
    assert case.number in page.text
    assert page.all("div", data_clear_draft=f"case-{part.estate_id}")
    assert "1栋1单元501，5 楼" in client.read(_at(part, f"/{case.id}")).text
    assert case.number in client.read(_at(part)).text
    assert len(_files(folder)) == 4
    shown = [image["src"] for image in client.read(_at(part, f"/{case.id}")).all("img")]
    assert len(shown) == 2
    kept = client.get(shown[0])
    assert (kept.status_code, kept.mimetype, kept.headers["Cache-Control"]) == (200, "image/jpeg", "no-store")
    assert b"SECRET" not in kept.data
    large = client.get(shown[0].partition("?")[0])
    assert len(large.data) > len(kept.data)


def test_common_places_need_no_home(client: Client, home: Home) -> None:
    part, _ = home
    client.submit(_at(part, "/new"), {**SAID, "part": 0, "place": ""})
    assert session.scalars(select(Case)).one().part_id is None
    assert "小区公共地方" in client.read(_at(part, f"/{session.scalars(select(Case.id)).one()}")).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ((b"<svg/>", "图.svg"), "“图.svg”不是照片"),
        ((b"<script>alert(1)</script>", "伤.jpg"), "“伤.jpg”不是照片"),
        ((b"", "空.jpg"), "“空.jpg”不是照片"),
        ((feedback.picture()[:-400], "半.jpg"), "“半.jpg”打不开"),
        ((bytes(20 * 2**20), "大.jpg"), "“大.jpg”太大了"),
        ((feedback.picture_bomb(), "炸.png"), "“炸.png”太大了"),
    ],
)
def test_a_bad_photo_is_refused_and_the_words_stay(
    client: Client, home: Home, folder: Path, sent: tuple[bytes, str], said: str
) -> None:
    part, _ = home
    answers = {**SAID, "part": part.id, "photos": [_photo(), _photo(*sent)]}
    answer = client.submit(_at(part, "/new"), answers)
    answer.request.environ["wsgi.input"].close()  # what is large goes through a file of the test client
    assert answer.status_code == 200
    assert said in client.page.one(role="alert").text
    assert "照片需要再选一次" in client.page.text
    _kept_words(client)
    assert _files(folder) == []
    assert session.scalars(select(Case)).all() == []


def _kept_words(client: Client) -> None:
    assert client.page.one("textarea", name="text").text == SAID["text"]
    assert client.page.one("input", name="place")["value"] == SAID["place"]
    assert "checked" in client.page.one("input", value="complaint")


def test_a_fourth_photo_is_refused(client: Client, home: Home, folder: Path) -> None:
    part, _ = home
    client.submit(_at(part, "/new"), {**SAID, "photos": [_photo() for _ in range(4)]})
    assert "最多 3 张照片" in client.page.one(role="alert").text
    _kept_words(client)
    assert _files(folder) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "  "}, "请写几句是什么事"),
        ({"category": None}, "请选一类"),
        ({"text": "长" * 1001}, "请不要超过 1000 个字"),
        ({"place": "长" * 61}, "请不要超过 60 个字"),
    ],
)
def test_what_is_missing_or_too_long_is_said(
    client: Client, home: Home, changes: dict[str, str | None], said: str
) -> None:
    part, _ = home
    assert client.submit(_at(part, "/new"), {**SAID, **changes}).status_code == 200
    assert said in client.page.one(role="alert").text
    assert session.scalars(select(Case)).all() == []


def test_a_home_that_is_not_mine_cannot_be_named(client: Client, home: Home) -> None:
    part, _ = home
    with db.transaction():
        next_door = accounts.home(session.get_one(Part, part.id).entrance, "502")
    assert client.submit(_at(part, "/new"), {**SAID, "part": next_door.id}).status_code == 200
    assert client.page.one(role="alert").text
    assert session.scalars(select(Case)).all() == []


def test_the_same_page_sent_twice_is_one_case_with_its_own_photos(
    client: Client, home: Home, folder: Path
) -> None:
    part, _ = home
    client.read(_at(part, "/new"))
    first = client.send({**SAID, "photos": [_photo()]})
    second = client.send({**SAID, "photos": [_photo()]})
    assert first.location == second.location
    (key,) = session.scalars(select(CasePhoto.key))
    assert {path.name for path in _files(folder)} == {f"{key}-large.jpg", f"{key}-small.jpg"}


def test_the_trail_tells_every_step(client: Client, home: Home) -> None:
    part, who = home
    case = _case(part, who, CaseState.ANSWERED)
    page = client.read(_at(part, f"/{case.id}"))
    steps = [step.text for step in page.one("ol", class_="trail").all("h2")]
    assert steps == ["已提交", "收到", "转交", "办理中", "有答复", "解决了吗？"]
    assert "试验社区" in page.text
    assert "干事" not in page.text  # the office answers, not a person
    assert "等您确认" in client.read(_at(part)).text


@pytest.mark.parametrize("button", ["solved", "unsolved"])
def test_the_two_answers_look_the_same(client: Client, home: Home, button: str) -> None:
    part, who = home
    case = _case(part, who, CaseState.ANSWERED)
    page = client.read(_at(part, f"/{case.id}"))
    assert page.one("button", name=button)["class"] == "btn alt sm"


def test_solved(client: Client, home: Home) -> None:
    part, who = home
    case = _case(part, who, CaseState.ANSWERED)
    assert client.submit(_at(part, f"/{case.id}"), solved="1").status_code == 303
    page = client.read(_at(part, f"/{case.id}"))
    assert "谢谢您确认" in page.text
    assert queries.get_case(part.estate_id, case.id).state is CaseState.CONFIRMED
    client.send({"unsolved": "1", "words": "又渗了"})
    assert queries.get_case(part.estate_id, case.id).state is CaseState.REOPENED


def test_not_solved_needs_a_word_and_goes_back(client: Client, home: Home) -> None:
    part, who = home
    case = _case(part, who, CaseState.ANSWERED)
    assert client.submit(_at(part, f"/{case.id}"), unsolved="1").status_code == 200
    assert "请写一句哪里没解决" in client.page.one(role="alert").text
    assert client.send({"unsolved": "1", "words": "大雨还是渗"}).status_code == 303
    page = client.read(_at(part, f"/{case.id}"))
    assert "大雨还是渗" in page.text
    assert queries.get_case(part.estate_id, case.id).state is CaseState.REOPENED


def test_confirming_before_an_answer_is_refused_in_a_sentence(client: Client, home: Home) -> None:
    part, who = home
    case = _case(part, who)
    token = client.read(_at(part, f"/{case.id}")).all("input", name="csrf_token")
    assert not token  # nothing to press
    client.read(_at(part, "/new"))
    csrf = client.page.one("input", name="csrf_token")["value"]
    client.post(_at(part, f"/{case.id}"), data={"csrf_token": csrf, "solved": "1"})
    assert "此事项当前为“已提交”，不能变为" in client.page.text


def test_pages_of_a_long_list(client: Client, home: Home) -> None:
    part, who = home
    with db.transaction():
        for number in range(21):
            raised(part.estate_id, who, once=str(number))
    assert "第 1 页，共 2 页" in client.read(_at(part)).text
    assert len(client.read(_at(part, "?page=2")).all("ul", class_="rows")[0].all("li")) == 1


def test_nobody_reads_or_sees_anothers_case(client: Client, home: Home) -> None:
    part, who = home
    with db.transaction():
        neighbour = accounts.resident(part, "同户的人")
        far = accounts.resident(accounts.home(accounts.entrance("别的小区"), "101"), "远处的人")
    client.submit(_at(part, "/new"), {**SAID, "photos": [_photo()]})
    picture = _only_photo(part)
    case_id, photo_id = session.scalars(select(Case.id)).one(), session.scalars(select(CasePhoto.id)).one()
    assert client.get(picture).status_code == 200
    for other in (neighbour, far):
        client.sign_in(other)
        assert client.get(_at(part, f"/{case_id}")).status_code == 404
        assert client.get(picture).status_code == 404
        assert "渗水" not in client.get(_at(part)).text
    client.sign_out()
    assert client.get(picture).status_code == 303
    assert client.get(_at(part)).status_code == 303
    client.sign_in(who)
    elsewhere = f"/estates/{part.estate_id + 1}/cases"
    assert client.get(elsewhere).status_code == 404
    assert client.get(f"{elsewhere}/new").status_code == 404
    assert client.get(f"{elsewhere}/{case_id}").status_code == 404
    assert client.get(f"{elsewhere}/{case_id}/photos/{photo_id}").status_code == 404


def _only_photo(part: Part) -> str:
    case_id, photo_id = session.scalars(select(Case.id)).one(), session.scalars(select(CasePhoto.id)).one()
    return _at(part, f"/{case_id}/photos/{photo_id}")


def test_photos_are_for_the_estates_staff(client: Client, home: Home) -> None:
    part, _ = home
    client.submit(_at(part, "/new"), {**SAID, "photos": [_photo()]})
    picture = _only_photo(part)
    with db.transaction():
        estate = session.get_one(Estate, part.estate_id)
        elsewhere = accounts.estate_of(accounts.entrance("别的小区", "别的街道"))
        staff = {
            accounts.staff("观察员", Role.OBSERVER, estate=estate): 200,
            accounts.staff("街道", Role.STREET, street=estate.street): 200,
            accounts.staff("别的街道", Role.STREET, street=elsewhere.street): 404,
            accounts.staff("别的干事", Role.COMMUNITY_CLERK, estate=elsewhere): 404,
        }
    for who, status in staff.items():
        client.sign_in(who)
        assert client.get(picture).status_code == status


def test_a_photo_whose_file_is_gone_is_not_there(client: Client, home: Home, folder: Path) -> None:
    part, _ = home
    client.submit(_at(part, "/new"), {**SAID, "photos": [_photo()]})
    picture = _only_photo(part)
    for path in _files(folder):
        path.unlink()
    assert client.get(picture).status_code == 404
