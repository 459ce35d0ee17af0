"""The count from the database: grouped sums, identities, buildings; judged by the domain."""

from datetime import timedelta

import pytest

from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.electorate import Weight
from portal.domain.tally import Choice, Outcome, option_answer
from portal.voting.answers import Given
from portal.voting.models import Delivery, DeliveryWay, Vote, Voter
from portal.voting.queries import get_vote
from portal.voting.queries.counting import by_building, count, turnout
from portal.voting.queries.report import result_of
from portal.voting.services.closing import close, publish_result
from portal.voting.services.online import cast
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")
OWNER = Actor(None, "业主")


def say(voter: Voter, *answers: Given) -> None:
    with transaction():
        cast(voter, answers, once=f"v{voter.id}", by=OWNER, now=make.NOW)


@pytest.fixture
def vote() -> Vote:
    """Nine owners of 100.00 m2 each, one of them with two homes."""
    with transaction():
        estate = make.estate([10000] * 9)
        return make.opened(estate, make.APPROVE, make.CHOOSE)


def test_answers_add_up_by_heads_and_area(vote: Vote) -> None:
    q1, q2 = vote.questions
    voters = make.voters(vote)
    for voter in voters[:4]:
        say(voter, Given(q1, Choice.APPROVE), Given(q2, options=(q2.options[0],)))
    for voter in voters[4:6]:
        say(voter, Given(q1, Choice.OPPOSE), Given(q2, Choice.NONE_OF_THESE))
    first, second = count(vote)
    assert first.result.choices == {
        Choice.APPROVE: Weight(4, 40000),
        Choice.OPPOSE: Weight(2, 20000),
    }
    assert first.result.outcome is Outcome.NOT_PASSED  # 4 of 6 is less than three quarters
    assert second.result.choices[option_answer("a")] == Weight(4, 40000)
    assert second.result.outcome is Outcome.PASSED  # exactly two thirds took part, more than half agree
    assert second.result.winner == "a"


def test_an_unanswered_question_takes_no_part_in_that_question_only(vote: Vote) -> None:
    q1, q2 = vote.questions
    for voter in make.voters(vote)[:6]:
        say(voter, Given(q1, Choice.APPROVE), Given(q2, Choice.BLANK))
    first, second = count(vote)
    assert first.result.participating.heads == 6
    assert second.result.participating.heads == 0
    assert second.result.outcome is Outcome.NO_QUORUM


def test_papers_out_and_back_add_up(vote: Vote) -> None:
    q1, q2 = vote.questions
    voters = make.voters(vote)
    say(voters[0], Given(q1, Choice.APPROVE), Given(q2, Choice.ABSTAIN))
    with transaction():
        for voter in (voters[0], voters[1]):  # the first one voted all the same
            session.add(_failed(vote, voter))
    back = turnout(vote.id)
    assert (back.issued, back.returned, back.undeliverable, back.not_returned) == (9, 1, 1, 7)


def _failed(vote: Vote, voter: Voter) -> Delivery:
    return Delivery(
        vote_id=vote.id,
        voter_id=voter.id,
        way=DeliveryWay.UNDELIVERABLE,
        note="",
        recorded_at=make.NOW,
    )


def test_a_party_with_two_homes_is_one_head_with_both_areas() -> None:
    with transaction():
        estate = make.estate([5000, 6000])
        make.add_home_to_first(estate, "301", 2500)
        vote = make.opened(estate)
    first = make.voters(vote)[0]
    assert (first.heads, first.area, len(first.parts)) == (1, 7500, 2)
    assert turnout(vote.id).roll == Weight(2, 13500)
    assert by_building(get_vote(vote.id))["1栋"][0] == Weight(2, 13500)


def test_while_it_is_open_nobody_learns_the_split(vote: Vote) -> None:
    q1, q2 = vote.questions
    say(make.voters(vote)[0], Given(q1, Choice.APPROVE), Given(q2, Choice.ABSTAIN))
    shown = result_of(vote, make.NOW)
    for question in shown["questions"]:
        assert question["choices"] is question["outcome"] is question["winner"] is None
        assert {test["test"] for test in question["tests"]} == {"participation"}
    after = result_of(vote, vote.closes_at)
    assert after["questions"][0]["choices"]["同意"] == {"heads": 1, "area": "100.00"}


def test_closing_and_publishing_freeze_the_figures(vote: Vote) -> None:
    q1, q2 = vote.questions
    say(make.voters(vote)[0], Given(q1, Choice.APPROVE), Given(q2, Choice.ABSTAIN))
    late = vote.closes_at + timedelta(hours=1)
    with transaction():
        close(vote, make.CLERK, now=late)
    with transaction():
        publish_result(vote, make.CLERK, now=late)
    assert result_of(vote, late)["state"] == "preliminary"
