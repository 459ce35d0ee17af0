"""延期: later only, while open only, with a reason, on record, and everybody is told."""

from datetime import timedelta

import pytest

from portal.db import session, transaction
from portal.domain.deadlines import WindowTooLong
from portal.domain.stages import VoteState
from portal.messages.models import Message
from portal.voting.errors import NotLater, NotOpenNow, ReasonMissing, TooEarly
from portal.voting.models import PublicationKind, Vote
from portal.voting.models.logbook import VoteEvent
from portal.voting.queries.after import announced_ends, list_extensions, list_publications
from portal.voting.queries.reading import state_of
from portal.voting.queries.report import result_of
from portal.voting.services.closing import close
from portal.voting.services.extending import extend
from tests.factories import after
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")
DAY = timedelta(days=1)


@pytest.fixture
def vote() -> Vote:
    with transaction():
        return make.opened(make.estate([5000, 6000, 7000]))


def put_off(vote: Vote, by: timedelta = 3 * DAY, reason: str = "人数不够") -> None:
    with transaction():
        extend(vote, vote.closes_at + by, reason, by=make.CLERK, now=make.NOW)


def test_the_new_end_rules_and_the_old_one_stays(vote: Vote) -> None:
    old = vote.closes_at
    put_off(vote)
    put_off(vote, DAY, "还差两户")
    assert vote.closes_at == old + 4 * DAY
    assert state_of(vote, old) is VoteState.OPEN
    assert result_of(vote, old)["questions"][0]["outcome"] is None  # hidden as long as it is open
    assert [(e.old_closes_at, e.reason) for e in list_extensions(vote.id)] == [
        (old, "人数不够"),
        (old + 3 * DAY, "还差两户"),
    ]
    assert announced_ends([vote.id]) == {vote.id: old}
    with pytest.raises(TooEarly), transaction():
        close(vote, make.CLERK, now=old)


def test_it_is_published_and_stands_in_the_record(vote: Vote) -> None:
    put_off(vote)
    last = list_publications(vote.id)[-1]
    assert last.kind is PublicationKind.EXTENSION
    assert last.body["reason"] == "人数不够"
    kinds = [
        kind for (kind,) in session.query(VoteEvent.kind).filter_by(vote_id=vote.id).order_by(VoteEvent.id)
    ]
    assert kinds[-1] == "extended"


def test_everybody_with_an_account_is_told_once(vote: Vote) -> None:
    with transaction():
        first, second, _ = make.voters(vote)
        told = {after.owner_of(first).id, after.owner_of(second).id}
        after.say(first, "approve")
    put_off(vote)
    messages = session.query(Message).filter_by(topic="vote.extended").all()
    assert sorted(message.account_id for message in messages) == sorted(told)
    assert "人数不够" in messages[0].body


@pytest.mark.parametrize("by", [timedelta(0), -DAY])
def test_there_is_no_early_end(vote: Vote, by: timedelta) -> None:
    with pytest.raises(NotLater):
        put_off(vote, by)
    assert list_extensions(vote.id) == []


def test_a_reason_is_needed_and_the_longest_window_holds(vote: Vote) -> None:
    with pytest.raises(ReasonMissing):
        put_off(vote, reason="  ")
    with pytest.raises(WindowTooLong):
        put_off(vote, 51 * DAY)  # ten days are announced, sixty are the most
    put_off(vote, 50 * DAY)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_only_while_it_is_open(vote: Vote, moment: str) -> None:
    now = vote.opens_at - DAY if moment == "before" else vote.closes_at
    with pytest.raises(NotOpenNow), transaction():
        extend(vote, vote.closes_at + DAY, "理由", by=make.CLERK, now=now)
