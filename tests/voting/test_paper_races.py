"""Papers under real concurrency on both databases: threads of their own on a database of their own."""

import secrets
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.errors import Pending, SamePerson
from portal.voting.models import Ballot, BallotState, Channel, PaperBallot, PrintRun, Voter
from portal.voting.models.logbook import VoteEvent
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.queries.numbered import list_conflicts
from portal.voting.receiving_errors import NobodyToPrint, ReceivedBefore, ReceivedTooLate
from portal.voting.services.closing import close
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.online import cast
from portal.voting.services.printing import Order, print_papers
from portal.voting.services.receiving import receive
from tests.factories import voting as make
from tests.voting.test_races import first_voter, together

pytestmark = pytest.mark.usefixtures("fresh_database")
THREADS = 6


@pytest.fixture
def vote_id() -> int:
    with transaction():
        vote = make.opened(make.estate([5000, 6000, 7000]))
    return vote.id


@pytest.fixture
def clerks() -> list[Actor]:
    with transaction():
        return [make.clerk(f"干事{place}") for place in range(THREADS)]


def paper(vote_id: int, choice: Choice = Choice.OPPOSE) -> Paper:
    return Paper(Channel.PAPER, make.NOW, [Given(get_vote(vote_id).questions[0], choice)])


def printed(vote_id: int) -> str:
    with transaction():
        vote = get_vote(vote_id)
        print_papers(vote, Order(make.voters(vote), "全部"), by=make.CLERK, now=make.NOW)
        return first_voter(vote_id).number


def receiving(vote_id: int, number: str, by: Actor, at: datetime = make.NOW) -> Callable[[], object]:
    return lambda: receive(get_vote(vote_id), number, by=by, now=at).id


def sound(vote_id: int) -> bool:
    session.remove()
    return check_vote(get_vote(vote_id), make.NOW + timedelta(days=30)) == []


@pytest.mark.parametrize("on_paper", [True, False])
def test_clerks_on_one_number_receive_it_once(vote_id: int, clerks: list[Actor], on_paper: bool) -> None:
    """Also one that was not printed here, whose row is made by whoever comes first."""
    number = printed(vote_id) if on_paper else first_voter(vote_id).number
    session.remove()
    answers = together(*[receiving(vote_id, number, clerk) for clerk in clerks])
    assert Counter(type(answer) for answer in answers) == {int: 1, ReceivedBefore: THREADS - 1}
    assert session.query(PaperBallot).filter(PaperBallot.received_at.is_not(None)).count() == 1
    assert session.query(VoteEvent).filter_by(kind="received").count() == 1
    assert sound(vote_id)


def test_received_just_before_the_closing_or_not_at_all(vote_id: int, clerks: list[Actor]) -> None:
    printed(vote_id)
    closes = get_vote(vote_id).closes_at
    numbers = [voter.number for voter in session.query(Voter).filter_by(vote_id=vote_id)]
    session.remove()

    def shut() -> str:
        close(get_vote(vote_id), make.CLERK, now=closes)
        return "closed"

    in_time = closes - timedelta(microseconds=1)
    deeds = [receiving(vote_id, number, clerks[0], in_time) for number in numbers]
    *answers, closed = together(*deeds, shut)
    assert closed == "closed"
    assert all(isinstance(answer, int | ReceivedTooLate) for answer in answers)
    kinds = [event.kind for event in session.query(VoteEvent).order_by(VoteEvent.position)]
    assert "received" not in kinds[kinds.index("closed") :]
    assert kinds.count("received") == sum(isinstance(answer, int) for answer in answers)
    late = together(receiving(vote_id, numbers[0], clerks[1], in_time))
    assert isinstance(late[0], ReceivedTooLate | ReceivedBefore)
    assert sound(vote_id)


def test_two_first_readings_of_one_paper_leave_one(vote_id: int, clerks: list[Actor]) -> None:
    def keyed(by: Actor) -> Callable[[], object]:
        once = secrets.token_hex(4)
        return lambda: enter(first_voter(vote_id), paper(vote_id), once=once, by=by, now=make.NOW).id

    answers = together(*[keyed(clerk) for clerk in clerks])
    assert Counter(type(answer) for answer in answers) == {int: 1, Pending: THREADS - 1}
    assert session.query(PaperBallot).count() == 1
    assert sound(vote_id)


def test_second_and_third_readings_at_once_count_one_ballot(vote_id: int, clerks: list[Actor]) -> None:
    with transaction():
        enter(first_voter(vote_id), paper(vote_id), once="first", by=clerks[0], now=make.NOW)

    def again(by: Actor, choice: Choice) -> Callable[[], object]:
        return lambda: check(first_voter(vote_id), paper(vote_id, choice), by=by, now=make.NOW).state

    together(
        again(clerks[1], Choice.APPROVE), again(clerks[2], Choice.OPPOSE), again(clerks[0], Choice.OPPOSE)
    )
    states = Counter(ballot.state for ballot in session.query(Ballot))
    assert states[BallotState.COUNTED] == 1
    assert states[BallotState.PENDING] == 0
    assert sound(vote_id)


def test_paper_and_phone_in_the_same_second_are_both_kept(vote_id: int, clerks: list[Actor]) -> None:
    with transaction():
        enter(first_voter(vote_id), paper(vote_id), once="first", by=clerks[0], now=make.NOW)

    def phone(once: str) -> Callable[[], object]:
        def deed() -> int:
            given = [Given(get_vote(vote_id).questions[0], Choice.APPROVE)]
            return cast(first_voter(vote_id), given, once=once, by=Actor(None, "业主"), now=make.NOW).id

        return deed

    def second() -> int:
        return check(first_voter(vote_id), paper(vote_id), by=clerks[1], now=make.NOW).id

    answers = together(phone("a"), second, phone("b"))
    assert all(isinstance(answer, int) for answer in answers)
    (conflict,) = list_conflicts(vote_id)
    assert len(conflict.ballots) == 3
    assert Counter(ballot.state for ballot in conflict.ballots)[BallotState.COUNTED] == 1
    assert sound(vote_id)


def test_two_clerks_print_each_paper_once(vote_id: int, clerks: list[Actor]) -> None:
    def print_all(by: Actor) -> Callable[[], object]:
        def deed() -> int:
            vote = get_vote(vote_id)
            return print_papers(vote, Order(make.voters(vote), "全部"), by=by, now=make.NOW).id

        return deed

    answers = together(*[print_all(clerk) for clerk in clerks])
    assert Counter(type(answer) for answer in answers) == {int: 1, NobodyToPrint: THREADS - 1}
    assert session.query(PrintRun).count() == 1
    assert session.query(PaperBallot).count() == 3
    assert sound(vote_id)


def test_the_first_reader_never_becomes_the_second(vote_id: int, clerks: list[Actor]) -> None:
    with transaction():
        enter(first_voter(vote_id), paper(vote_id), once="first", by=clerks[0], now=make.NOW)

    def mine() -> object:
        return check(first_voter(vote_id), paper(vote_id), by=clerks[0], now=make.NOW).id

    assert all(isinstance(answer, SamePerson) for answer in together(mine, mine))
