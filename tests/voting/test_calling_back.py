"""回访核票: drawn once in public, asked by whoever had no hand in it, a denial leads to the dispute."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.db import session, transaction
from portal.permissions import Role
from portal.voting.bundle.archive import write_archive
from portal.voting.errors import PapersWaiting
from portal.voting.models import Ballot, BallotState, CallBackOutcome, Dispute, Vote, Voter
from portal.voting.paper_errors import (
    CallBacksOpen,
    CalledAlready,
    CallerHandledIt,
    DisputesWaiting,
    DrawnAlready,
    NoPapers,
    NotToDraw,
    SeedTooShort,
    WitnessMissing,
)
from portal.voting.queries import get_vote
from portal.voting.queries.after import list_publications
from portal.voting.queries.call_backs import get_drawn, list_asked, sum_up
from portal.voting.queries.checking import check_vote
from portal.voting.services.calling_back import Said, Thrown, call_back, draw
from portal.voting.services.closing import close, publish_result
from portal.voting.services.disputing import Decision, decide, dispute
from portal.voting.services.receiving import receive
from portal.voting.specification import SettingSpec
from tests.factories import voting as make
from tests.factories.voting_desk import answer, on_paper, staff, voter_ids
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
LATER = make.NOW + timedelta(days=7)
THROWN = Thrown("31415926535", "王业主、居民监督员李某")


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def vote() -> Vote:
    """Six on the roll: three papers for it, one phone against, two silent."""
    with transaction():
        made = make.opened(make.estate([10000] * 6), make.APPROVE)
    ids = voter_ids(made)
    for voter_id in ids[:3]:
        on_paper(voter_id, "approve", counts=True)
    answer(ids[3], "oppose")
    return made


@pytest.fixture
def caller(vote: Vote) -> Account:
    return staff("回访员", Role.COMMUNITY_CLERK, vote.estate)


def closed(vote: Vote, now: Any) -> None:
    now.move_to(LATER)
    with transaction():
        close(get_vote(vote.id), make.CLERK, now=LATER)


def thrown(vote: Vote, what: Thrown = THROWN) -> int:
    with transaction():
        return draw(get_vote(vote.id), what, by=make.CLERK, now=LATER).id


def say(vote: Vote, place: int, outcome: CallBackOutcome, by: Actor, once: str = "a", note: str = "") -> int:
    drawn_id = list_asked(vote.id)[place].drawn.id
    with transaction():
        said = Said(outcome, once, note)
        return call_back(get_drawn(vote.id, drawn_id), said, by=by, now=LATER).id


def by(person: Account) -> Actor:
    return Actor(person.id, person.display_name)


def test_the_seed_decides_who_is_asked(vote: Vote, now: Any) -> None:
    closed(vote, now)
    thrown(vote)
    asked = list_asked(vote.id)
    found = [each.drawn.ballot.receipt for each in asked]
    hashes = [hashlib.sha256(f"{THROWN.seed}\n{receipt}".encode()).hexdigest() for receipt in found]
    assert hashes == sorted(hashes)
    assert {each.voter.id for each in asked} == set(voter_ids(vote)[:3])  # all papers, never the phone's
    done = sum_up(vote.id)
    # 3 of 4 for it are exactly three quarters: one wrong paper changes that.
    assert done is not None
    assert (done.draw.papers, done.draw.overturning, done.draw.sampled, done.open) == (3, 1, 3, 3)
    assert check_vote(get_vote(vote.id), LATER) == []


def test_when_and_how_it_is_drawn(vote: Vote, now: Any) -> None:
    with pytest.raises(NotToDraw):
        thrown(vote)
    on_paper(voter_ids(vote)[4], "approve", counts=False)
    closed(vote, now)
    with pytest.raises(PapersWaiting):
        thrown(vote)
    with transaction():
        session.query(Ballot).filter_by(state=BallotState.PENDING).one().state = BallotState.WITHDRAWN
    for what, refusal in (
        (Thrown("1 2 3", "王业主"), SeedTooShort),
        (Thrown(THROWN.seed, "  "), WitnessMissing),
    ):
        with pytest.raises(refusal):
            thrown(vote, what)
    thrown(vote)
    with pytest.raises(DrawnAlready):
        thrown(vote)


def test_without_papers_there_is_nothing_to_draw(now: Any) -> None:
    with transaction():
        made = make.opened(make.estate([10000] * 3), make.APPROVE)
    answer(voter_ids(made)[0], "approve")
    closed(made, now)
    with pytest.raises(NoPapers):
        thrown(made)


def test_who_had_the_paper_in_hand_asks_nobody(vote: Vote, now: Any, caller: Account) -> None:
    closed(vote, now)
    thrown(vote)
    ballot = list_asked(vote.id)[0].drawn.ballot
    for person in (ballot.entered_by, ballot.checked_by):
        with pytest.raises(CallerHandledIt):
            say(vote, 0, CallBackOutcome.CONFIRMED, Actor(person, "经手"))
    assert say(vote, 0, CallBackOutcome.CONFIRMED, by(caller)) == say(
        vote, 0, CallBackOutcome.CONFIRMED, by(caller)
    )
    say(vote, 1, CallBackOutcome.NOT_REACHED, by(caller))
    done = sum_up(vote.id)
    assert done is not None
    assert (done.confirmed, done.denied, done.not_reached, done.open) == (1, 0, 1, 1)


def test_a_denial_leads_to_the_dispute(vote: Vote, now: Any, caller: Account) -> None:
    closed(vote, now)
    thrown(vote)
    say(vote, 0, CallBackOutcome.NOT_REACHED, by(caller))
    say(vote, 0, CallBackOutcome.DENIED, by(caller), once="b", note="我没有签过")
    drawn = list_asked(vote.id)[0]
    about = session.query(Dispute).one()
    assert (about.ballot_id, about.said, about.raised_by) == (drawn.drawn.ballot_id, "我没有签过", caller.id)
    assert drawn.drawn.ballot.state is BallotState.SET_ASIDE
    with pytest.raises(CalledAlready):
        say(vote, 0, CallBackOutcome.CONFIRMED, by(caller), once="c")
    with pytest.raises(DisputesWaiting), transaction():
        publish_result(get_vote(vote.id), make.CLERK, now=LATER)
    judge = staff("街道一", Role.STREET, vote.estate)
    with transaction():
        again = session.query(Dispute).one()
        voter = session.get_one(Voter, again.ballot.voter_id)
        decide(voter, again, Decision(False, "收票的人记不清了", "签名对不上"), by=by(judge), now=LATER)
    for place in (1, 2):
        say(vote, place, CallBackOutcome.CONFIRMED, by(caller))
    with transaction():
        publish_result(get_vote(vote.id), make.CLERK, now=LATER)
    assert check_vote(get_vote(vote.id), LATER) == []
    with pytest.raises(NotToDraw):
        say(vote, 1, CallBackOutcome.CONFIRMED, by(caller), once="later")


def address(vote: Vote, rest: str = "") -> str:
    return f"/desk/estates/{vote.estate_id}/votes/{vote.id}/call-backs{rest}"


def test_pages_sheet_result_and_archive(
    client: Client, vote: Vote, now: Any, caller: Account, tmp_path: Path
) -> None:
    closed(vote, now)
    client.sign_in(caller)
    assert "3 张纸票，抽 3 张" in client.get(address(vote)).text
    assert client.submit(address(vote), {"seed": "1 2", "present": "王"}).status_code == 200
    done = client.submit(address(vote), {"seed": "3 1 4 1 5 9 2 6 5 3 5", "present": THROWN.present})
    assert done.status_code == 303
    drawn = list_asked(vote.id)
    sheet = client.get(address(vote, "/sheet")).text
    assert THROWN.seed in sheet
    assert THROWN.present in sheet
    page = address(vote, f"/{drawn[0].drawn.id}")
    assert "checked" not in client.get(page).text
    told = {"outcome": "denied", "note": "不是我签的"}
    assert client.submit(page, told, to=str(drawn[0].drawn.id)).status_code == 303
    assert "本人否认" in client.get(address(vote)).text
    phones = client.submit(address(vote, f"/{drawn[1].drawn.id}"), {}, to="/phones")
    assert "名册上没有电话" in phones.text
    judge = staff("街道一", Role.STREET, vote.estate)
    with transaction():
        again = session.query(Dispute).one()
        voter = session.get_one(Voter, again.ballot.voter_id)
        decide(voter, again, Decision(True, "当面收的", "业主想起来了"), by=by(judge), now=LATER)
        publish_result(get_vote(vote.id), make.CLERK, now=LATER, because="两户外住")
    result = client.get(f"/estates/{vote.estate_id}/votes/{vote.id}/result").text
    assert "回访核票" in result
    assert THROWN.seed in result
    assert "王业主" not in result  # who was present stands on the sheet, not on the open web
    write_archive(get_vote(vote.id), tmp_path / "file", LATER)
    table = (tmp_path / "file" / "回访核票.csv").read_text(encoding="utf-8-sig")
    assert "本人否认" in table
    assert drawn[0].drawn.ballot.receipt in table
    assert "3 张纸票抽 3 张，本人确认 0，本人否认 1" in (tmp_path / "file" / "摘要.txt").read_text()


def test_an_observer_reads_and_changes_nothing(client: Client, vote: Vote, now: Any) -> None:
    closed(vote, now)
    thrown(vote)
    client.sign_in(staff("观察员", Role.OBSERVER, vote.estate))
    page = client.read(address(vote))
    assert [form["action"] for form in page.all("form") if form["method"] == "post"] == ["/sign-out"]
    assert client.get(address(vote, "/sheet")).status_code == 200
    token = page.all("input")[0]["value"]
    drawn_id = list_asked(vote.id)[0].drawn.id
    for rest in ("", f"/{drawn_id}", f"/{drawn_id}/phones"):
        assert client.post(address(vote, rest), data={"csrf_token": token}).status_code == 403


def test_nothing_is_published_while_owners_are_to_be_asked_but_for_a_reason(
    client: Client, vote: Vote, now: Any, caller: Account
) -> None:
    closed(vote, now)
    thrown(vote)
    street = staff("街道一", Role.STREET, vote.estate)
    desk, shown = (f"{start}/estates/{vote.estate_id}/votes/{vote.id}" for start in ("/desk", ""))
    say(vote, 0, CallBackOutcome.CONFIRMED, by(caller))
    with pytest.raises(CallBacksOpen), transaction():
        publish_result(get_vote(vote.id), make.CLERK, now=LATER)
    vote_id = session.scalars(select(Vote.id)).one()
    client.sign_in(street)
    assert "还有 2 张没有问业主" in client.get(desk).text
    early = f"{desk}/publish-early"
    assert client.submit(early, {"reason": " "}).status_code == 200
    assert client.submit(early, {"reason": "两户去了两次没人"}).status_code == 303
    said = {"papers": 3, "sampled": 3, "confirmed": 1, "denied": 0, "not_reached": 0, "open": 2}
    published = list_publications(vote_id)[-1].body["call_backs"]
    assert published == said | {"because": "两户去了两次没人"}
    assert "两户去了两次没人" in client.get(f"{shown}/result").text
    assert check_vote(get_vote(vote_id), LATER) == []


def test_a_setting_with_its_source_lets_it_be_published(now: Any) -> None:
    with transaction():
        how = {"call_backs_first": SettingSpec(False, "街道〔2026〕5号")}
        made = make.opened(make.estate([10000] * 3), make.APPROVE, settings=how)
    on_paper(voter_ids(made)[0], "approve", counts=True)
    closed(made, now)
    thrown(made)
    with transaction():
        publish_result(get_vote(made.id), make.CLERK, now=LATER)


@pytest.mark.parametrize("restored", [False, True])
def test_a_paper_that_counts_after_the_drawing_is_asked_by_the_same_seed(
    vote: Vote, now: Any, caller: Account, restored: bool
) -> None:
    """All papers were drawn, so the later ones are all asked, too; with more of them the ticket decides."""
    late = voter_ids(vote)[4]
    if restored:
        on_paper(late, "approve", counts=True)
        with transaction():
            voter = session.get_one(Voter, late)
            ballot = session.query(Ballot).filter_by(voter_id=late).one()
            dispute(voter, ballot, by=by(caller), now=make.NOW)
    else:
        number = session.get_one(Voter, late).number
        with transaction():
            receive(get_vote(vote.id), number, by=make.CLERK, now=make.NOW)
    closed(vote, now)
    thrown(vote)
    judge = staff("街道一", Role.STREET, vote.estate)
    if restored:
        with transaction():
            voter = session.get_one(Voter, late)
            decide(voter, session.query(Dispute).one(), Decision(True, "", "是本人"), by=by(judge), now=LATER)
    else:
        on_paper(late, "approve", counts=True)
    done = sum_up(vote.id)
    assert done is not None
    assert (done.draw.sampled, done.sampled, done.open) == (3, 4, 4)
    assert list_asked(vote.id)[-1].voter.id == late
    assert check_vote(get_vote(vote.id), LATER) == []
