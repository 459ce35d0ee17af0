"""我家: homes, what one has done, and how one wants to see the pages."""

from portal import db
from portal.communities.models import Estate, Part
from portal.db import transaction
from portal.domain.stages import CaseState
from portal.domain.tally import Choice
from portal.feedback.models import Case, CaseCategory
from portal.messages.models import Message
from portal.permissions import Role
from portal.voting.answers import Given
from portal.voting.services.online import cast
from tests.factories.accounts import owning_resident, person, resident, staff
from tests.factories.voting import CLERK, NOW, opened, voters
from tests.support.client import Client


def test_a_stranger_signs_in_first(client: Client, place: Estate) -> None:
    assert client.get("/me/").location == "/sign-in?next=/me/?"


def test_a_household_sees_the_home_and_how_to_become_a_voter(
    client: Client, parts: list[Part], place: Estate
) -> None:
    with transaction():
        who = resident(parts[0])
    prove = f"/estates/{place.id}/homes/{parts[0].id}/owner"
    client.sign_in(who)
    page = client.read("/me/")
    assert "1栋1单元101" in page.text
    assert "68.50 ㎡" in page.text
    assert page.all("a", href=prove)
    for empty in ("还没有。投票以后", "还没有反映过问题", "还没有登记。只是意向"):
        assert empty in page.text


def test_an_owner_is_called_one_and_finds_the_receipt_but_not_the_choice(
    client: Client, parts: list[Part], place: Estate
) -> None:
    with transaction():
        vote = opened(place, title="小区谁来管")
        who = owning_resident(parts[0], parts[0].party.owners[0])
        given = [Given(vote.questions[0], Choice.OPPOSE)]
        receipt = cast(voters(vote)[0], given, once="tap", by=CLERK, now=NOW).receipt
        address = f"/estates/{place.id}/votes/{vote.id}/receipt/{receipt}"
    client.sign_in(who)
    page = client.read("/me/")
    assert page.one("section", aria_labelledby="cast").one("a")["href"] == address
    assert "反对" not in page.text
    assert "证明我是业主" not in page.text


def test_what_waits_is_counted_and_only_what_is_mine(
    client: Client, parts: list[Part], place: Estate
) -> None:
    with transaction():
        who, neighbour = resident(parts[0]), resident(parts[1])
        for account in (who, who, neighbour):
            _message(account.id)
        _case(place.id, who.id, CaseState.ANSWERED, "楼道灯不亮")
        _case(place.id, who.id, CaseState.SENT, "下水道堵了")
        _case(place.id, neighbour.id, CaseState.ANSWERED, "邻居的事")
    client.sign_in(who)
    page = client.read("/me/")
    tabs = {a.text for a in page.one("nav", class_="tabs").all("a")}
    assert {"我家2项等您办", "投票"} <= tabs
    assert "2 条没看" in page.text
    assert "楼道灯不亮" in page.text
    assert "邻居的事" not in page.text


def _message(account_id: int) -> None:
    db.session.add(Message(account_id=account_id, topic="t", title="一句话", body="", created_at=NOW))


def _case(estate_id: int, account_id: int, state: CaseState, text: str) -> None:
    db.session.add(
        Case(
            estate_id=estate_id,
            number=text,
            account_id=account_id,
            category=CaseCategory.REQUEST,
            text=text,
            state=state,
            raised_at=NOW,
            once=text,
        )
    )


def test_somebody_without_a_home_is_told_where_to_get_one(client: Client, place: Estate) -> None:
    with transaction():
        who = person()
    client.sign_in(who)
    page = client.read("/")
    assert "还没有登记住房" in page.text
    assert [a.text for a in page.one("nav", class_="tabs").all("a")] == ["首页", "我家"]


def test_looks_are_links_that_need_no_script(client: Client, parts: list[Part]) -> None:
    with transaction():
        who = resident(parts[0])
    client.sign_in(who)
    links = [a["href"] for a in client.read("/me/").all("a") if a["href"].startswith("/look?")]
    for name in ("size=4", "care=1", "theme=dark", "lang=en"):
        assert [link for link in links if name in link], name


def test_staff_have_no_home_here(client: Client, place: Estate) -> None:
    with transaction():
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    client.sign_in(clerk)
    assert client.get("/me/").location == "/desk/"
