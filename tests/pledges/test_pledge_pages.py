"""A lift on a resident's phone: the figures, the question, and who may answer."""

import pytest

from portal import db
from portal.communities.models import Entrance, Part
from portal.db import session
from portal.permissions import Role
from portal.pledges import queries
from portal.pledges.models import Pledge, PledgeAnswer, Scheme, Sharing
from portal.pledges.services.answers import pledge
from portal.pledges.services.schemes import close_scheme
from tests.factories import accounts, pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import actor, word
from tests.support.client import Client

FRAUD = "本平台不收款，任何人以本平台名义要您转账都是诈骗。"


@pytest.fixture
def place(client: Client) -> tuple[Entrance, list[Part], Scheme]:
    with db.transaction():
        entrance, parts = pledges.tower()
        return entrance, list(parts), pledges.opened(entrance)


Place = tuple[Entrance, list[Part], Scheme]


def _at(scheme: Scheme, more: str = "") -> str:
    return f"/estates/{scheme.estate_id}/lifts/{scheme.id}{more}"


def _sign_in(client: Client, part: Part) -> None:
    with db.transaction():
        account = accounts.resident(part)
    client.sign_in(account)


def test_a_stranger_sees_floors_and_counts_but_no_doors(client: Client, place: Place) -> None:
    _, _, scheme = place
    assert "16 户中 0 户愿意出资" in client.read(f"/estates/{scheme.estate_id}/lifts").text
    page = client.read(_at(scheme))
    assert FRAUD in page.text
    assert "801" not in page.text
    assert not page.all("a", href=_at(scheme, "/pledge"))


def test_my_home_and_its_share_are_marked(client: Client, place: Place) -> None:
    _, parts, scheme = place
    _sign_in(client, parts[-1])
    page = client.read(_at(scheme))
    assert "我家要出（802）35,625 元" in page.text
    own = [row for row in page.all("tr", class_="me") if "802" in row.text]
    assert len(own) == 1
    assert "35,625.00 元" in own[0].text
    assert "380,000.00 元" in page.text
    assert page.one("a", href=_at(scheme, "/pledge")).text == "登记我家的意向"


def test_where_the_odd_fen_goes_is_said(client: Client) -> None:
    with db.transaction():
        entrance, parts = pledges.tower(floors=2, doors=3)
        scheme = pledges.opened(entrance)
    _sign_in(client, parts[0])
    page = client.read(_at(scheme))
    assert page.text.count("含＋1 分") == 2  # 38,000,000 fen among three is 12,666,666 and two over
    assert "零头一共 2 分" in page.text


def test_the_calculator_works_without_script(client: Client, place: Place) -> None:
    _, _, scheme = place
    page = client.read(_at(scheme, "?floor=8&price=46"))
    assert "8 楼一户出" in page.text
    assert page.one(class_="big").text == "35,625.00 元"
    page = client.read(_at(scheme, "?floor=3&price=84"))
    assert "840,000.00 元 − 补助 80,000.00 元 = 居民共出 760,000.00 元" in page.text
    assert page.one(class_="big").text == "47,500.00 元"
    page = client.read(_at(scheme, "?floor=1&price=84"))
    assert page.one(class_="big").text == "不用出"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("floor=4&price=7", "补贴80000.00元超过了总费用70000.00元"),
        ("floor=4&price=", "没有填写数值"),
        ("floor=4&price=abc", "“abc”不是数字"),
        ("floor=4&price=46.123", "小数多于2位"),
        ("floor=4&price=0", "总费用应大于零"),
        ("floor=4&price=99999999999999999999", "超过了 1 亿元"),
    ],
)
def test_a_price_that_makes_no_sense_is_refused(client: Client, place: Place, asked: str, said: str) -> None:
    page = client.read(_at(place[2], f"?{asked}"))
    assert said in page.one(role="alert").text
    assert page.one("input", name="price")["value"] == asked.partition("price=")[2]
    assert "460,000.00 元 − 补助" in page.text  # the figures stay the scheme's own


def test_a_floor_that_is_not_there_shows_one_that_is(client: Client, place: Place) -> None:
    assert "楼一户出" in client.read(_at(place[2], "?floor=99&price=46")).text


def test_a_scheme_by_area_tells_from_and_to(client: Client) -> None:
    with db.transaction():
        entrance, parts = pledges.tower(floors=3, doors=2)
        parts[5].area = 2 * 6850
        scheme = pledges.opened(entrance, sharing=Sharing.COEFFICIENT_AREA)
    assert "95,000.00 元 到 190,000.00 元" in client.read(_at(scheme, "?floor=3&price=46")).text


@pytest.mark.parametrize("answer", PledgeAnswer)
def test_a_home_answers_and_may_change_its_mind(client: Client, place: Place, answer: PledgeAnswer) -> None:
    _, parts, scheme = place
    _sign_in(client, parts[-1])
    page = client.read(_at(scheme, "/pledge"))
    assert FRAUD in page.text
    assert not [choice for choice in page.all("input", type="radio") if "checked" in choice]
    first = client.submit(_at(scheme, "/pledge"), answer=answer, amount="20000")
    assert first.status_code == 303
    assert "已登记" in client.read(_at(scheme)).text
    client.submit(_at(scheme, "/pledge"), answer=PledgeAnswer.UNDECIDED)
    said = queries.find_pledge(scheme.id, parts[-1].id)
    assert said is not None
    assert said.answer is PledgeAnswer.UNDECIDED


def test_the_same_page_sent_twice_is_one_answer(client: Client, place: Place) -> None:
    _, parts, scheme = place
    _sign_in(client, parts[-1])
    client.read(_at(scheme, "/pledge"))
    client.send({"answer": PledgeAnswer.NOTHING})
    client.send({"answer": PledgeAnswer.NOTHING})
    assert session.query(Pledge).count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "请选一项"),
        ({"answer": "other_amount"}, "请填写您家愿意出多少元"),
        ({"answer": "other_amount", "amount": "x元"}, "“x元”不是数字"),
        ({"answer": "other_amount", "amount": "380000.01"}, "超过了全单元要出的380000.00元"),
        ({"answer": "nothing", "note": "长" * 501}, "请不要超过 500 个字"),
    ],
)
def test_a_bad_answer_keeps_what_was_typed(
    client: Client, place: Place, typed: dict[str, str], said: str
) -> None:
    _, parts, scheme = place
    _sign_in(client, parts[-1])
    answers = {"note": "担心采光", **typed}
    assert client.submit(_at(scheme, "/pledge"), answers).status_code == 200
    assert said in client.page.one(role="alert").text
    assert answers["note"] in client.page.one("textarea", name="note").text
    if "answer" in typed:
        assert "checked" in client.page.one("input", value=typed["answer"])
    assert session.query(Pledge).count() == 0


def test_an_answer_that_is_none_of_the_four_is_refused(client: Client, place: Place) -> None:
    _, parts, scheme = place
    _sign_in(client, parts[-1])
    client.read(_at(scheme, "/pledge"))
    token = client.page.one("input", name="csrf_token")["value"]
    assert client.post(_at(scheme, "/pledge"), data={"csrf_token": token, "answer": "buy"}).status_code == 200
    assert client.page.one(role="alert").text
    assert session.query(Pledge).count() == 0


def test_a_person_with_two_homes_says_which(client: Client, place: Place) -> None:
    _, parts, scheme = place
    with db.transaction():
        account = accounts.resident(parts[0])
        accounts.link(account, parts[5].party.owners[0], parts[5])
    client.sign_in(account)
    page = client.read(_at(scheme, "/pledge"))
    assert [link.all(class_="t")[0].text for link in page.all("a", class_="row")] == ["101", "302"]
    client.submit(_at(scheme, f"/pledge?part={parts[5].id}"), answer=PledgeAnswer.NOTHING)
    assert queries.find_pledge(scheme.id, parts[5].id) is not None
    assert queries.find_pledge(scheme.id, parts[0].id) is None
    assert "您没有登记这个单元的房屋" in client.read(_at(scheme, f"/pledge?part={parts[3].id}"), 400).text


def test_another_entrances_household_is_refused(client: Client, place: Place) -> None:
    entrance, _, scheme = place
    with db.transaction():
        other = Entrance(
            estate_id=entrance.estate_id, building_id=entrance.building_id, name="2单元", number=2
        )
        session.add(other)
        session.flush()
        next_door = accounts.home(other, "101", accounts.owner(other, "隔壁"))
    _sign_in(client, next_door)
    assert "您没有登记这个单元的房屋" in client.read(_at(scheme, "/pledge"), 400).text
    assert "我家要出（" not in client.read(_at(scheme)).text


def test_a_closed_scheme_shows_its_end_and_takes_nothing(client: Client, place: Place) -> None:
    entrance, parts, scheme = place
    with db.transaction():
        close_scheme(queries.get_scheme(entrance.estate_id, scheme.id), by=pledges.CLERK, now=NOW)
    _sign_in(client, parts[0])
    page = client.read(_at(scheme))
    assert "登记已结束" in page.text
    assert not page.all("a", href=_at(scheme, "/pledge"))
    assert "登记已经结束" in client.read(_at(scheme, "/pledge"), 400).text


def test_closing_while_the_page_stands_open_refuses_in_a_sentence(client: Client, place: Place) -> None:
    entrance, parts, scheme = place
    _sign_in(client, parts[0])
    client.read(_at(scheme, "/pledge"))
    with db.transaction():
        close_scheme(queries.get_scheme(entrance.estate_id, scheme.id), by=pledges.CLERK, now=NOW)
    assert client.send({"answer": PledgeAnswer.NOTHING}).status_code == 400
    assert "登记已经结束" in client.page.text


def test_guessed_addresses_are_not_there(client: Client, place: Place) -> None:
    _, _, scheme = place
    with db.transaction():
        other, far = pledges.tower(name="别的小区")
        draft = pledges.drafted(other)
    assert client.get(f"/estates/{other.estate_id}/lifts/{scheme.id}").status_code == 404
    assert client.get(f"/estates/{other.estate_id}/lifts/{draft.id}").status_code == 404
    _sign_in(client, far[0])
    assert client.get(_at(scheme, "/pledge")).status_code == 404
    assert client.get("/estates/99/lifts").status_code == 404


def test_strangers_are_asked_to_sign_in_and_staff_do_not_answer(client: Client, place: Place) -> None:
    entrance, _, scheme = place
    assert client.get(_at(scheme, "/pledge")).status_code == 303
    with db.transaction():
        clerk = accounts.staff("干事", Role.COMMUNITY_CLERK, estate=accounts.estate_of(entrance))
    client.sign_in(clerk)
    assert client.get(_at(scheme, "/pledge")).status_code == 403
    assert "801" in client.read(_at(scheme)).text


def test_neighbours_words_are_counts_only(client: Client, place: Place) -> None:
    _, parts, scheme = place
    with db.transaction():
        said = word(parts[4], PledgeAnswer.OTHER_AMOUNT, amount=1_234_500, note="别人不该看到")
        by = actor(accounts.resident(parts[4], "邻居甲"))
        pledge(queries.get_scheme(scheme.estate_id, scheme.id), said, once="a", by=by, now=NOW)
    _sign_in(client, parts[0])
    for address in (_at(scheme), _at(scheme, "/pledge")):
        text = client.read(address).text
        assert "愿意出资1 户" in text
        assert not {"12,345", "别人不该看到", "邻居甲"} & set(text.split())
        assert "12,345" not in text


def test_an_estate_without_schemes_says_so(client: Client) -> None:
    with db.transaction():
        entrance = accounts.entrance()
    assert "还没有电梯方案" in client.read(f"/estates/{entrance.estate_id}/lifts").text
