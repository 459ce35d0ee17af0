"""Paper ballots: two people, and the later signed counts."""

from datetime import datetime, timedelta

import pytest

from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.errors import AlreadyClosed, NothingToCheck, NotYet, Pending, SamePerson
from portal.voting.models import Ballot, BallotState, Channel, InvalidReason, Vote, Voter
from portal.voting.queries import find_counted_ballot, list_history
from portal.voting.queries.checking import check_vote
from portal.voting.queries.counting import turnout
from portal.voting.receiving_errors import ThirdDiffers, ThirdNeeded
from portal.voting.services.keying import Paper, check, enter, refuse_if_differing
from portal.voting.services.online import cast
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def vote() -> Vote:
    with transaction():
        return make.opened(make.estate([5000, 6000, 7000]))


@pytest.fixture
def clerks() -> tuple[Actor, Actor]:
    with transaction():
        return make.clerk("干事一"), make.clerk("干事二")


def paper(
    voter: Voter, choice: Choice, *, at: datetime = make.NOW, invalid: InvalidReason | None = None
) -> Paper:
    return Paper(Channel.PAPER, at, [Given(voter.vote.questions[0], choice)], invalid)


def key(voter: Voter, read: Paper, by: Actor) -> Ballot:
    with transaction():
        return enter(voter, read, once=f"{by.name}{read.signed_at}", by=by, now=make.NOW)


def recheck(voter: Voter, read: Paper, by: Actor) -> Ballot:
    with transaction():
        return check(voter, read, by=by, now=make.NOW)


def test_one_reading_waits_and_does_not_count(vote: Vote, clerks: tuple[Actor, Actor]) -> None:
    voter = make.voters(vote)[0]
    key(voter, paper(voter, Choice.APPROVE), clerks[0])
    assert find_counted_ballot(voter.id) is None
    back = turnout(vote.id)
    assert (back.returned, back.pending, back.not_returned) == (0, 1, 3)


def test_two_equal_readings_count(vote: Vote, clerks: tuple[Actor, Actor]) -> None:
    voter = make.voters(vote)[0]
    key(voter, paper(voter, Choice.APPROVE), clerks[0])
    recheck(voter, paper(voter, Choice.APPROVE), clerks[1])
    assert turnout(vote.id).returned == 1


def test_the_first_reader_cannot_be_the_second(vote: Vote, clerks: tuple[Actor, Actor]) -> None:
    voter = make.voters(vote)[0]
    key(voter, paper(voter, Choice.APPROVE), clerks[0])
    with pytest.raises(SamePerson):
        recheck(voter, paper(voter, Choice.APPROVE), clerks[0])
    assert find_counted_ballot(voter.id) is None


def differing(voter: Voter, clerks: tuple[Actor, Actor]) -> None:
    """The first reads 同意, the second 反对."""
    key(voter, paper(voter, Choice.APPROVE), clerks[0])
    ballot = recheck(voter, paper(voter, Choice.OPPOSE), clerks[1])
    with pytest.raises(ThirdNeeded):
        refuse_if_differing(ballot)


@pytest.mark.parametrize(
    ("said", "readers"), [(Choice.APPROVE, ("干事一", "第三人")), (Choice.OPPOSE, ("干事二", "第三人"))]
)
def test_a_third_person_decides_between_two_readings(
    vote: Vote, clerks: tuple[Actor, Actor], said: Choice, readers: tuple[str, str]
) -> None:
    voter = make.voters(vote)[0]
    differing(voter, clerks)
    assert turnout(vote.id).pending == 1
    for again in clerks:
        with pytest.raises(SamePerson):
            recheck(voter, paper(voter, said), again)
    with transaction():
        third = make.clerk("第三人")
    refuse_if_differing(recheck(voter, paper(voter, said), third))
    counted = find_counted_ballot(voter.id)
    assert counted is not None
    assert [answer.choice for answer in counted.answers] == [said]
    names = {account.id: account.display_name for account in session.query(Account)}
    assert (names[counted.entered_by or 0], names[counted.checked_by or 0]) == readers
    assert check_vote(session.get_one(Vote, vote.id), make.NOW) == []


def test_three_different_readings_are_withdrawn_and_begin_anew(
    vote: Vote, clerks: tuple[Actor, Actor]
) -> None:
    voter = make.voters(vote)[0]
    differing(voter, clerks)
    with transaction():
        third = make.clerk("第三人")
    ballot = recheck(voter, paper(voter, Choice.ABSTAIN), third)
    with pytest.raises(ThirdDiffers):
        refuse_if_differing(ballot)
    assert {b.state for b in list_history(voter.id)} == {BallotState.WITHDRAWN}
    key(voter, paper(voter, Choice.APPROVE, at=make.NOW - timedelta(minutes=1)), clerks[1])
    recheck(voter, paper(voter, Choice.APPROVE), third)
    assert find_counted_ballot(voter.id) is not None


def test_a_second_paper_waits_for_the_first(vote: Vote, clerks: tuple[Actor, Actor]) -> None:
    voter = make.voters(vote)[0]
    key(voter, paper(voter, Choice.APPROVE), clerks[0])
    with pytest.raises(Pending):
        key(voter, paper(voter, Choice.OPPOSE), clerks[1])


def test_nothing_can_be_checked_that_nobody_keyed(vote: Vote, clerks: tuple[Actor, Actor]) -> None:
    voter = make.voters(vote)[0]
    with pytest.raises(NothingToCheck):
        recheck(voter, paper(voter, Choice.APPROVE), clerks[1])


@pytest.mark.parametrize(
    ("paper_signed", "counts"),
    [
        (make.NOW - timedelta(hours=2), Channel.ONLINE),  # the phone's ballot was signed later
        (make.NOW + timedelta(hours=2), Channel.PAPER),
    ],
)
def test_of_paper_and_phone_the_later_signed_counts(
    vote: Vote, clerks: tuple[Actor, Actor], paper_signed: datetime, counts: Channel
) -> None:
    voter = make.voters(vote)[0]
    with transaction():
        given = [Given(vote.questions[0], Choice.APPROVE)]
        cast(voter, given, once="phone", by=Actor(None, "业主"), now=make.NOW)
    key(voter, paper(voter, Choice.OPPOSE, at=paper_signed), clerks[0])
    recheck(voter, paper(voter, Choice.OPPOSE, at=paper_signed), clerks[1])
    counted = find_counted_ballot(voter.id)
    assert counted is not None
    assert counted.channel is counts
    assert len(list_history(voter.id)) == 2  # both stay on record


def test_a_spoilt_paper_takes_no_valid_ballot_away(vote: Vote, clerks: tuple[Actor, Actor]) -> None:
    voter = make.voters(vote)[0]
    with transaction():
        given = [Given(vote.questions[0], Choice.APPROVE)]
        cast(voter, given, once="phone", by=Actor(None, "业主"), now=make.NOW)
    later = make.NOW + timedelta(hours=2)
    unsigned = paper(voter, Choice.OPPOSE, at=later, invalid=InvalidReason.UNSIGNED)
    key(voter, unsigned, clerks[0])
    recheck(voter, unsigned, clerks[1])
    counted = find_counted_ballot(voter.id)
    assert counted is not None
    assert counted.channel is Channel.ONLINE


def test_a_spoilt_paper_is_returned_and_takes_no_part(vote: Vote, clerks: tuple[Actor, Actor]) -> None:
    voter = make.voters(vote)[0]
    unsigned = paper(voter, Choice.APPROVE, invalid=InvalidReason.UNSIGNED)
    key(voter, unsigned, clerks[0])
    recheck(voter, unsigned, clerks[1])
    back = turnout(vote.id)
    assert (back.returned, back.invalid, back.taking_part.heads) == (1, 1, 0)


@pytest.mark.parametrize(("days", "refusal"), [(-5, NotYet), (7, AlreadyClosed)])
def test_a_paper_signed_outside_the_period_is_refused(
    vote: Vote, clerks: tuple[Actor, Actor], days: int, refusal: type[Exception]
) -> None:
    voter = make.voters(vote)[0]
    with pytest.raises(refusal):
        key(voter, paper(voter, Choice.APPROVE, at=make.NOW + timedelta(days=days)), clerks[0])
    assert not list_history(voter.id)
