"""The page on the record: whose estate, which words, filters, pages, and whose names."""

from collections.abc import Iterator

import pytest

from portal.accounts.models import Account
from portal.audit import queries
from portal.audit.queries import Wanted
from portal.audit.services import Actor, record
from portal.communities.models import Estate
from portal.db import transaction
from portal.permissions import Role
from tests.factories.accounts import NOW, entrance, estate_of, home, resident, staff
from tests.support.client import Client
from tests.support.page import Element


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return estate_of(entrance())


@pytest.fixture
def clerk(client: Client, estate: Estate) -> Account:
    with transaction():
        account = staff("clerk", Role.COMMUNITY_CLERK, estate=estate)
    client.sign_in(account)
    return account


def did(estate: Estate, action: str, who: str = "王芳", subject: str = "vote:3", **detail: object) -> None:
    with transaction():
        record(NOW, Actor(7, who), action, subject, estate_id=estate.id, **detail)


def url(estate: Estate, more: str = "") -> str:
    return f"/desk/estates/{estate.id}/record{more}"


def lines(page: Element) -> Iterator[list[str]]:
    for row in page.one("tbody").all("tr"):
        yield [cell.text for cell in row.all("th", "td")][:4]


def test_who_what_and_when_in_words(client: Client, clerk: Account, estate: Estate) -> None:
    did(estate, "vote.open", voters=337)
    did(
        estate, "roll.import", "李强", f"estate:{estate.id}",
        sha256="0123456789abcdef", added=3, removed=0, changed=1,
    )  # fmt: skip
    assert list(lines(client.read(url(estate)))) == [
        [
            "2026年3月20日 10:00", "李强",
            "导入业主名册 增加：3；改变：1；减少：0；校验码：0123456789ab", f"小区 {estate.id}",
        ],
        ["2026年3月20日 10:00", "王芳", "公告投票，名册定格 计票人：337", "投票 3"],
    ]  # fmt: skip


def test_an_unknown_deed_is_shown_as_its_code(client: Client, clerk: Account, estate: Estate) -> None:
    did(estate, "moon.land", subject="moon:1", secret="not for this page")
    assert next(lines(client.read(url(estate))))[2:] == ["moon.land", "moon:1"]


def test_the_command_line_says_that_it_is_one(client: Client, clerk: Account, estate: Estate) -> None:
    with transaction():
        record(NOW, Actor(None, "flask vote open"), "vote.open", "vote:3", estate_id=estate.id)
    assert next(lines(client.read(url(estate))))[1] == "命令行：flask vote open"


def test_what_residents_did_shows_no_full_name(client: Client, clerk: Account, estate: Estate) -> None:
    did(estate, "ballot.cast", "陈小芳", "ballot:9", voter=12)
    page = client.read(url(estate))
    assert next(lines(page))[1:] == ["陈*芳", "业主在手机上投票", "选票 9"]
    assert "陈小芳" not in page.text
    assert "陈小芳" not in [option["value"] for option in page.all("option")]


def test_nobody_is_looked_for_among_residents(client: Client, clerk: Account, estate: Estate) -> None:
    did(estate, "ballot.cast", "陈小芳", "ballot:9")
    assert "没有这样的记录" in client.read(url(estate, "?person=陈小芳")).text


def test_by_deed_and_by_person(client: Client, clerk: Account, estate: Estate) -> None:
    did(estate, "vote.open", "王芳")
    did(estate, "vote.close", "王芳")
    did(estate, "vote.open", "李强")
    client.read(url(estate))
    client.send({"action": "vote.open", "person": ""})
    assert [line[1] for line in lines(client.page)] == ["李强", "王芳"]
    client.send({"action": "vote.open", "person": "王芳"})
    assert [line[1:3] for line in lines(client.page)] == [["王芳", "公告投票，名册定格"]]
    chosen = [option["value"] for option in client.page.all("option") if "selected" in option]
    assert chosen == ["vote.open", "王芳"]
    offered = [option["value"] for option in client.page.all("option")]
    assert offered == ["", "vote.close", "vote.open", "", *sorted(["李强", "王芳"])]


def test_fifty_a_page_and_filters_stay(client: Client, clerk: Account, estate: Estate) -> None:
    for number in range(1, 54):
        did(estate, "slip.revoke", subject=f"part:{number}")
    did(estate, "vote.open")
    page = client.read(url(estate, "?action=slip.revoke"))
    assert len(list(lines(page))) == queries.PAGE
    following = page.one("a", rel="next")["href"]
    rest = [line[3] for line in lines(client.read(following))]
    assert rest == ["房屋 3", "房屋 2", "房屋 1"]
    for strange in ("?page=99", "?page=0", "?page=x"):
        client.read(url(estate, strange))


def test_an_empty_record(client: Client, clerk: Account, estate: Estate) -> None:
    assert "还没有操作记录" in client.read(url(estate)).text


def test_nothing_of_another_estate(client: Client, clerk: Account, estate: Estate) -> None:
    with transaction():
        other = estate_of(entrance("别的小区"))
    did(other, "vote.open")
    assert "还没有操作记录" in client.read(url(estate)).text
    client.read(url(other), status=404)
    assert queries.count_entries([other.id], Wanted()) == 1


def test_an_estate_that_is_not_there(client: Client, estate: Estate) -> None:
    with transaction():
        district = staff("district", Role.DISTRICT)
    client.sign_in(district)
    client.read(url(estate))
    client.read("/desk/estates/4711/record", status=404)


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.STREET])
def test_observers_and_the_street_read_it(client: Client, estate: Estate, role: Role) -> None:
    with transaction():
        reader = staff("reader", role, street=estate.street)
    client.sign_in(reader)
    client.read(url(estate))


def test_residents_do_not(client: Client, estate: Estate) -> None:
    with transaction():
        of = entrance("第三小区")
        account = resident(home(of, "301"))
    client.sign_in(account)
    client.read(f"/desk/estates/{of.estate_id}/record", status=404)
