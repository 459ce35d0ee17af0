"""“Not cast by me”: set aside at one press, decided by somebody without a hand in it; the figures agree."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.domain.tally import Choice
from portal.messages.models import Message
from portal.permissions import Role
from portal.voting.answers import Given
from portal.voting.errors import ReasonMissing
from portal.voting.models import Ballot, BallotState, Dispute, Vote, Voter
from portal.voting.paper_errors import (
    DecidedByReader,
    DisputeDecided,
    DisputeOver,
    DisputesWaiting,
    LaterBallotCounts,
    NotDisputable,
    OwnBallot,
)
from portal.voting.queries.checking import check_vote
from portal.voting.queries.counting import Turnout, turnout
from portal.voting.services.closing import close, publish_result
from portal.voting.services.disputing import Decision, decide, dispute
from portal.voting.services.online import cast
from tests.factories import after
from tests.factories import voting as make
from tests.factories.voting_desk import answer, on_paper, staff
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
YES = Decision(restore=True, staff_said="当面收的", reason="核对了签名")
NO = Decision(restore=False, staff_said="记不清了", reason="签名不是本人的")


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def vote() -> Vote:
    with transaction():
        return make.opened(make.estate([10000, 20000, 30000]), make.APPROVE)


@pytest.fixture
def owner(vote: Vote) -> Account:
    with transaction():
        return after.owner_of(make.voters(vote)[0])


@pytest.fixture
def paper(vote: Vote, owner: Account) -> Ballot:
    """Keyed and checked for the first voter, whose owner has an account."""
    on_paper(make.voters(vote)[0].id, "approve", counts=True)
    return session.query(Ballot).one()


def by(account: Account) -> Actor:
    return Actor(account.id, account.display_name)


def press(vote: Vote, ballot: Ballot, owner: Account, said: str = "") -> Dispute:
    with transaction():
        return dispute(make.voters(vote)[0], ballot, said, by=by(owner), now=make.NOW)


def settle(vote: Vote, about: Dispute, decision: Decision, who: Actor | None = None) -> Dispute:
    with transaction():
        who = who or make.clerk(secrets.token_hex(4))
        return decide(make.voters(vote)[0], about, decision, by=who, now=make.NOW)


def figures(vote: Vote) -> tuple[int, int, int]:
    """Returned, not returned, undeliverable; their sum is what was issued."""
    back: Turnout = turnout(vote.id)
    assert back.returned + back.not_returned + back.undeliverable == back.issued
    return back.returned, back.not_returned, back.undeliverable


def agrees(vote: Vote) -> bool:
    session.expire_all()
    return check_vote(session.get_one(Vote, vote.id), make.NOW) == []


def test_a_keyed_paper_is_told_to_its_owner_and_to_nobody_else(vote: Vote, owner: Account) -> None:
    """Before it counts already: whoever forges one must not have until somebody checks it."""
    with transaction():
        after.owner_of(make.voters(vote)[1], "别的业主")
    on_paper(make.voters(vote)[0].id, "approve", counts=False)
    entered = session.query(Message).filter_by(topic="ballot.entered")
    told = entered.one()
    assert (told.account_id, "还没有计票" in told.body) == (owner.id, True)
    on_paper(make.voters(vote)[2].id, "approve", counts=True)
    assert entered.count() == 1


def test_the_message_leads_to_the_own_ballots(vote: Vote, owner: Account, paper: Ballot) -> None:
    """Once when it was keyed, once when it was checked."""
    keyed, checked = session.query(Message).filter_by(topic="ballot.entered").order_by(Message.id)
    link = f"/estates/{vote.estate_id}/votes/{vote.id}/mine"
    assert {(told.account_id, told.link) for told in (keyed, checked)} == {(owner.id, link)}
    assert "已由两个人核对" in checked.body


def test_one_press_sets_it_aside_and_the_figures_agree(vote: Vote, owner: Account, paper: Ballot) -> None:
    assert figures(vote) == (1, 2, 0)
    press(vote, paper, owner)
    assert figures(vote) == (0, 3, 0)
    assert agrees(vote)
    assert session.get_one(Ballot, paper.id).state is BallotState.SET_ASIDE


def test_restored_it_counts_again(vote: Vote, owner: Account, paper: Ballot) -> None:
    about = settle(vote, press(vote, paper, owner, "我没有交过"), YES)
    assert figures(vote) == (1, 2, 0)
    assert agrees(vote)
    assert (about.said, about.staff_said, about.reason) == ("我没有交过", "当面收的", "核对了签名")
    told = session.query(Message).filter_by(topic="ballot.dispute").one()
    assert told.account_id == owner.id
    assert "恢复计票" in told.body
    assert "核对了签名" in told.body
    with pytest.raises(DisputeDecided):
        settle(vote, about, NO)
    with pytest.raises(DisputeDecided):
        press(vote, paper, owner)


def test_left_aside_it_never_counts_and_the_owner_may_vote(vote: Vote, owner: Account, paper: Ballot) -> None:
    settle(vote, press(vote, paper, owner), NO)
    assert figures(vote) == (0, 3, 0)
    answer(make.voters(vote)[0].id, "oppose")
    assert figures(vote) == (1, 2, 0)
    assert agrees(vote)


def test_it_is_not_restored_beside_a_later_one(vote: Vote, owner: Account, paper: Ballot) -> None:
    about = press(vote, paper, owner)
    answer(make.voters(vote)[0].id, "oppose")
    with pytest.raises(LaterBallotCounts):
        settle(vote, about, YES)
    settle(vote, session.get_one(Dispute, about.id), NO)
    assert agrees(vote)


def test_who_had_a_hand_in_it_does_not_decide(vote: Vote, owner: Account, paper: Ballot) -> None:
    about = press(vote, paper, owner)
    for account_id in (paper.entered_by, paper.checked_by, owner.id):
        with pytest.raises(DecidedByReader):
            settle(vote, about, YES, Actor(account_id, "经手人"))
    with pytest.raises(ReasonMissing):
        settle(vote, about, Decision(restore=True, staff_said="收的", reason=" "))


def test_two_presses_are_one(vote: Vote, owner: Account, paper: Ballot) -> None:
    assert press(vote, paper, owner).id == press(vote, paper, owner).id
    assert session.query(Dispute).count() == 1


def test_what_does_not_count_or_is_ones_own_is_not_disputed(vote: Vote, owner: Account) -> None:
    voter = make.voters(vote)[0]
    on_paper(voter.id, "approve", counts=False)
    with pytest.raises(NotDisputable):
        press(vote, session.query(Ballot).one(), owner)
    with transaction():
        given = [Given(vote.questions[0], Choice.APPROVE)]
        own = cast(session.get_one(Voter, voter.id), given, once="own", by=by(owner), now=make.NOW)
    with pytest.raises(OwnBallot):
        press(vote, own, owner)


def test_nothing_is_published_while_a_dispute_waits(vote: Vote, owner: Account, paper: Ballot) -> None:
    about = press(vote, paper, owner)
    late = vote.closes_at + timedelta(hours=1)
    with transaction():
        close(session.get_one(Vote, vote.id), make.CLERK, now=late)

    def publish() -> None:
        with transaction():
            publish_result(session.get_one(Vote, vote.id), make.CLERK, now=late)

    with pytest.raises(DisputesWaiting):
        publish()
    settle(vote, session.get_one(Dispute, about.id), YES)
    publish()
    assert agrees(vote)
    on = session.get_one(Ballot, paper.id)
    with pytest.raises(RuleViolated) as refused:
        press(vote, on, owner)
    assert isinstance(refused.value, DisputeDecided | DisputeOver)


def test_the_pages_from_the_press_to_the_decision(
    client: Client, vote: Vote, owner: Account, paper: Ballot
) -> None:
    estate = vote.estate
    third = staff("第三人", Role.COMMUNITY_CLERK, estate).id
    owner_id, first = owner.id, session.get_one(Account, paper.entered_by)
    mine = f"/estates/{estate.id}/votes/{vote.id}/mine"
    desk = f"/desk/estates/{estate.id}/votes/{vote.id}"
    receipt, keyed_by = paper.receipt, first.display_name
    client.sign_in(owner)
    page = client.read(mine).text
    assert keyed_by in page
    assert "计票" in page
    assert "同意" not in page
    assert client.send({}, to=f"{receipt}/dispute").status_code == 303
    page = client.read(mine).text
    assert "搁置，不计票" in page
    assert "这不是我投的" not in page
    assert client.read(f"{mine}/00000000/dispute", 404)

    client.sign_in(session.get_one(Account, third))
    assert "业主说不是自己投的，已搁置" in client.read(desk).text
    assert "搁置，等处理" in client.read(f"{desk}/disputes").text
    (about,) = session.query(Dispute.id).one()
    refused = client.submit(f"{desk}/disputes/{about}", {"reason": "核对了"})
    assert refused.status_code == 200
    sent = client.submit(
        f"{desk}/disputes/{about}", {"staff_said": "当面收的", "outcome": "leave", "reason": "签名不是本人的"}
    )
    assert sent.status_code == 303
    client.sign_in(session.get_one(Account, owner_id))
    page = client.read(mine).text
    assert "处理：不再计票" in page
    assert "签名不是本人的" in page


def test_a_neighbour_has_no_way_to_it(client: Client, vote: Vote, owner: Account, paper: Ballot) -> None:
    with transaction():
        other = after.owner_of(make.voters(vote)[1], "邻居")
    receipt, mine = paper.receipt, f"/estates/{vote.estate_id}/votes/{vote.id}/mine"
    session.expunge_all()
    client.sign_in(other)
    assert receipt[:4] not in client.read(mine).text
    assert client.read(f"{mine}/{receipt}/dispute", 404)
