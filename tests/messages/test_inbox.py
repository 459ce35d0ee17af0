"""The inbox: whose messages, in which order, read once, and where they lead."""

from datetime import timedelta

import pytest

from portal.accounts.models import Account
from portal.db import session, transaction
from portal.messages import queries, services
from portal.messages.models import Message
from portal.permissions import Role
from tests.factories.accounts import NOW, person, staff
from tests.factories.messages import message
from tests.support.client import Client


@pytest.fixture
def me(client: Client) -> Account:
    """Somebody who is signed in and has neither home nor messages."""
    with transaction():
        account = person("收信人")
    client.sign_in(account)
    return account


def fill(account: Account, count: int) -> list[int]:
    with transaction():
        return [message(account, f"消息 {number}").id for number in range(1, count + 1)]


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get("/me/messages")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def test_an_empty_inbox_says_what_will_come(client: Client, me: Account) -> None:
    page = client.read("/me/messages")
    assert "还没有消息" in page.text
    assert not page.all("article")


def test_the_newest_first_and_twenty_a_page(client: Client, me: Account) -> None:
    fill(me, 45)
    first = [heading.text for heading in client.read("/me/messages").all("h2")]
    assert first == [f"消息 {number}" for number in range(45, 25, -1)]
    page = client.read("/me/messages?page=3")
    assert [heading.text for heading in page.all("h2")] == [f"消息 {number}" for number in range(5, 0, -1)]
    assert "第 3 页，共 3 页" in page.text
    for strange in ("?page=99", "?page=0", "?page=-1", "?page=x"):
        assert len(client.read(f"/me/messages{strange}").all("article")) in {5, 20}


def test_nobody_sees_or_reads_what_was_said_to_others(client: Client, me: Account) -> None:
    with transaction():
        foreign = message(person("别人"), "给别人的").id
    assert "给别人的" not in client.read("/me/messages").text
    fill(me, 1)
    client.read("/me/messages")
    token = client.page.all("input", name="csrf_token")[0]["value"]
    assert client.post(f"/me/messages/{foreign}", data={"csrf_token": token}).status_code == 404
    client.post("/me/messages", data={"csrf_token": token, "up_to": foreign + 1})
    session.expire_all()
    assert session.get_one(Message, foreign).read_at is None


def test_unread_ones_say_so_until_they_are_opened(client: Client, me: Account) -> None:
    with transaction():
        number = message(me, link="/estates").id
    assert client.read("/me/messages").all("article")[0].text.startswith("未读")
    assert queries.count_unread(me.id) == 1
    answer = client.submit("/me/messages", to=f"/me/messages/{number}")
    assert (answer.status_code, answer.location) == (303, "/estates")
    page = client.read("/me/messages")
    assert "未读" not in page.text
    assert "都读过了" in page.text
    assert [link["href"] for link in page.one("article").all("a")] == ["/estates"]
    assert queries.count_unread(me.id) == 0


def test_without_a_link_one_stays_on_the_page(client: Client, me: Account) -> None:
    numbers = fill(me, 25)
    answer = client.submit("/me/messages?page=2", to=f"/{numbers[0]}")
    assert answer.location == "/me/messages?page=2"
    answer = client.submit("/me/messages", to=f"/{numbers[-1]}")
    assert answer.location == "/me/messages"


def test_all_are_read_at_once_but_not_what_came_meanwhile(client: Client, me: Account) -> None:
    fill(me, 21)
    client.read("/me/messages")
    with transaction():
        late = message(me, "刚到的").id
    assert client.send({}, to="/me/messages").status_code == 303
    session.expire_all()
    assert [each.id for each in queries.list_messages(me.id) if each.read_at is None] == [late]


def test_the_first_reading_is_what_counts(client: Client, me: Account) -> None:
    (number,) = fill(me, 1)
    with transaction():
        services.mark_read(NOW, me.id, number)
    with transaction():
        services.mark_read(NOW + timedelta(days=1), me.id, number)
        services.mark_all_read(NOW + timedelta(days=1), me.id, number)
    session.expire_all()
    assert queries.get_message(me.id, number).read_at == NOW


def test_staff_go_back_to_their_desk(client: Client, isolated: None) -> None:
    with transaction():
        clerk = staff("clerk", Role.DISTRICT)
        message(clerk)
    client.sign_in(clerk)
    assert client.read("/me/messages").all("a", class_="back")[0].text == "工作台"


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", "estates"]
)
def test_a_link_that_leaves_the_portal_is_a_bug(link: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        services.tell(NOW, 1, "vote.opened", "有新的投票", "请投票。", link=link)
