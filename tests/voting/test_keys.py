"""Papers keyed in digits, without a script: Enter goes on to what is missing, nothing is filled in."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine

from portal.accounts.models import Account
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.deadlines import CHINA
from portal.domain.tally import Choice, QuestionKind
from portal.permissions import Role
from portal.voting.forms.keys import given, keys_of, signed_at
from portal.voting.models import InvalidReason, Vote, Voter
from portal.voting.queries import find_counted_ballot, find_pending_ballot
from portal.voting.receiving_errors import CodeUnreadable
from portal.voting.settings import PaperRule
from portal.voting.specification import OptionSpec, QuestionSpec, SettingSpec
from tests.factories import voting as make
from tests.factories.voting_desk import answer, staff, voter_ids
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
BUDGET = QuestionSpec(
    "q3",
    "院坝先做什么？",
    QuestionKind.BUDGET,
    None,
    budget=100_000,
    options=(OptionSpec("x", "路灯", cost=60_000), OptionSpec("y", "座椅", cost=40_000)),
)


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
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
    return staff("干事一", Role.COMMUNITY_CLERK, estate), staff("干事二", Role.COMMUNITY_CLERK, estate)


@pytest.fixture
def desk(client: Client, clerks: tuple[Account, Account]) -> Client:
    client.sign_in(clerks[0])
    return client


def at(vote: Vote) -> str:
    return f"/desk/estates/{vote.estate_id}/votes/{vote.id}/papers/keys"


def number_of(voter_id: int) -> str:
    return session.get_one(Voter, voter_id).number


def focused(client: Client) -> str:
    (field,) = [box for box in client.page.all("input") if "autofocus" in box]
    return field["name"]


def test_enter_goes_from_field_to_field_and_nothing_is_filled_in(desk: Client, vote: Vote) -> None:
    voter_id = voter_ids(vote)[0]
    page = desk.read(at(vote))
    assert {box["value"] for box in page.all("input", inputmode="numeric")} == {""}
    typed = {"number": number_of(voter_id), "signed": "0319", "state": "0", "way": "1", "answers": "12"}
    wanted = list(typed)
    for place, name in enumerate(wanted[:-1]):
        assert focused(desk) == name
        sent = desk.send({name: typed[name]})
        assert sent.status_code == 200, f"after {place + 1} fields"
        assert find_pending_ballot(voter_id) is None
    assert "1栋1单元101" in desk.page.text
    sent = desk.send({"answers": "12"})
    assert "录好：" in desk.read(sent.location).text
    assert focused(desk) == "number"
    pending = find_pending_ballot(voter_id)
    assert pending is not None
    assert pending.signed_at == datetime(2026, 3, 19, 12, tzinfo=CHINA)
    assert {(a.choice, a.option and a.option.key) for a in pending.answers} == {
        (Choice.APPROVE, None),
        (None, "b"),
    }


def test_both_readings_are_made_on_the_same_page(
    desk: Client, vote: Vote, clerks: tuple[Account, Account]
) -> None:
    voter_id = voter_ids(vote)[0]
    typed = {"number": number_of(voter_id), "signed": "0319", "state": "0", "way": "2", "answers": "20"}
    desk.submit(at(vote), typed)
    desk.submit(at(vote), typed)
    assert "正等待另一个人复核" in desk.page.text
    desk.sign_in(clerks[1])
    sent = desk.submit(at(vote), typed)
    assert "复核完成" in desk.read(sent.location).text
    counted = find_counted_ballot(voter_id)
    assert counted is not None
    assert {a.choice for a in counted.answers} == {Choice.OPPOSE, Choice.BLANK}


def test_a_spoilt_paper_needs_no_answers(desk: Client, vote: Vote) -> None:
    voter_id = voter_ids(vote)[0]
    desk.submit(at(vote), number=number_of(voter_id), signed="0319", state="2", way="1")
    pending = find_pending_ballot(voter_id)
    assert pending is not None
    assert pending.invalid_reason is InvalidReason.SIGNATURE_DIFFERS


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"signed": "1331"}, "没有这一天"),
        ({"signed": "昨天"}, "写成 0319"),
        ({"state": "9"}, "按 0 到 6"),
        ({"way": "3"}, "按 1 或 2"),
        ({"answers": "1"}, "有 2 件事，按了 1 个"),
        ({"answers": "91"}, "没有这一项"),
        ({"number": "12345"}, "编号应为8位数字"),
    ],
)
def test_what_cannot_be_read_stays_to_be_mended(
    desk: Client, vote: Vote, wrong: dict[str, str], sentence: str
) -> None:
    voter_id = voter_ids(vote)[0]
    typed = {"number": number_of(voter_id), "signed": "0319", "state": "0", "way": "1", "answers": "12"}
    desk.submit(at(vote), typed | wrong)
    assert sentence in desk.page.text
    name, value = next(iter(wrong.items()))
    assert desk.page.one("input", name=name)["value"] == value
    assert find_pending_ballot(voter_id) is None


def test_a_withdrawal_is_asked_where_the_phone_stands(desk: Client, estate: Estate) -> None:
    how = {"paper_against_phone": SettingSpec(PaperRule.PHONE.value, "议事规则第九条")}
    with transaction():
        vote = make.opened(estate, make.APPROVE, settings=how)
    voter_id = voter_ids(vote)[0]
    answer(voter_id, "approve")
    typed = {"number": number_of(voter_id), "signed": "0320", "state": "0", "way": "1", "answers": "2"}
    desk.submit(at(vote), typed)
    assert focused(desk) == "withdraws"
    assert find_pending_ballot(voter_id) is None
    desk.submit(at(vote), typed | {"withdraws": "1"})
    assert find_pending_ballot(voter_id) is not None


def test_several_ticks_stand_in_groups(estate: Estate) -> None:
    with transaction():
        vote = make.opened(estate, make.APPROVE, BUDGET)
    questions = session.get_one(Vote, vote.id).questions
    first, second = given("1 12", questions, follow_majority=False)
    assert (first.choice, [option.key for option in second.options]) == (Choice.APPROVE, ["x", "y"])
    assert [key.digit for key in keys_of(questions[1], follow_majority=False)] == ["1", "2", "3", "4", "0"]
    with pytest.raises(CodeUnreadable):
        given("112", questions, follow_majority=False)


def test_the_first_and_the_last_day_end_where_the_vote_does(vote: Vote) -> None:
    assert signed_at("0316", vote) >= vote.opens_at
    assert signed_at("0326", vote) < vote.closes_at
    assert signed_at("03191430", vote) == datetime(2026, 3, 19, 14, 30, tzinfo=CHINA)
