"""A ballot from a phone: once, replaceable until closing, never lost."""

import secrets
from datetime import datetime, timedelta

import pytest

from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.errors import AlreadyClosed, NotReplaceable, NotYet
from portal.voting.models import Ballot, BallotState, Vote, Voter
from portal.voting.queries import find_counted_ballot, list_history
from portal.voting.services.online import cast
from portal.voting.specification import SettingSpec
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")
OWNER = Actor(None, "业主")


@pytest.fixture
def vote() -> Vote:
    with transaction():
        return make.opened(make.estate([5000, 6000, 7000]))


def say(voter: Voter, choice: Choice, *, at: datetime = make.NOW, once: str = "") -> Ballot:
    with transaction():
        given = [Given(voter.vote.questions[0], choice)]
        return cast(voter, given, once=once or secrets.token_hex(4), by=OWNER, now=at)


def test_two_taps_make_one_ballot(vote: Vote) -> None:
    voter = make.voters(vote)[0]
    first = say(voter, Choice.APPROVE, once="same")
    second = say(voter, Choice.APPROVE, once="same")
    assert second.id == first.id
    assert len(list_history(voter.id)) == 1


def test_the_later_ballot_counts_and_the_earlier_stays_on_record(vote: Vote) -> None:
    voter = make.voters(vote)[0]
    first, second = say(voter, Choice.APPROVE), say(voter, Choice.OPPOSE)
    assert [ballot.id for ballot in list_history(voter.id)] == [first.id, second.id]
    session.expire_all()
    assert first.state is BallotState.REPLACED
    counted = find_counted_ballot(voter.id)
    assert counted is not None
    assert counted.id == second.id


def test_a_vote_that_allows_one_ballot_refuses_the_second() -> None:
    settings = {"replaceable": SettingSpec(False, "业主大会议事规则第八条")}
    with transaction():
        vote = make.opened(make.estate([5000]), settings=settings)
    voter = make.voters(vote)[0]
    say(voter, Choice.APPROVE)
    with pytest.raises(NotReplaceable):
        say(voter, Choice.OPPOSE)
    assert len(list_history(voter.id)) == 1


@pytest.mark.parametrize(
    ("moment", "refusal"),
    [
        ("opens_at", None),  # open while opens <= t
        ("just before opens_at", NotYet),
        ("just before closes_at", None),
        ("closes_at", AlreadyClosed),  # and t < closes
    ],
)
def test_the_window_includes_its_first_moment_only(
    vote: Vote, moment: str, refusal: type[Exception] | None
) -> None:
    at = getattr(vote, moment.removeprefix("just before "))
    if moment.startswith("just"):
        at -= timedelta(microseconds=1)
    voter = make.voters(vote)[0]
    if refusal is None:
        say(voter, Choice.APPROVE, at=at)
    else:
        with pytest.raises(refusal):
            say(voter, Choice.APPROVE, at=at)
        assert not list_history(voter.id)


def test_every_ballot_has_its_own_receipt(vote: Vote) -> None:
    receipts = {say(voter, Choice.ABSTAIN).receipt for voter in make.voters(vote)}
    assert len(receipts) == 3
