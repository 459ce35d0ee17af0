"""Papers come back: a number once and in time, a picture for those who may see it, and the box agrees."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from portal.accounts.models import Account
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.domain.tally import Choice
from portal.messages.models import Message
from portal.permissions import Role
from portal.voting.errors import NoSuchPaper, NotYet
from portal.voting.models import Ballot, BallotState, Channel, Vote, Voter
from portal.voting.models.logbook import VoteEvent
from portal.voting.queries import find_counted_ballot
from portal.voting.queries.checking import check_vote
from portal.voting.queries.numbered import balance, list_conflicts
from portal.voting.receiving_errors import (
    KeyedBefore,
    NotReceived,
    OfOtherVote,
    PaperVoided,
    ReceivedBefore,
    ReceivedTooLate,
)
from portal.voting.services.closing import close
from portal.voting.services.printing import Order, print_papers
from portal.voting.services.receiving import Counted, count_box
from tests.factories import after
from tests.factories import voting as make
from tests.factories.voting_desk import answer, staff, voter_ids
from tests.support.client import Client
from tests.voting.papers import at, by, key, number_of, photograph, take

pytestmark = pytest.mark.usefixtures("isolated")


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
        made = make.opened(estate, make.APPROVE, make.CHOOSE)
        print_papers(made, Order(make.voters(made), "全部"), by=make.CLERK, now=make.NOW)
        return made


@pytest.fixture
def clerks(estate: Estate) -> tuple[Account, Account]:
    return staff("干事一", Role.COMMUNITY_CLERK, estate), staff("干事二", Role.COMMUNITY_CLERK, estate)


@pytest.fixture
def desk(client: Client, clerks: tuple[Account, Account]) -> Client:
    client.sign_in(clerks[0])
    return client


def test_a_number_is_received_once(vote: Vote, clerks: tuple[Account, Account]) -> None:
    number = number_of(voter_ids(vote)[0])
    paper = take(vote, number, who=by(clerks[0]))
    assert (paper.received_at, paper.received_by) == (make.NOW, clerks[0].id)
    with pytest.raises(ReceivedBefore, match="干事一"):
        take(vote, number)
    assert session.query(VoteEvent).filter_by(kind="received").count() == 1


def test_what_is_no_paper_of_this_vote_is_refused(vote: Vote, estate: Estate) -> None:
    with transaction():
        other = make.opened(estate, title="另一次投票")
        elsewhere = make.voters(other)[0].number
    with pytest.raises(NoSuchPaper):
        take(vote, "00000000")
    with pytest.raises(OfOtherVote, match="另一次投票"):
        take(vote, elsewhere)
    with transaction():
        voter = make.voters(session.get_one(Vote, vote.id))[0]
        print_papers(voter.vote, Order([voter], "名单", "遗失"), by=make.CLERK, now=make.NOW)
    with pytest.raises(PaperVoided, match="遗失"):
        take(vote, number_of(voter_ids(vote)[0]))


@pytest.mark.parametrize(("days", "refusal"), [(-10, NotYet), (6, ReceivedTooLate)])
def test_only_while_it_is_open(vote: Vote, days: int, refusal: type[RuleViolated]) -> None:
    with pytest.raises(refusal):
        take(vote, number_of(voter_ids(vote)[0]), later=timedelta(days=days))
    assert balance(vote.id).received == 0


def test_received_in_time_is_keyed_after_the_closing_and_the_rest_is_not(
    vote: Vote, clerks: tuple[Account, Account]
) -> None:
    first, second, _ = voter_ids(vote)
    take(vote, number_of(first))
    with transaction():
        again = session.get_one(Vote, vote.id)
        close(again, make.CLERK, now=again.closes_at)
    for who in clerks:
        key(first, who, later=timedelta(days=7))
    assert find_counted_ballot(first) is not None
    with pytest.raises(NotReceived):
        key(second, clerks[0], later=timedelta(days=7))
    with pytest.raises(KeyedBefore):
        key(first, clerks[0], later=timedelta(days=8), number=number_of(first))


def test_a_picture_is_for_the_desk_and_the_own_voter(
    desk: Client, vote: Vote, clerks: tuple[Account, Account]
) -> None:
    first, second, _ = voter_ids(vote)
    with transaction():
        owner = after.owner_of(session.get_one(Voter, first))
        neighbour = after.owner_of(session.get_one(Voter, second), "邻居")
    desk.read(at(vote, "/receive"))
    sent = desk.send({"number": number_of(first), "photos": [photograph()]})
    assert "收到：" in desk.read(sent.location).text
    for who in clerks:
        key(first, who)
    own = f"/estates/{vote.estate_id}/votes/{vote.id}/mine"
    assert desk.get(at(vote, "/photos/1")).mimetype == "image/jpeg"
    desk.sign_in(owner)
    page = desk.read(own)
    assert f"{own}/photos/1" in str(page)
    assert "干事一" in page.text
    assert desk.get(f"{own}/photos/1").mimetype == "image/jpeg"
    assert session.query(Message).filter_by(topic="ballot.entered", account_id=owner.id).count() == 2
    desk.sign_in(neighbour)
    assert desk.get(f"{own}/photos/1").status_code == 404


def test_a_refused_number_keeps_no_picture(desk: Client, vote: Vote, instance: Any) -> None:
    before = len(list(instance.rglob("*.jpg")))
    desk.read(at(vote, "/receive"))
    desk.send({"number": "00000000", "photos": [photograph()]})
    assert "没有编号 0000 0000 的选票" in desk.page.text
    assert len(list(instance.rglob("*.jpg"))) == before


def test_a_scanner_types_the_address(desk: Client, vote: Vote) -> None:
    number = number_of(voter_ids(vote)[0])
    desk.read(at(vote, "/receive"))
    desk.send({"number": f"https://portal.example/estates/1/votes/1/papers/{number}"})
    assert balance(vote.id).received == 1


def test_the_box_is_put_beside_what_was_received_and_keyed(
    desk: Client, vote: Vote, clerks: tuple[Account, Account], now: Any
) -> None:
    first, second, _ = voter_ids(vote)
    for voter_id in (first, second):
        take(vote, number_of(voter_id))
    for who in clerks:
        key(first, who)
    with transaction():
        again = session.get_one(Vote, vote.id)
        close(again, make.CLERK, now=again.closes_at)
    now.move_to(make.NOW + timedelta(days=7))
    desk.sign_in(clerks[0])
    assert "还没有开箱清点" in desk.read(at(vote, "/balance")).text
    desk.send({"papers": "3", "witnesses": "街道张某、监督员李某", "note": "一张没有编号"}, to="/box")
    said = desk.read(at(vote, "/balance")).text
    assert "箱里数出 3 张，登记收回 2 张，差 1 张" in said
    assert "一张没有编号" in said
    line = session.query(VoteEvent).filter_by(kind="box_counted").one().line
    assert '"keyed":1' in line
    assert '"papers":3' in line
    for who in clerks:
        key(second, who, later=timedelta(days=7))
    with transaction():
        again = session.get_one(Vote, vote.id)
        count_box(again, Counted(2, "三人"), by=by(clerks[0]), now=make.NOW + timedelta(days=8))
    assert "对得上" in desk.read(at(vote, "/balance")).text
    assert check_vote(session.get_one(Vote, vote.id), make.NOW + timedelta(days=8)) == []


def test_every_conflict_is_listed_with_what_counts(
    desk: Client, vote: Vote, clerks: tuple[Account, Account]
) -> None:
    first, second, _ = voter_ids(vote)
    answer(first, "oppose", "option:b")
    answer(second, "oppose", "option:b")
    for who in clerks:
        key(first, who)
    (found,) = list_conflicts(vote.id)
    assert [ballot.state for ballot in found.ballots] == [BallotState.REPLACED, BallotState.COUNTED]
    assert found.counted is not None
    assert found.counted.channel is Channel.PAPER
    page = desk.read(at(vote, "/conflicts"))
    assert "以后签名的为准" in page.text
    assert number_of(first)[:4] in page.text
    assert number_of(second) not in page.text.replace(" ", "")


def test_two_papers_of_one_voter_are_both_kept(vote: Vote, clerks: tuple[Account, Account]) -> None:
    """The owner asks for another paper after the first is back; the later signed counts."""
    voter_id = voter_ids(vote)[0]
    for who in clerks:
        key(voter_id, who)
    with transaction():
        voter = session.get_one(Voter, voter_id)
        print_papers(voter.vote, Order([voter], "名单", "业主要求重填"), by=make.CLERK, now=make.NOW)
    for who in clerks:
        key(voter_id, who, later=timedelta(hours=1), choice=Choice.OPPOSE)
    states = [ballot.state for ballot in session.query(Ballot).order_by(Ballot.id)]
    assert states == [BallotState.REPLACED, BallotState.COUNTED]
    assert balance(vote.id).keyed == 2
