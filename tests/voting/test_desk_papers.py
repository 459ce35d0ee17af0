"""Paper ballots at the desk: found by number or door, keyed twice by two people, printed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import time_machine

from portal.accounts.models import Account
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.deadlines import CHINA
from portal.domain.tally import Choice
from portal.permissions import Role
from portal.voting.models import Ballot, BallotState, Channel, InvalidReason, Vote, Voter
from portal.voting.queries import find_counted_ballot, find_pending_ballot
from portal.voting.queries.counting import turnout
from portal.voting.services.drafting import create
from portal.voting.specification import SettingSpec
from tests.factories import voting as make
from tests.factories.voting_desk import answer, staff, voter_ids
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")

SIGNED = "2026-03-19T12:00"


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([8750, 6000, 7000])


@pytest.fixture
def vote(estate: Estate) -> Vote:
    with transaction():
        return make.opened(estate, make.APPROVE, make.CHOOSE)


@pytest.fixture
def clerks(estate: Estate) -> tuple[Account, Account]:
    first, second = (staff(name, Role.COMMUNITY_CLERK, estate) for name in ("干事一", "干事二"))
    return first, second


@pytest.fixture
def desk(client: Client, clerks: tuple[Account, Account]) -> Client:
    client.sign_in(clerks[0])
    return client


def papers(vote: Vote, below: str = "") -> str:
    return f"/desk/estates/{vote.estate_id}/votes/{vote.id}/papers{below}"


def read_off(vote: Vote, plan: str = "approve", mode: str = "option:a", **other: str) -> dict[str, str]:
    """What a clerk reads off a paper, as the form sends it."""
    first, second = session.get_one(Vote, vote.id).questions
    plain = {"signed_at": SIGNED, "channel": "paper", "valid": "none"}
    return plain | {f"q{first.id}": plan, f"q{second.id}": mode} | other


def number_of(voter_id: int) -> str:
    return session.get_one(Voter, voter_id).number


def key(client: Client, vote: Vote, voter_id: int, **read: str) -> str:
    """The first reading, from finding to what the next page says."""
    found = client.submit(papers(vote), number=number_of(voter_id))
    assert found.location.split("?")[0].endswith(f"/papers/{voter_id}")
    sent = client.submit(found.location, read_off(vote, **read))
    assert sent.status_code == 303, client.page.text
    return client.read(sent.location).text


def recheck(client: Client, vote: Vote, voter_id: int, **read: str) -> str:
    found = client.submit(papers(vote), number=number_of(voter_id))
    assert found.location.endswith(f"/papers/{voter_id}/check")
    sent = client.submit(found.location, read_off(vote, **read))
    assert sent.status_code == 303, client.page.text
    return client.read(sent.location).text


def test_two_people_key_a_paper_and_it_counts(
    desk: Client, vote: Vote, clerks: tuple[Account, Account]
) -> None:
    voter_id = voter_ids(vote)[0]
    assert "等另一个人再录一遍" in key(desk, vote, voter_id, channel="doorstep")
    assert "您录的，换个人" in desk.page.text
    assert turnout(vote.id).returned == 0
    desk.sign_in(clerks[1])
    assert "两次录入一致" in recheck(desk, vote, voter_id, channel="doorstep")
    ballot = find_counted_ballot(voter_id)
    assert ballot is not None
    assert (ballot.channel, ballot.entered_by, ballot.checked_by) == (
        Channel.DOORSTEP,
        clerks[0].id,
        clerks[1].id,
    )
    assert ballot.signed_at == datetime(2026, 3, 19, 12, tzinfo=CHINA)
    said = {(answer.choice, answer.option and answer.option.key) for answer in ballot.answers}
    assert said == {(Choice.APPROVE, None), (None, "a")}


def test_the_first_reader_cannot_check(desk: Client, vote: Vote) -> None:
    voter_id = voter_ids(vote)[0]
    key(desk, vote, voter_id)
    assert "请换一个人复核" in desk.read(papers(vote, f"/{voter_id}/check")).text
    token = desk.page.all("input", name="csrf_token")[0]["value"]
    forced = desk.post(papers(vote, f"/{voter_id}/check"), data={"csrf_token": token, **read_off(vote)})
    assert forced.status_code == 303
    assert find_counted_ballot(voter_id) is None
    assert find_pending_ballot(voter_id) is not None


def test_the_second_reader_sees_nothing_of_the_first(
    desk: Client, vote: Vote, clerks: tuple[Account, Account]
) -> None:
    voter_id = voter_ids(vote)[0]
    key(desk, vote, voter_id, valid="unsigned")
    desk.sign_in(clerks[1])
    page = desk.read(papers(vote, f"/{voter_id}/check"))
    assert not [box for box in page.all("input") if "checked" in box]
    assert page.one("input", name="signed_at")["value"] == ""


def test_two_different_readings_wait_for_a_third(
    desk: Client, vote: Vote, clerks: tuple[Account, Account], estate: Estate
) -> None:
    voter_id = voter_ids(vote)[0]
    key(desk, vote, voter_id, plan="approve")
    desk.sign_in(clerks[1])
    assert "请第三个人对着原票再录一遍" in recheck(desk, vote, voter_id, plan="oppose")
    assert {ballot.state for ballot in session.query(Ballot)} == {BallotState.WITHDRAWN, BallotState.PENDING}
    assert "等第三个人" in desk.read(papers(vote)).text
    desk.sign_in(staff("干事三", Role.COMMUNITY_CLERK, estate))
    assert "复核完成" in recheck(desk, vote, voter_id, plan="oppose")
    counted = find_counted_ballot(voter_id)
    assert counted is not None
    assert counted.entered_by == clerks[1].id


def test_the_number_is_checked_and_what_was_typed_stays(desk: Client, vote: Vote) -> None:
    number = number_of(voter_ids(vote)[0])
    wrong = f"{number[:7]}{(int(number[7]) + 1) % 10}"
    for typed, sentence in (
        ("1234", "编号应为8位数字"),
        (wrong, "请核对每一位数字"),
        ("00000000", "没有编号 0000 0000 的选票"),
        ("", "请输入选票上的编号"),
    ):
        desk.submit(papers(vote), number=typed)
        assert sentence in desk.page.text
        assert desk.page.one("input", name="number")["value"] == typed


def test_a_number_is_read_as_it_is_printed(desk: Client, vote: Vote) -> None:
    voter_id = voter_ids(vote)[1]
    number = number_of(voter_id)
    found = desk.submit(papers(vote), number=f" {number[:4]} {number[4:]}")
    assert found.location.endswith(f"/papers/{voter_id}?number={number}")


def test_a_paper_is_found_by_its_door(desk: Client, vote: Vote) -> None:
    voter_id = voter_ids(vote)[1]
    found = desk.submit(papers(vote), building="1栋", entrance="1", room="201")
    assert found.location.endswith(f"/papers/{voter_id}")
    desk.submit(papers(vote), building="1栋", entrance="1", room="909")
    assert "表决名册里没有1栋1单元909" in desk.page.text
    assert desk.page.one("input", name="room")["value"] == "909"


def test_an_earlier_ballot_is_mentioned_and_not_told(desk: Client, vote: Vote) -> None:
    voter_id = voter_ids(vote)[0]
    answer(voter_id, "oppose", "option:b")
    page = desk.read(papers(vote, f"/{voter_id}"))
    assert "已投过（线上" in page.text
    assert "1栋1单元101" in page.text
    assert "87.50 ㎡" in page.text
    assert not [box for box in page.all("input") if "checked" in box]


def test_every_matter_is_answered_or_said_to_be_open(desk: Client, vote: Vote) -> None:
    voter_id = voter_ids(vote)[0]
    desk.submit(papers(vote, f"/{voter_id}"), signed_at=SIGNED, channel="paper", valid="none")
    assert "没有勾就选“未选”" in desk.page.text
    assert desk.page.one("input", name="signed_at")["value"] == SIGNED
    assert find_pending_ballot(voter_id) is None
    key(desk, vote, voter_id, mode="blank")
    pending = find_pending_ballot(voter_id)
    assert pending is not None
    assert {answer.choice for answer in pending.answers} == {Choice.APPROVE, Choice.BLANK}


def test_a_spoilt_paper_needs_a_reason_alone(desk: Client, vote: Vote) -> None:
    voter_id = voter_ids(vote)[0]
    desk.read(papers(vote, f"/{voter_id}"))
    sent = desk.send({"signed_at": SIGNED, "channel": "paper", "valid": "unsigned"})
    assert sent.status_code == 303
    pending = find_pending_ballot(voter_id)
    assert pending is not None
    assert pending.invalid_reason is InvalidReason.UNSIGNED
    assert not pending.answers


@pytest.mark.parametrize(
    ("signed", "sentence"),
    [
        ("2026-02-01T12:00", "还没有开始"),
        ("2026-03-28T12:00", "已经截止"),
        ("昨天", "时间不对"),
        ("", "请填写票上的签名时间"),
    ],
)
def test_a_wrong_signing_keeps_what_was_keyed(desk: Client, vote: Vote, signed: str, sentence: str) -> None:
    voter_id = voter_ids(vote)[0]
    desk.submit(papers(vote, f"/{voter_id}"), read_off(vote, signed_at=signed))
    assert sentence in desk.page.text
    checked = {box["value"] for box in desk.page.all("input") if "checked" in box}
    assert checked == {"paper", "none", "approve", "option:a"}
    assert session.query(Ballot).count() == 0


def test_answers_by_telephone_only_where_the_notice_takes_them(
    desk: Client, estate: Estate, vote: Vote
) -> None:
    page = desk.read(papers(vote, f"/{voter_ids(vote)[0]}"))
    assert not page.all("input", value="phone")
    with transaction():
        by_phone = {"phone_ballots": SettingSpec(True, "议事规则第九条")}
        other = make.opened(estate, make.APPROVE, settings=by_phone)
    assert desk.read(papers(other, f"/{voter_ids(other)[0]}")).all("input", value="phone")


def test_an_option_that_cannot_be_had_cannot_be_keyed(desk: Client, estate: Estate) -> None:
    company, centre = make.CHOOSE.options
    shut = replace(make.CHOOSE, options=(replace(company, unavailable_because="没有公司应征"), centre))
    with transaction():
        vote = make.opened(estate, make.APPROVE, shut)
    voter_id = voter_ids(vote)[0]
    page = desk.read(papers(vote, f"/{voter_id}"))
    assert "disabled" in page.one("input", value="option:a")
    desk.submit(papers(vote, f"/{voter_id}"), read_off(vote))
    assert "没有公司应征" in desk.page.text
    assert find_pending_ballot(voter_id) is None


def test_a_draft_has_no_papers_yet(desk: Client, estate: Estate) -> None:
    with transaction():
        draft = create(make.specification(estate), make.CLERK, now=make.NOW)
    assert "才能录纸票" in desk.read(papers(draft)).text
    assert "才能打印选票" in desk.read(papers(draft, "/print")).text
