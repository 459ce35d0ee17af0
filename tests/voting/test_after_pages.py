"""Pages around the end of a vote: who sees and presses what, for owners, clerks, the street and observers."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from portal.accounts.models import Account
from portal.communities.models import Estate, Street
from portal.communities.queries import list_parts
from portal.db import session, transaction
from portal.domain.stages import VoteState
from portal.permissions import Role
from portal.voting.models import Vote
from portal.voting.queries.after import list_extensions, list_objections
from portal.voting.services.concluding import finalise
from tests.factories import accounts as people
from tests.factories import after
from tests.factories import voting as make
from tests.factories.voting_desk import staff
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def vote() -> Vote:
    with transaction():
        return make.opened(make.estate([10000] * 6), make.APPROVE)


@pytest.fixture
def clerk(vote: Vote) -> Account:
    return staff("干事一", Role.COMMUNITY_CLERK, vote.estate)


@pytest.fixture
def owner(vote: Vote) -> Account:
    with transaction():
        return after.owner_of(make.voters(vote)[0])


def desk(vote: Vote, page: str = "") -> str:
    return f"/desk/estates/{vote.estate_id}/votes/{vote.id}{page}"


def page(vote: Vote, below: str = "") -> str:
    return f"/estates/{vote.estate_id}/votes/{vote.id}{below}"


def publish(vote: Vote, answers: str, now: Any) -> Vote:
    with transaction():
        held = after.published(session.get_one(Vote, vote.id), answers)
    session.refresh(held)
    session.expunge_all()  # requests give the session back; what was read stays readable
    now.move_to(held.closes_at + timedelta(hours=2))
    return held


def test_an_extension_shows_everywhere_with_the_old_end(client: Client, vote: Vote, clerk: Account) -> None:
    client.sign_in(clerk)
    sent = client.submit(desk(vote, "/extend"), closes_at="2026-03-29T18:00", reason="还差两户")
    assert sent.status_code == 303
    assert "已延期并公布" in client.read(sent.location).text
    client.sign_out()
    for address in (page(vote), page(vote, "/result"), f"/estates/{vote.estate_id}/votes"):
        text = client.read(address).text
        assert "原定" in text
        assert "3月26日 10:00" in text
    assert "还差两户" in client.read(page(vote)).text


def test_an_earlier_end_is_refused_on_the_page(client: Client, vote: Vote, clerk: Account) -> None:
    client.sign_in(clerk)
    client.submit(desk(vote, "/extend"), closes_at="2026-03-21T18:00", reason="大家都投了")
    assert "不能提前结束" in client.page.text
    assert list_extensions(vote.id) == []


def test_the_clerk_reminds_the_silent_and_prints_who_is_to_be_rung(
    client: Client, vote: Vote, clerk: Account, owner: Account
) -> None:
    client.sign_in(clerk)
    shown = client.read(desk(vote, "/reminders"))
    assert "要打电话或上门的，5 户" in shown.text
    sent = client.send({}, to="/reminders")
    assert "提醒了 1 个账号" in client.read(sent.location).text
    assert "在收件箱，没看" in client.page.text
    again = client.send({}, to="/reminders")
    assert "提醒了 0 个账号" in client.read(again.location).text
    with_phones = client.send({}, to="/reminders/phones")
    assert "名册电话" in with_phones.text
    client.sign_in(owner)
    assert "还有您要投的" in client.read("/me/messages").text


def test_what_is_left_to_answer_is_named_until_all_is_answered(
    client: Client, vote: Vote, owner: Account
) -> None:
    client.sign_in(owner)
    for address in (f"/estates/{vote.estate_id}/", f"/estates/{vote.estate_id}/votes"):
        assert "还有您要投的" in client.read(address).text
    with transaction():
        after.say(make.voters(vote)[0], "approve")
    for address in (f"/estates/{vote.estate_id}/", f"/estates/{vote.estate_id}/votes"):
        assert "还有您要投的" not in client.read(address).text


def test_an_owner_objects_and_reads_the_answer(
    client: Client, vote: Vote, clerk: Account, owner: Account, now: Any
) -> None:
    vote = publish(vote, "++-+", now)
    client.sign_in(owner)
    client.read(page(vote, "/result"))
    assert "这是初步结果" in client.page.text
    assert client.page.all("a", href=page(vote, "/objections"))
    sent = client.submit(page(vote, "/objections"), text="我家没收到选票", wants_recount="y")
    assert sent.status_code == 303
    assert "您的异议是第 1 号" in client.read(sent.location).text
    client.sign_in(clerk)
    assert "去答复" in client.read(desk(vote, "/objections")).text
    client.submit(desk(vote, "/objections/1"), answer="已查送达记录，3月5日当面签收。")
    recounted = client.submit(desk(vote, "/objections"), {"reason": "第 1 号异议"}, to="/recount")
    assert "选票、投票记录和公布的结果完全一致" in client.read(recounted.location).text
    client.sign_in(owner)
    assert "当面签收" in client.read(page(vote, "/objections")).text


def test_a_caller_is_taken_down_and_the_result_settled(
    client: Client, vote: Vote, clerk: Account, now: Any
) -> None:
    vote = publish(vote, "++-+", now)
    number, until = make.voters(vote)[4].number, vote.objections_until
    client.sign_in(clerk)
    sent = client.submit(
        desk(vote, "/objections"), {"number": number, "text": "电话里说没通知"}, to="/objections"
    )
    assert "第 1 号异议" in client.read(sent.location).text
    assert [each.on_paper for each in list_objections(vote.id)] == [True]
    client.submit(desk(vote, "/objections/1"), answer="3月1日已在楼道张贴。")
    now.move_to(until)
    client.sign_in(clerk)
    client.read(desk(vote, "/objections"))
    settled = client.send({}, to="/finalise")
    assert "结果已定案" in client.read(settled.location).text
    client.sign_out()
    assert "定案。" in client.read(page(vote, "/result")).text


def test_objections_are_for_those_on_the_roll(client: Client, vote: Vote, now: Any) -> None:
    vote = publish(vote, "++-+", now)
    assert client.get(page(vote, "/objections")).status_code == 303  # a stranger signs in first
    with transaction():
        neighbour = people.resident(list_parts(vote.estate_id)[0])
    client.sign_in(neighbour)  # holds a letter, and proved nothing
    client.read(page(vote, "/objections"), status=404)
    assert not client.read(page(vote, "/result")).all("a", href=page(vote, "/objections"))


def test_only_the_street_makes_a_vote_void(client: Client, vote: Vote, clerk: Account, now: Any) -> None:
    vote = publish(vote, "++-+", now)
    client.sign_in(clerk)
    client.read(desk(vote, "/void"), status=403)
    assert not client.read(desk(vote)).all("a", href=desk(vote, "/void"))
    with transaction():
        street = session.get_one(Street, session.get_one(Estate, vote.estate_id).street_id)
        boss = people.staff("街道", Role.STREET, street=street)
    client.sign_in(boss)
    sent = client.submit(desk(vote, "/void"), reason="名册漏了一户")
    assert "已作废" in client.read(sent.location).text
    client.sign_out()
    shown = client.read(page(vote, "/result")).text
    assert "名册漏了一户" in shown
    assert "留作记录" in shown
    assert session.get_one(Vote, vote.id).state is VoteState.VOID


_READ = ("", "/objections")
_CHANGE = ("/extend", "/reminders", "/void", "/objections/1", "/papers")
_POST = (
    "/recount",
    "/finalise",
    "/run-off",
    "/objections",
    "/reminders",
    "/reminders/phones",
    "/publish",
    "/close",
)


def test_an_observer_reads_everything_and_changes_nothing(client: Client, vote: Vote, now: Any) -> None:
    observer = staff("观察员", Role.OBSERVER, vote.estate)
    vote = publish(vote, "++-+", now)
    client.sign_in(observer)
    for below in _READ:
        shown = client.read(desk(vote, below))
        forms = [form["action"] for form in shown.all("form") if "/votes/" in form["action"]]
        assert forms == []
    for below in _CHANGE:
        client.read(desk(vote, below), status=403)
    client.read(desk(vote))
    token = client.page.all("input", name="csrf_token")[0]["value"]
    for below in _POST:
        assert client.post(desk(vote, below), data={"csrf_token": token, "question": "q1"}).status_code == 403
    assert session.get_one(Vote, vote.id).state is VoteState.PRELIMINARY
    assert list_objections(vote.id) == []


def test_one_press_drafts_the_second_round(client: Client, now: Any) -> None:
    with transaction():
        vote = make.opened(make.estate([10000] * 9), after.THREE)
        for voter, letter in zip(make.voters(vote), "aaaabbbcc", strict=True):
            after.say(voter, f"option:{letter}")
    clerk = staff("干事二", Role.COMMUNITY_CLERK, vote.estate)
    vote = publish(vote, "", now)
    client.sign_in(clerk)
    assert "未产生有效决定" in client.read(desk(vote)).text
    sent = client.send({}, to="/run-off")
    shown = client.read(sent.location)
    assert "第二轮的草稿建好了" in shown.text
    assert "（第二轮）" in shown.text
    assert "第二轮草稿" in client.read(desk(vote)).text


def test_small_groups_show_no_split(client: Client, vote: Vote, now: Any) -> None:
    vote = publish(vote, "++-", now)
    until = vote.objections_until
    shown = client.read(page(vote, "/result")).text
    assert "人少，不分开" in shown
    with transaction():
        finalise(session.get_one(Vote, vote.id), make.CLERK, now=until)
    assert "定案" in client.read(page(vote, "/result")).text
