"""“Has a vote been cast for my home?”: only the phone on the roll is answered, and not for ever."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from portal import crypto
from portal.accounts.services.codes import phone_key
from portal.communities.models import Owner, PartyOwner
from portal.db import session, transaction
from portal.messages import outlets
from portal.messages.models import Dispatch
from portal.voting.models import Vote, Voter
from tests.factories import voting as make
from tests.factories.voting_desk import answer, on_paper, voter_ids
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
PHONE, OTHER = "13800000001", "13800000002"
SAME = "如果名册上这一户登记的是这个手机号，答复已经用短信发过去了。"


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def vote() -> Vote:
    """Four homes; the roll has a phone for the owner of 101 and another one for 201."""
    with transaction():
        made = make.opened(make.estate([10000, 20000, 30000, 40000]), make.APPROVE)
        for voter_id, phone in zip(voter_ids(made), (PHONE, OTHER), strict=False):
            party = session.get_one(Voter, voter_id).party_id
            owner = session.query(Owner).join(PartyOwner).filter(PartyOwner.party_id == party).one()
            owner.phone, owner.phone_hash = crypto.seal(phone), phone_key(phone)
    return made


def asked(client: Client, vote: Vote, room: str = "101", phone: str = PHONE) -> str:
    page = f"/estates/{vote.estate_id}/votes/{vote.id}/ask"
    answers = {"building": "1栋", "entrance": "1", "room": room, "phone": phone}
    client.submit(page, answers)
    return str(client.get(page).text)


def texts() -> list[str]:
    return [crypto.unseal(row.text) for row in session.query(Dispatch).order_by(Dispatch.id)]


def test_the_phone_on_the_roll_is_answered(client: Client, vote: Vote) -> None:
    assert SAME in asked(client, vote)
    on_paper(voter_ids(vote)[0], "approve", counts=False)
    asked(client, vote)
    answer(voter_ids(vote)[1], "oppose")
    asked(client, vote, "201", OTHER)
    first, second, third = texts()
    assert "您家1栋101的投票：没有收到选票" in first
    assert "有一张纸票待复核" in second
    assert "3月20日手机投的票" in third
    assert not any(word in third for word in ("同意", "反对"))


@pytest.mark.parametrize(("room", "phone"), [("101", OTHER), ("301", PHONE), ("999", PHONE)])
def test_anybody_else_reads_the_same_and_gets_nothing(
    client: Client, vote: Vote, room: str, phone: str
) -> None:
    assert SAME in asked(client, vote, room, phone)
    assert texts() == []


def test_not_more_than_five_times_a_day(client: Client, vote: Vote, now: Any) -> None:
    for _ in range(5):
        asked(client, vote)
    page = f"/estates/{vote.estate_id}/votes/{vote.id}/ask"
    answers = {"building": "1栋", "room": "101", "phone": PHONE}
    assert "次数太多" in client.submit(page, answers).text
    assert len(texts()) == 5
    now.shift(86_401)
    asked(client, vote)
    assert len(texts()) == 6


def test_without_texts_it_says_so(client: Client, vote: Vote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlets._outlets, "carriers", {})
    page = f"/estates/{vote.estate_id}/votes/{vote.id}/ask"
    answers = {"building": "1栋", "room": "101", "phone": PHONE}
    assert "还没有开通短信" in client.submit(page, answers).text
    assert texts() == []


def test_it_is_found_where_people_doubt(client: Client, vote: Vote) -> None:
    page = client.get(f"/estates/{vote.estate_id}/votes/{vote.id}")
    assert f"/votes/{vote.id}/ask" in page.text
