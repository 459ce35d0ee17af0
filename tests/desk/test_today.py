"""Today's work: what waits, for whom, and in which estates."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from portal import db
from portal.accounts.models import Account, ClaimState
from portal.accounts.queries import list_grants
from portal.communities.models import Estate, Part
from portal.db import transaction
from portal.desk.today import build
from portal.domain.stages import CaseState
from portal.domain.tally import Choice
from portal.feedback.models import Case, CaseCategory
from portal.permissions import Role
from portal.voting.answers import Given
from portal.voting.models import Channel, Vote
from portal.voting.services.closing import close
from portal.voting.services.keying import Paper, enter
from tests.factories import voting
from tests.factories.accounts import entrance, estate_of, home, link, owner, resident, staff
from tests.factories.voting import CLERK, NOW, opened
from tests.home.statements import counted
from tests.support.client import Client


def _keyed(vote: Vote, *places: int) -> None:
    """Papers that one person has read and a second has not."""
    reader = voting.clerk(f"读票{vote.id}")
    for place in places:
        paper = Paper(Channel.PAPER, NOW, [Given(vote.questions[0], Choice.APPROVE)])
        enter(voting.voters(vote)[place], paper, once=f"{place}", by=reader, now=NOW)


def _case(of: Estate, who: Account, state: CaseState) -> None:
    count = db.session.query(Case).count()
    db.session.add(
        Case(
            estate_id=of.id,
            number=f"{count}",
            account_id=who.id,
            category=CaseCategory.REQUEST,
            text="楼道灯不亮",
            state=state,
            raised_at=NOW,
            once=f"{count}",
        )
    )


def _claim(part: Part) -> None:
    """Somebody says to be the owner, and somebody to live there, too."""
    claimant = resident(part, "另一个住户")
    link(claimant, part.party.owners[0], part, state=ClaimState.WAITING)


@pytest.fixture
def busy(parts: list[Part], place: Estate) -> Vote:
    """An estate in which something of every kind waits, and a busy one in another street."""
    with transaction():
        elsewhere = entrance("别的小区", "别的街道")
        there = [home(elsewhere, room, owner(elsewhere, f"业主{room}")) for room in ("101", "201")]
        other = opened(estate_of(elsewhere), title="别处的投票")
        _keyed(other, 0)
        _claim(there[0])
        vote = opened(place, title="小区谁来管")
        _keyed(vote, 0, 1)
        _claim(parts[0])
        who = resident(parts[1])
        for state in CaseState:
            _case(place, who, state)
        return vote


def test_a_clerk_sees_what_waits_in_the_own_estate_alone(busy: Vote, place: Estate) -> None:
    with transaction():
        work = build(list_grants(staff("干事甲", Role.COMMUNITY_CLERK, estate=place).id), NOW)
    assert list(work.places) == [place.id]
    assert [open_vote.vote.title for open_vote in work.open_votes] == ["小区谁来管"]
    assert [papers.count for papers in work.papers] == [2]
    assert work.claims == {place.id: 1}
    assert work.to_accept == {place.id: 2}  # sent, and reopened by the resident
    assert work.to_answer == {place.id: 3}  # accepted, assigned, under way
    assert work.count == 2 + 1 + 2 + 3


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.DISTRICT])
def test_who_only_reads_has_nothing_to_do(busy: Vote, place: Estate, role: Role) -> None:
    with transaction():
        reader = staff("读者", role, estate=place if role is Role.OBSERVER else None)
        work = build(list_grants(reader.id), NOW)
    assert work.count == 0
    assert len(work.open_votes) == (1 if role is Role.OBSERVER else 2)


def test_a_street_reaches_its_estates_and_no_others(busy: Vote, place: Estate) -> None:
    with transaction():
        work = build(list_grants(staff("街道甲", Role.STREET, street=place.street).id), NOW)
    assert set(work.places) == {place.id}
    assert work.claims == {place.id: 1}


def test_turnout_is_told_and_papers_that_wait_do_not_count(busy: Vote, place: Estate) -> None:
    with transaction():
        work = build(list_grants(staff("干事甲", Role.COMMUNITY_CLERK, estate=place).id), NOW)
    [open_vote] = work.open_votes
    assert (open_vote.roll.heads, open_vote.roll.area) == (3, 3 * 6850)
    assert open_vote.taking_part.heads == 0


def test_a_vote_whose_time_is_over_waits_for_its_result(client: Client, busy: Vote, place: Estate) -> None:
    with transaction():
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    later = busy.closes_at + timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        client.sign_in(clerk)
        assert "待公布结果" in client.read("/desk/").text
        with transaction():
            close(db.session.get_one(Vote, busy.id), CLERK, now=later)
        assert "待公布结果" in client.read("/desk/").text


def test_the_page_tells_kinds_with_counts_and_ways_on(client: Client, busy: Vote, place: Estate) -> None:
    with transaction():
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    client.sign_in(clerk)
    text = client.read("/desk/").text
    for words in ("8 件等着办", "纸票待复核 2 张", "待受理 2 件", "待答复 3 件", "1 人等着", "还剩 6 天"):
        assert words in text
    assert "别处的投票" not in text
    assert "同意" not in text  # never how the ballots are split


def test_a_district_without_estates_is_told_to_begin(client: Client) -> None:
    with transaction():
        district = staff("区", Role.DISTRICT)
    client.sign_in(district)
    assert client.read("/desk/").one("main").all("a", href="/desk/estates/new")


def test_a_resident_has_no_desk(client: Client, parts: list[Part]) -> None:
    with transaction():
        who = resident(parts[0])
    client.sign_in(who)
    client.read("/desk/", status=404)


def test_more_estates_ask_the_database_no_more(
    client: Client, busy: Vote, place: Estate, estates: Callable[[int], None]
) -> None:
    with transaction():
        district = staff("区", Role.DISTRICT)
    client.sign_in(district)
    with counted() as few:
        client.read("/desk/")
    with transaction():
        estates(8)
    with counted() as many:
        client.read("/desk/")
    assert len(many) == len(few)


@pytest.fixture
def estates() -> Callable[[int], None]:
    def make(count: int) -> None:
        for number in range(count):
            doors = entrance(f"第{number}小区")
            home(doors, "101", owner(doors, f"第{number}业主"))
            _keyed(opened(estate_of(doors), title=f"第{number}次投票"), 0)

    return make
