"""The staff's list, checklist, console and buttons of a vote: who may what, and no split before its time."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.communities.models import Estate
from portal.communities.queries import list_parts
from portal.db import session, transaction
from portal.domain.stages import VoteState
from portal.permissions import Role
from portal.voting.models import Vote
from portal.voting.services.drafting import create
from tests.factories import accounts as people
from tests.factories import voting as make
from tests.factories.voting_desk import answer, on_paper, staff, voter_ids
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([8750, 6000, 7000, 5000])


@pytest.fixture
def vote(estate: Estate) -> Vote:
    """Open, with a plan to approve and a mode to choose."""
    with transaction():
        return make.opened(estate, make.APPROVE, make.CHOOSE)


@pytest.fixture
def draft(estate: Estate) -> Vote:
    with transaction():
        make.roll_published(estate)
        return create(make.specification(estate, make.CHOOSE), make.CLERK, now=make.NOW)


@pytest.fixture
def account(estate: Estate) -> Account:
    return staff("干事一", Role.COMMUNITY_CLERK, estate)


@pytest.fixture
def clerk(client: Client, account: Account) -> Client:
    client.sign_in(account)
    return client


@pytest.fixture
def later(clerk: Client, account: Account, vote: Vote, now: Any) -> Callable[[], None]:
    """An hour after the end; the clerk has signed in again meanwhile."""

    def move() -> None:
        now.move_to(vote.closes_at + timedelta(hours=1))
        clerk.sign_in(account)

    return move


def votes_of(estate: Estate) -> str:
    return f"/desk/estates/{estate.id}/votes"


def console(vote: Vote) -> str:
    return f"/desk/estates/{vote.estate_id}/votes/{vote.id}"


def has_button(client: Client, name: str) -> bool:
    return any(form["action"].endswith(f"/{name}") for form in client.page.all("form"))


def press(client: Client, vote: Vote, button: str) -> str:
    """Press a button of the console; what the page then says."""
    client.read(console(vote))
    answered = client.send({}, to=f"/votes/{vote.id}/{button}")
    assert answered.status_code == 303
    return client.read(answered.location).text


def force(client: Client, address: str) -> int:
    """Post to an address that the page at hand offers no button for."""
    token = client.page.all("input", name="csrf_token")[0]["value"]
    return client.post(address, data={"csrf_token": token}).status_code


def state_of(vote: Vote) -> VoteState:
    return session.get_one(Vote, vote.id).state


def test_the_list_says_what_to_do_next(clerk: Client, draft: Vote, vote: Vote, estate: Estate) -> None:
    answer(voter_ids(vote)[0], "approve", "option:a")
    page = clerk.read(votes_of(estate))
    assert "核对清单，公告并开始" in page.text
    assert "1 / 4" in page.text
    assert "87.50 ㎡" in page.text
    assert page.all("a", href=f"{votes_of(estate)}/new")


def test_an_estate_without_votes_offers_a_first_one(clerk: Client, estate: Estate) -> None:
    page = clerk.read(votes_of(estate))
    assert "还没有投票" in page.text
    assert page.all("a", href=f"{votes_of(estate)}/new")


def test_an_observer_reads_and_presses_nothing(
    client: Client, draft: Vote, vote: Vote, estate: Estate
) -> None:
    client.sign_in(staff("观察员", Role.OBSERVER, estate))
    assert not client.read(votes_of(estate)).all("a", href=f"{votes_of(estate)}/new")
    for page in ("new", f"{vote.id}/papers", f"{vote.id}/papers/print", f"{vote.id}/papers/1"):
        client.read(f"{votes_of(estate)}/{page}", status=403)
    client.read(console(draft))
    assert not has_button(client, "open")
    assert force(client, f"{console(draft)}/open") == 403
    client.read(console(vote))
    assert not client.page.all("a", class_="cell")  # doors lead nowhere
    for button in ("close", "publish", "papers"):
        assert not has_button(client, button)
        assert force(client, f"{console(vote)}/{button}") == 403
        client.read(console(vote))
    assert state_of(draft) is VoteState.DRAFT


@pytest.mark.parametrize("below", ["", "/papers", "/papers/print", "/papers/1", "/papers/1/check"])
def test_a_vote_of_another_estate_is_not_there(client: Client, vote: Vote, below: str) -> None:
    with transaction():
        other = make.estate([5000], name="别的小区", street="别的街道")
    client.sign_in(staff("外来干事", Role.COMMUNITY_CLERK, other))
    client.read(f"{console(vote)}{below}", status=404)
    client.read(f"/desk/estates/{other.id}/votes/{vote.id}{below}", status=404)
    for button in ("open", "close", "publish"):
        client.read(votes_of(other))
        assert force(client, f"/desk/estates/{other.id}/votes/{vote.id}/{button}") == 404
    assert state_of(vote) is VoteState.OPEN


def test_a_resident_finds_no_staff_page(client: Client, vote: Vote, estate: Estate) -> None:
    with transaction():
        resident = people.resident(list_parts(estate.id)[0])
    client.sign_in(resident)
    for page in (votes_of(estate), f"{votes_of(estate)}/new", console(vote), f"{console(vote)}/papers"):
        client.read(page, status=404)


def test_a_draft_that_is_in_order_opens(clerk: Client, draft: Vote) -> None:
    page = clerk.read(console(draft))
    assert "业主名册已导入" in page.text
    assert "暂不能公告" not in page.text
    assert "投票开始了" in press(clerk, draft, "open")
    assert state_of(draft) is VoteState.OPEN
    entry = session.query(AuditEntry).filter(AuditEntry.action == "vote.open").one()
    assert entry.actor == "干事一"


def test_a_draft_with_a_missing_point_has_no_button(clerk: Client, estate: Estate) -> None:
    with transaction():
        make.roll_published(estate)
        soon = make.NOW - timedelta(days=10)
        early = create(make.specification(estate, notice_at=soon), make.CLERK, now=make.NOW)
    page = clerk.read(console(early))
    assert "公告后应满15日" in page.text
    assert "还有 1 项没有办好" in page.text
    assert not has_button(clerk, "open")
    assert force(clerk, f"{console(early)}/open") == 303
    assert "还不能公告" in clerk.read(console(early)).text
    assert state_of(early) is VoteState.DRAFT


def test_both_lines_are_short_in_people_metres_and_homes(clerk: Client, vote: Vote) -> None:
    answer(voter_ids(vote)[0], "approve", "option:a")
    page = clerk.read(console(vote))
    assert "还差 2 人" in page.text  # three of four are two thirds and more
    assert "还差 90.84 ㎡" in page.text  # of 267.50, two thirds are 178.34, and 87.50 are in
    assert "约差 2 户" in page.text
    assert "线上 1 户" in page.text
    assert "1栋，还剩 3 户" in page.text


def test_doors_show_who_came_and_not_what_was_said(clerk: Client, vote: Vote) -> None:
    phone, paper, waits, _none = voter_ids(vote)
    answer(phone, "approve", "option:a")
    on_paper(paper, "oppose", "option:b", counts=True)
    on_paper(waits, "oppose", "option:b", counts=False)
    page = clerk.read(console(vote))
    states = [cell["aria-label"].split("，")[1] for cell in page.all("a", class_="cell")]
    assert states == ["未投", "纸票待复核", "投了纸票", "手机上投了"]  # the top floor first


def bare(page: str) -> str:
    """Without the values that every page has anew."""
    return re.sub(r'<input[^>]*name="(csrf_token|once)"[^>]*>', "", page)


def test_no_page_tells_how_an_open_vote_stands(clerk: Client, vote: Vote, estate: Estate) -> None:
    """Whatever page is asked, it is the same to the letter whether all agreed or nobody did."""
    first, second, third, fourth = voter_ids(vote)
    doors = [f"{console(vote)}/papers/{first}", f"{console(vote)}/papers/{fourth}/check"]
    pages = (votes_of(estate), console(vote), f"{console(vote)}/papers", *doors)
    for voter in (first, second, third):
        answer(voter, "approve", "option:a")
    on_paper(fourth, "approve", "option:a", counts=False)
    alike = [bare(clerk.get(page).text) for page in pages]
    for voter, values in ((first, ("oppose", "option:b")), (second, ("abstain", "none_of_these"))):
        answer(voter, *values, once="again")
    assert [bare(clerk.get(page).text) for page in pages] == alike
    assert "各选项得票" not in "".join(alike)


def test_nobody_closes_early(clerk: Client, vote: Vote) -> None:
    clerk.read(console(vote))
    assert not has_button(clerk, "close")
    assert force(clerk, f"{console(vote)}/close") == 303
    assert "不能提前截止" in clerk.read(console(vote)).text
    assert state_of(vote) is VoteState.OPEN


def test_closing_counting_and_publishing(clerk: Client, vote: Vote, later: Callable[[], None]) -> None:
    for voter in voter_ids(vote)[:3]:
        answer(voter, "approve", "option:a")
    later()
    assert "各选项得票" not in clerk.read(console(vote)).text
    assert "已截止" in press(clerk, vote, "close")
    preview = clerk.read(console(vote))
    assert "居民还看不到" in preview.text
    assert "通过：物业公司" in preview.text
    result = f"/estates/{vote.estate_id}/votes/{vote.id}/result"
    assert "结果还没公布" in clerk.read(result).text
    assert "结果已公布" in press(clerk, vote, "publish")
    assert "通过：物业公司" in clerk.read(result).text
    page = clerk.read(console(vote))
    assert "通过：物业公司" in page.text
    assert page.all("a", href=result)


def test_papers_that_wait_hold_back_the_result(clerk: Client, vote: Vote, later: Callable[[], None]) -> None:
    on_paper(voter_ids(vote)[0], "approve", "option:a", counts=False)
    later()
    press(clerk, vote, "close")
    page = clerk.read(console(vote))
    assert "还有 1 张纸票等另一个人复核" in page.text
    assert "各选项得票" not in page.text
    assert not has_button(clerk, "publish")
    assert force(clerk, f"{console(vote)}/publish") == 303
    assert state_of(vote) is VoteState.COUNTING


def test_a_paper_left_open_on_one_matter_counts_in_the_other_alone(clerk: Client, vote: Vote) -> None:
    on_paper(voter_ids(vote)[0], "approve", "", counts=True)
    page = clerk.read(console(vote))
    assert "各事项参加的人数不同" in page.text
    assert "还差 3 人" in page.text  # of the matter that nobody answered
