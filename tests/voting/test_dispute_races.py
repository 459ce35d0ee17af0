"""Presses at the same moment, on both databases."""

from collections.abc import Callable

import pytest

from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.models import Ballot, BallotState, Dispute
from portal.voting.paper_errors import DisputeDecided
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.services.disputing import Decision, decide, dispute
from portal.voting.services.online import cast
from tests.factories import voting as make
from tests.factories.voting_desk import on_paper
from tests.voting.test_races import first_voter, together

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def vote_id() -> int:
    with transaction():
        vote = make.opened(make.estate([5000, 6000, 7000]), make.APPROVE)
    on_paper(first_voter(vote.id).id, "approve", counts=True)
    return vote.id


def press(vote_id: int) -> int:
    ballot = session.query(Ballot).order_by(Ballot.id).first()
    assert ballot is not None
    return dispute(first_voter(vote_id), ballot, by=Actor(None, "业主"), now=make.NOW).id


def agrees(vote_id: int) -> bool:
    session.remove()
    return check_vote(get_vote(vote_id), make.NOW) == []


def test_many_presses_at_once_are_one_dispute(vote_id: int) -> None:
    session.remove()
    answers = together(*[lambda: press(vote_id)] * 6)
    assert len(set(answers)) == 1
    assert session.query(Dispute).count() == 1
    assert agrees(vote_id)


def test_two_decisions_at_once_leave_one(vote_id: int) -> None:
    with transaction():
        about, clerks = press(vote_id), [make.clerk(f"第{n}人") for n in range(2)]
    session.remove()

    def settle(who: Actor, restore: bool) -> Callable[[], object]:
        said = Decision(restore, "当面收的", "核对了签名")
        return lambda: (
            decide(first_voter(vote_id), session.get_one(Dispute, about), said, by=who, now=make.NOW).restored
        )

    answers = together(settle(clerks[0], True), settle(clerks[1], False))
    assert sum(isinstance(answer, DisputeDecided) for answer in answers) == 1
    assert agrees(vote_id)


def test_a_press_against_a_new_ballot_leaves_a_true_record(vote_id: int) -> None:
    """Whichever comes first, at most one ballot counts and the record says so."""
    session.remove()

    def say() -> int:
        given = [Given(get_vote(vote_id).questions[0], Choice.OPPOSE)]
        return cast(first_voter(vote_id), given, once="phone", by=Actor(None, "业主"), now=make.NOW).id

    together(lambda: press(vote_id), say)
    assert session.query(Ballot).filter_by(state=BallotState.COUNTED).count() == 1
    assert agrees(vote_id)
