"""What is kept of an announced vote in memory, and that nothing of it outlives what moved."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from portal.db import session, transaction
from portal.domain.stages import VoteState
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.errors import AlreadyClosed
from portal.voting.models import Vote
from portal.voting.queries.sheets import get_announced
from portal.voting.services.drafting import create
from portal.voting.services.online import Ticket, put
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def vote() -> Vote:
    with transaction():
        return make.opened(make.estate([5000, 6000]))


def _elsewhere(vote: Vote, **values: object) -> None:
    """As another process writes it: no object of this one hears of it."""
    with transaction():
        session.connection().execute(sa.update(Vote).where(Vote.id == vote.id).values(**values))


def _press(vote: Vote, later: timedelta) -> str:
    kept = get_announced(vote.id, vote.estate_id)
    with transaction():
        ticket = Ticket.of(make.voters(vote)[0], vote.estate_id)
        given = [Given(kept.questions[0], Choice.APPROVE)]
        return put(ticket, given, once=str(later), by=make.CLERK, now=make.NOW + later)


def test_what_was_announced_is_read_once(vote: Vote) -> None:
    assert get_announced(vote.id, vote.estate_id) is get_announced(vote.id, vote.estate_id)


def test_a_closing_elsewhere_holds_at_the_next_press(vote: Vote) -> None:
    _press(vote, timedelta())
    _elsewhere(vote, state=VoteState.COUNTING)
    assert get_announced(vote.id, vote.estate_id).state is VoteState.COUNTING
    with pytest.raises(AlreadyClosed):
        _press(vote, timedelta(minutes=1))


def test_an_extension_elsewhere_holds_at_the_next_press(vote: Vote) -> None:
    after = vote.closes_at - make.NOW + timedelta(hours=1)
    with pytest.raises(AlreadyClosed):
        _press(vote, after)
    _elsewhere(vote, closes_at=vote.closes_at + timedelta(days=1))
    assert _press(vote, after)


def test_a_closing_between_the_page_and_the_press_is_noticed(vote: Vote) -> None:
    """The page read the open vote; the press asks under its own lock."""
    get_announced(vote.id, vote.estate_id)
    ticket = Ticket.of(make.voters(vote)[0], vote.estate_id)
    given = [Given(vote.questions[0], Choice.APPROVE)]
    _elsewhere(vote, state=VoteState.VOID)
    with pytest.raises(AlreadyClosed), transaction():
        put(ticket, given, once="tap", by=make.CLERK, now=make.NOW)


def test_a_draft_and_a_vote_of_elsewhere_are_not_there(vote: Vote) -> None:
    with transaction():
        other = make.estate([5000], name="别的小区", street="别的街道")
        draft = create(make.specification(other), make.CLERK, now=make.NOW)
    for vote_id, estate_id in ((draft.id, other.id), (vote.id, other.id)):
        with pytest.raises(NoResultFound):
            get_announced(vote_id, estate_id)
