"""Reminders reach those who have not voted and nobody else, once a day; the rest are rung or visited."""

from datetime import timedelta

import pytest

from portal import crypto
from portal.communities.models import Owner, OwnerParty
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.messages.models import Message, SendState
from portal.voting.answers import Given
from portal.voting.errors import NotOpenNow
from portal.voting.models import Channel, InvalidReason, Vote
from portal.voting.queries.after import list_reminded
from portal.voting.queries.people import list_silent, list_to_call
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.reminding import remind_silent
from tests.factories import after
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def vote() -> Vote:
    with transaction():
        return make.opened(make.estate([5000, 6000, 7000, 8000, 9000]))


def remind(vote: Vote, days: int = 0) -> int:
    with transaction():
        return remind_silent(vote, make.CLERK, now=make.NOW + timedelta(days=days))


def on_paper(vote: Vote, place: int, *, spoilt: bool = False, counts: bool = True) -> None:
    voter = make.voters(vote)[place]
    reason = InvalidReason.UNSIGNED if spoilt else None
    paper = Paper(Channel.PAPER, make.NOW, [Given(vote.questions[0], Choice.APPROVE)], reason)
    first, second = make.clerk(f"甲{place}"), make.clerk(f"乙{place}")
    enter(voter, paper, once="p", by=first, now=make.NOW)
    if counts:
        check(voter, paper, by=second, now=make.NOW)


def test_only_the_silent_are_reminded(vote: Vote) -> None:
    with transaction():
        people = [after.owner_of(voter).id for voter in make.voters(vote)]
        after.say(make.voters(vote)[0], "approve")
        on_paper(vote, 1, counts=False)  # returned, though it waits for the second reader
        on_paper(vote, 2, spoilt=True)
    assert remind(vote) == 2
    reached = {message.account_id for message in session.query(Message).filter_by(topic="reminder.vote")}
    assert reached == set(people[3:])


def test_at_most_once_a_day(vote: Vote) -> None:
    with transaction():
        after.owner_of(make.voters(vote)[0])
    assert [remind(vote), remind(vote), remind(vote, days=1)] == [1, 0, 1]
    assert len(list_reminded(vote.id)) == 2


def test_one_message_for_several_voters_of_a_person(vote: Vote) -> None:
    with transaction():
        first, second, *_ = make.voters(vote)
        account = after.owner_of(first)
        other = session.get_one(OwnerParty, second.party_id).owners[0]
        session.add(
            after.OwnerLink(
                account_id=account.id,
                estate_id=vote.estate_id,
                owner_id=other.id,
                relation=after.Relation.OWNER,
                proof=after.Proof.ID_TAIL,
                state=after.ClaimState.ACTIVE,
                since=make.NOW,
            )
        )
    assert remind(vote) == 1
    assert {each.voter.id for each in list_reminded(vote.id)} == {first.id, second.id}


def test_each_with_what_became_of_it(vote: Vote) -> None:
    with transaction():
        after.owner_of(make.voters(vote)[0]).phone = crypto.seal("13800000000")
    remind(vote)
    (sent,) = list_reminded(vote.id)
    assert (sent.read_at, sent.copy) == (None, SendState.WAITING)
    with transaction():
        session.query(Message).one().read_at = make.NOW
    assert list_reminded(vote.id)[0].read_at == make.NOW


def test_who_has_no_account_is_listed_and_phones_only_on_request(vote: Vote) -> None:
    with transaction():
        voters = make.voters(vote)
        after.owner_of(voters[0])
        after.say(voters[1], "approve")
        owner = session.get_one(OwnerParty, voters[2].party_id).owners[0]
        session.get_one(Owner, owner.id).phone = crypto.seal("13900000000")
    assert len(list_silent(vote.id)) == 4
    assert [each.voter.id for each in list_to_call(vote.id)] == [voter.id for voter in voters[2:]]
    assert all(not each.phones for each in list_to_call(vote.id))
    assert [list(each.phones) for each in list_to_call(vote.id, phones=True)] == [["13900000000"], [], []]


def test_nobody_is_reminded_of_what_is_over(vote: Vote) -> None:
    with pytest.raises(NotOpenNow):
        remind(vote, days=6)
