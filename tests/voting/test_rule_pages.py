"""What residents and staff read of votes by other rules, and what the pages keep to themselves."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TypeVar

import pytest
import time_machine

from portal.accounts.models import Account, ClaimState, Relation, Residency, RoleGrant
from portal.communities.models import Estate, Part
from portal.communities.queries import list_parts
from portal.db import session, transaction
from portal.domain.tally import Regime
from portal.permissions import Role
from portal.voting.models import Ballot, Delivery, DeliveryWay, RollObjection, Vote, Voter
from portal.voting.services.drafting import create
from portal.voting.services.opening import open_now
from portal.voting.services.rolls import publish_roll
from portal.voting.specification import SettingSpec
from tests.factories import voting as make
from tests.factories.voting_desk import staff
from tests.factories.voting_rules import BUDGET, MEETING, listed
from tests.factories.voting_standing import owner_of
from tests.support.client import Client

T = TypeVar("T")
pytestmark = pytest.mark.usefixtures("isolated")


def kept(row: T) -> T:
    """As it is now: requests give the session back, and what was in it could not be read any more."""
    session.expunge_all()
    return row


@pytest.fixture(autouse=True)
def now() -> Iterator[object]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def estate() -> Estate:
    with transaction():
        made = make.estate([5000, 6000, 7000])
    return kept(made)


def opened(estate: Estate, regime: Regime, **changes: object) -> Vote:
    with transaction():
        of = session.get_one(Estate, estate.id)
        vote = create(make.specification(of, BUDGET, regime=regime, **changes), make.CLERK, now=make.NOW)
        if regime is Regime.RESIDENTS:
            listed(vote)
        open_now(vote, make.CLERK, now=make.NOW)
    return kept(vote)


def tenant(part: Part) -> Account:
    with transaction():
        account = Account(display_name="住户", created_at=make.NOW)
        session.add(account)
        session.flush()
        session.add_all(
            [
                Residency(
                    account_id=account.id,
                    estate_id=part.estate_id,
                    part_id=part.id,
                    relation=Relation.TENANT,
                    state=ClaimState.ACTIVE,
                    since=make.NOW,
                ),
                RoleGrant(
                    account_id=account.id, role=Role.RESIDENT, estate_id=part.estate_id, granted_at=make.NOW
                ),
            ]
        )
    return kept(account)


def owner(voter: Voter) -> Account:
    """Proved, and let in to the estate's pages."""
    estate_id = voter.vote.estate_id
    account = owner_of(voter)
    with transaction():
        session.add(
            RoleGrant(account_id=account.id, role=Role.RESIDENT, estate_id=estate_id, granted_at=make.NOW)
        )
    return kept(account)


def address(vote: Vote, page: str = "") -> str:
    return f"/estates/{vote.estate_id}/votes/{vote.id}{page}"


def test_a_household_ticks_within_the_budget_and_sees_the_sum(client: Client, estate: Estate) -> None:
    vote = opened(estate, Regime.SURVEY, settings={"electors": SettingSpec("households", "每户一份")})
    client.sign_in(tenant(list_parts(estate.id)[0]))
    over = client.submit(address(vote, "/ballot"), answer=["option:x", "option:y", "option:z"])
    assert over.status_code == 200
    assert "超过了预算 50000.00 元" in client.page.text
    fits = client.submit(address(vote, "/ballot"), answer=["option:x", "option:y"])
    page = client.read(fits.location)
    assert "2 样，合计 5 万元，预算 5 万元" in page.text
    receipt = client.submit(fits.location)
    assert receipt.status_code == 303
    assert "意愿征集，不构成业主表决" in client.read(receipt.location).text
    assert session.query(Ballot).one().mandate_id is None


@pytest.mark.parametrize(
    ("regime", "settings", "words"),
    [
        (Regime.SURVEY, {"electors": SettingSpec("households", "每户一份")}, "意愿征集，不构成业主表决"),
        (Regime.RESIDENTS, MEETING, "不替代业主共同决定，不产生收费义务"),
    ],
)
def test_every_page_says_what_it_is_worth(
    client: Client, estate: Estate, regime: Regime, settings: dict[str, SettingSpec], words: str
) -> None:
    vote = opened(estate, regime, settings=settings)
    client.sign_in(tenant(list_parts(estate.id)[0]))
    for page in ("", "/ballot", "/result"):
        assert words in client.read(address(vote, page)).text, page
    client.sign_in(staff("干事一", Role.COMMUNITY_CLERK, estate))
    for page in ("", "/papers/print"):
        assert words in client.read(f"/desk{address(vote, page)}").text, page


def test_a_meetings_page_prints_the_rule_that_the_street_entered(client: Client, estate: Estate) -> None:
    vote = opened(estate, Regime.RESIDENTS, settings=MEETING)
    page = client.read(address(vote))
    assert "2025年修订" in page.text
    assert "超过 1/2" in page.text
    assert "街道〔2026〕3号" in page.text


def test_the_notice_prints_each_setting_with_source_and_author(client: Client, estate: Estate) -> None:
    with transaction():
        clerk = make.clerk("王干事")
        make.roll_published(session.get_one(Estate, estate.id))
        settings = {"proxy_limit": SettingSpec(2, "议事规则第十条")}
        vote = create(
            make.specification(session.get_one(Estate, estate.id), settings=settings), clerk, now=make.NOW
        )
        open_now(vote, clerk, now=make.NOW)
    text = client.read(address(vote)).text
    assert re.search(r"一人最多代几位业主投票：2\s*依据：议事规则第十条（王干事设定）", text)
    assert "物业管理条例第十四条（默认）" in text
    assert "一人单独所有的房屋，和他与别人共有的房屋，是两方" in text
    assert "第 1 号" in text
    assert "街道〔2026〕1号" in text


def test_the_roll_is_never_on_the_open_web(client: Client, estate: Estate) -> None:
    with transaction():
        publish_roll(session.get_one(Estate, estate.id), days=7, by=make.CLERK, now=make.NOW)
    assert client.get(f"/estates/{estate.id}/roll").status_code == 303  # to signing in
    client.sign_in(tenant(list_parts(estate.id)[0]))
    page = client.read(f"/estates/{estate.id}/roll")
    assert "名册给业主看" in page.text
    assert "50.00" not in page.text
    assert client.get(f"/estates/{estate.id}/roll/object").status_code == 404


def test_an_owner_reads_the_roll_and_objects(client: Client, estate: Estate) -> None:
    with transaction():
        vote = make.opened(session.get_one(Estate, estate.id))
        session.get_one(Part, list_parts(estate.id)[1].id).area = 6001
        publish_roll(session.get_one(Estate, estate.id), days=7, by=make.CLERK, now=make.NOW)
    client.sign_in(owner(make.voters(vote)[0]))
    page = client.read(f"/estates/{estate.id}/roll")
    assert "1栋1单元101" in page.text
    assert "60.01" in page.text
    assert "业主1" not in page.text  # no names
    sent = client.submit(f"/estates/{estate.id}/roll/object", home="1栋1单元101", text="面积写错了")
    assert sent.status_code == 303
    assert "面积写错了" in client.read(sent.location).text
    assert session.query(RollObjection).one().number == 1


def test_staff_publish_print_and_answer(client: Client, estate: Estate, now: object) -> None:
    client.sign_in(staff("干事一", Role.COMMUNITY_CLERK, estate))
    rolls = f"/desk/estates/{estate.id}/roll/publications"
    assert "名册还没有公布过" in client.read(rolls).text
    made = client.submit(f"{rolls}/new", days="7", posted="y")
    assert made.status_code == 303
    assert client.read(f"{rolls}/1/print").all("table")
    took = client.submit(f"{rolls}/1/objections/new", home="1栋1单元101", text="面积不对")
    assert took.status_code == 303
    done = client.submit(f"{rolls}/1/objections/1/answer", accepted="no", answer="以登记为准")
    assert "以登记为准" in client.read(done.location).text


def test_an_observer_reads_no_roll_and_answers_nothing(client: Client, estate: Estate) -> None:
    with transaction():
        publish_roll(session.get_one(Estate, estate.id), days=7, by=make.CLERK, now=make.NOW)
    client.sign_in(staff("观察员", Role.OBSERVER, estate))
    for page in ("", "/new", "/1", "/1/print", "/1/objections/new"):
        client.read(f"/desk/estates/{estate.id}/roll/publications{page}", status=403)


@pytest.mark.parametrize("counts", [True, False])
def test_reading_the_ballot_serves_only_where_a_setting_says_so(
    client: Client, estate: Estate, counts: bool
) -> None:
    with transaction():
        vote = make.opened(
            session.get_one(Estate, estate.id),
            settings={"signing_in_delivers": SettingSpec(counts, "议事规则")},
        )
    ballot, voter = address(vote, "/ballot"), make.voters(vote)[0]
    voter_id, account = voter.id, owner(voter)
    client.sign_in(account)
    client.read(ballot)
    client.read(ballot)
    ways = [(row.voter_id, row.way) for row in session.query(Delivery)]
    assert ways == ([(voter_id, DeliveryWay.SIGNED_IN)] if counts else [])


def test_a_vote_announced_ahead_opens_by_the_clock(client: Client, estate: Estate, now: object) -> None:
    opens = make.NOW + timedelta(days=1)
    with transaction():
        make.roll_published(session.get_one(Estate, estate.id))
        spec = make.specification(
            session.get_one(Estate, estate.id), opens_at=opens, closes_at=opens + timedelta(days=7)
        )
        draft = create(spec, make.CLERK, now=make.NOW)
    account = staff("干事一", Role.COMMUNITY_CLERK, estate)
    client.sign_in(account)
    client.read(f"/desk{address(draft)}")
    assert client.send({}, to="/announce").status_code == 303
    assert client.get(address(draft)).status_code == 200
    client.sign_in(owner(make.voters(draft)[0]))
    assert client.get(address(draft, "/ballot")).status_code == 303  # not yet
    now.move_to(opens)  # type: ignore[attr-defined]
    assert client.get(address(draft, "/ballot")).status_code == 200
    client.sign_in(account)
    client.read(f"/desk{address(draft, '/arrange')}")
    assert "已经公告" in client.page.text
