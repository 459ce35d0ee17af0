"""The start page: for strangers, for people with one home, with several, with none, for staff."""

from datetime import timedelta

import pytest

from portal.accounts.models import Account, ClaimState, Relation, Residency
from portal.communities.models import Estate, Owner, Part
from portal.db import session, transaction
from portal.domain.stages import VoteState
from portal.domain.tally import Choice
from portal.permissions import Role
from portal.plans.models import ItemState
from portal.voting.answers import Given
from portal.voting.models import Vote
from portal.voting.services.online import cast
from tests.factories import accounts, plans
from tests.factories.accounts import entrance, home, owning_resident, resident, staff
from tests.factories.plans import draft
from tests.factories.voting import CLERK, NOW, opened, voters
from tests.home.statements import counted
from tests.support.client import Client

FEE = "本平台不收任何费用，不会让您转账、扫码付款。"


def _owner(of: Part) -> Owner:
    return of.party.owners[0]


def _cast(vote: Vote, for_: int = 0) -> None:
    question = vote.questions[0]
    cast(voters(vote)[for_], [Given(question, Choice.ABSTAIN)], once="tap", by=CLERK, now=NOW)


def test_a_stranger_starts_at_the_list_of_estates(client: Client, place: Estate) -> None:
    assert "试验小区" in client.read("/").text


def test_somebody_with_one_home_starts_there(client: Client, parts: list[Part], place: Estate) -> None:
    with transaction():
        person = resident(parts[0])
    start = f"/estates/{place.id}/"
    client.sign_in(person)
    assert client.get("/").location == start


def test_somebody_with_homes_in_two_estates_chooses(client: Client, parts: list[Part]) -> None:
    with transaction():
        person = resident(parts[0])
        second = home(entrance("别的小区"), "501")
        _moves_in(person, second)
    client.sign_in(person)
    page = client.read("/")
    assert "您在 2 个小区有房。" in page.text
    assert [row.text for row in page.one("ul", class_="rows").all("a")] == [
        "试验小区1栋1单元101",
        "别的小区1栋1单元501",
    ]


def _moves_in(account: Account, part: Part) -> None:
    where = {"account_id": account.id, "estate_id": part.estate_id, "part_id": part.id}
    state = {"relation": Relation.HOUSEHOLD, "state": ClaimState.ACTIVE, "since": accounts.NOW}
    session.add(Residency(**where, **state))


def test_staff_start_at_the_desk(client: Client, place: Estate) -> None:
    with transaction():
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    client.sign_in(clerk)
    assert client.get("/").location == "/desk/"


def test_an_estate_with_nothing_yet_still_says_whom_to_call(client: Client, place: Estate) -> None:
    page = client.read(f"/estates/{place.id}/")
    assert page.one("h2", id="todo").text == "现在没有要您办的事"
    for sentence in ("方案还没有公布。", "还没有公示。", "登录后看我家的事", FEE, "打电话给社区"):
        assert sentence in page.text


def test_an_unknown_estate_is_not_found(client: Client, place: Estate) -> None:
    client.read(f"/estates/{place.id + 99}/", status=404)


def test_a_published_plan_is_what_to_read_when_nothing_is_voted_on(client: Client, place: Estate) -> None:
    with transaction():
        plans.published(place, draft(), draft("供气"))
    page = client.read(f"/estates/{place.id}/")
    assert page.one("h2", id="todo").text == "方案公布了，请您看看"
    assert "2 项内容" in page.text


@pytest.mark.parametrize(("days", "first"), [(29, "表决结果公布了"), (30, "方案公布了，请您看看")])
def test_a_result_is_news_for_a_month(client: Client, place: Estate, days: int, first: str) -> None:
    with transaction():
        plans.published(place)
        vote = opened(place, title="小区谁来管")
        vote.state, vote.published_at = VoteState.PRELIMINARY, NOW - timedelta(days=days)
        result = f"/estates/{place.id}/votes/{vote.id}/result"
    page = client.read(f"/estates/{place.id}/")
    assert page.one("h2", id="todo").text == first
    assert page.one("section", aria_labelledby="news").all("a", href=result)


def test_an_open_vote_comes_first_with_turnout_alone(
    client: Client, parts: list[Part], place: Estate
) -> None:
    with transaction():
        opened(place, title="小区谁来管")
        person = owning_resident(parts[0], _owner(parts[0]))
    client.sign_in(person)
    card = client.read(f"/estates/{place.id}/").one("section", class_="todo")
    assert "小区谁来管" in card.text
    assert "还剩 6 天" in card.text
    assert "0 人投了，共 3 人；人数、面积都到 2/3 才有效" in card.text
    assert card.one("a").text == "看一看，去投票"
    vote_tab = next(a for a in client.page.one("nav", class_="tabs").all("a") if "投票" in a.text)
    assert vote_tab.text == "投票1项等您办"


def test_after_voting_the_card_says_so_and_the_badge_goes(
    client: Client, parts: list[Part], place: Estate
) -> None:
    with transaction():
        vote = opened(place, title="小区谁来管")
        person = owning_resident(parts[0], _owner(parts[0]))
        _cast(vote)
    client.sign_in(person)
    page = client.read(f"/estates/{place.id}/")
    assert "您家已经投了。" in page.one("section", class_="todo").text
    assert "1 人投了，共 3 人" in page.text
    assert "项等您办" not in page.text


def test_a_household_is_told_to_prove_ownership(client: Client, parts: list[Part], place: Estate) -> None:
    with transaction():
        opened(place, title="小区谁来管")
        person = resident(parts[0])
    client.sign_in(person)
    assert "投票前先证明您是业主。" in client.read(f"/estates/{place.id}/").text
    assert "项等您办" not in client.page.text


def test_what_is_being_done_concerns_those_who_live_there(
    client: Client, parts: list[Part], place: Estate
) -> None:
    with transaction():
        plans.published(place, draft("换水管", state=ItemState.UNDER_WAY))
        person, elsewhere = resident(parts[0]), resident(home(entrance("别的小区"), "501"))
    client.sign_in(person)
    assert "换水管" in client.read(f"/estates/{place.id}/").one("section", aria_labelledby="mine").text
    client.sign_in(elsewhere)
    mine = client.read(f"/estates/{place.id}/").one("section", aria_labelledby="mine").text
    assert "您在这个小区没有登记住房。" in mine
    assert "换水管" not in mine


def test_the_elder_version_shows_less_and_the_phone_number(client: Client, place: Estate) -> None:
    client.set_cookie("care", "1")
    page = client.read(f"/estates/{place.id}/")
    assert page.one("html")["data-mode"] == "care"
    assert "023-7772 0000" in page.text
    assert page.all("a", href="tel:02377720000")
    assert not page.all("ol", class_="stages")
    assert [a.text for a in page.one("nav", class_="tabs").all("a")] == ["首页", "投票", "反馈", "我家"]
    assert FEE in page.text


def test_more_votes_ask_the_database_no_more(client: Client, parts: list[Part], place: Estate) -> None:
    with transaction():
        opened(place, title="一")
        person = owning_resident(parts[0], _owner(parts[0]))
    client.sign_in(person)
    with counted() as few:
        client.read(f"/estates/{place.id}/")
    with transaction():
        for title in "二三四":
            opened(place, title=title)
    with counted() as many:
        client.read(f"/estates/{place.id}/")
    assert len(many) == len(few) <= 16
