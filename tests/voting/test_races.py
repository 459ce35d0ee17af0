"""Real concurrency on both databases: threads of their own on a database of their own."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from portal import db
from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.domain.stages import VoteState
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.errors import AlreadyClosed, WrongState
from portal.voting.models import Ballot, BallotState, Channel, PublicationKind, Vote, Voter
from portal.voting.queries import get_vote
from portal.voting.queries.after import list_extensions, list_publications
from portal.voting.services.closing import close, publish_result
from portal.voting.services.extending import extend
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.objecting import Objection, raise_objection
from portal.voting.services.online import cast
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("fresh_database")
THREADS = 8


@pytest.fixture
def vote_id() -> int:
    with transaction():
        vote = make.opened(make.estate([5000, 6000, 7000]))
    return vote.id


def together(*deeds: Callable[[], object]) -> list[object]:
    """All at the same moment; what each returned, or the refusal it met."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            start.wait(timeout=30)
            with transaction():
                return deed()
        except RuleViolated as refusal:
            return refusal
        finally:
            db.session.remove()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def first_voter(vote_id: int) -> Voter:
    return session.query(Voter).filter_by(vote_id=vote_id).order_by(Voter.id).first()  # type: ignore[return-value]


def say(vote_id: int, choice: Choice, once: str, at: datetime = make.NOW) -> Callable[[], object]:
    def deed() -> int:
        voter = first_voter(vote_id)
        given = [Given(get_vote(vote_id).questions[0], choice)]
        return cast(voter, given, once=once, by=Actor(None, "业主"), now=at).id

    return deed


def ballots(state: BallotState | None = None) -> int:
    found = session.query(Ballot)
    return found.filter_by(state=state).count() if state else found.count()


def test_two_taps_at_once_make_one_ballot(vote_id: int) -> None:
    answers = together(*[say(vote_id, Choice.APPROVE, "tap")] * THREADS)
    assert len(set(answers)) == 1
    assert ballots() == 1


def test_of_many_ballots_at_once_exactly_one_counts(vote_id: int) -> None:
    answers = together(*[say(vote_id, Choice.APPROVE, secrets.token_hex(4)) for _ in range(THREADS)])
    assert len(set(answers)) == THREADS  # each is kept
    assert ballots(BallotState.COUNTED) == 1


def test_what_was_acknowledged_before_the_closing_counts(vote_id: int) -> None:
    closes = get_vote(vote_id).closes_at
    session.remove()

    def shut() -> str:
        close(get_vote(vote_id), make.CLERK, now=closes)
        return "closed"

    in_time = closes - timedelta(microseconds=1)
    deeds = [say(vote_id, Choice.APPROVE, secrets.token_hex(4), in_time) for _ in range(THREADS - 1)]
    answers = together(*deeds, shut)
    refused = [answer for answer in answers if isinstance(answer, AlreadyClosed)]
    assert answers[-1] == "closed"
    assert ballots() == THREADS - 1 - len(refused)
    assert all(isinstance(answer, int | str | AlreadyClosed) for answer in answers)


def test_paper_and_phone_in_the_same_second_leave_one_that_counts(vote_id: int) -> None:
    with transaction():
        clerks = make.clerk("干事一"), make.clerk("干事二")

    def paper() -> Paper:
        question = get_vote(vote_id).questions[0]
        return Paper(Channel.PAPER, make.NOW, [Given(question, Choice.OPPOSE)])

    with transaction():
        enter(first_voter(vote_id), paper(), once="paper", by=clerks[0], now=make.NOW)

    def second_reading() -> int:
        return check(first_voter(vote_id), paper(), by=clerks[1], now=make.NOW).id

    together(say(vote_id, Choice.APPROVE, "phone"), second_reading)
    assert (ballots(), ballots(BallotState.COUNTED)) == (2, 1)


def test_two_conveners_open_it_once(vote_id: int) -> None:
    with transaction():
        other = make.estate([5000, 6000], name="别的小区", street="别的街道")
        make.roll_published(other)
        draft = make.create(make.specification(other), make.CLERK, now=make.NOW).id
    open_it = [lambda: make.open_now(get_vote(draft), make.CLERK, now=make.NOW)] * 2
    answers = together(*open_it)
    assert sum(isinstance(answer, RuleViolated) for answer in answers) == 1
    assert session.query(Voter).filter_by(vote_id=draft).count() == 2
    assert session.get_one(Vote, draft).state.value == "open"


def test_two_publishers_publish_it_once(vote_id: int) -> None:
    closes = get_vote(vote_id).closes_at
    with transaction():
        close(get_vote(vote_id), make.CLERK, now=closes)
    deeds = [lambda: publish_result(get_vote(vote_id), make.CLERK, now=closes)] * THREADS
    answers = together(*deeds)
    assert sum(isinstance(answer, WrongState) for answer in answers) == THREADS - 1
    kinds = [publication.kind for publication in list_publications(vote_id)]
    assert kinds.count(PublicationKind.RESULT) == 1


def test_extension_against_closing_leaves_one_of_them(vote_id: int) -> None:
    """Whoever comes second is refused: it is either open until the new end, or closed for good."""
    closes = get_vote(vote_id).closes_at
    session.remove()
    later, in_time = closes + timedelta(days=2), closes - timedelta(microseconds=1)

    def put_off() -> str:
        extend(get_vote(vote_id), later, "人数不够", by=make.CLERK, now=in_time)
        return "extended"

    def shut() -> str:
        close(get_vote(vote_id), make.CLERK, now=closes)
        return "closed"

    answers = together(*[put_off, shut] * 3)
    done = [answer for answer in answers if isinstance(answer, str)]
    assert len(done) == 1
    vote = get_vote(vote_id)
    state = (VoteState.OPEN, later) if done == ["extended"] else (VoteState.COUNTING, closes)
    assert (vote.state, vote.closes_at) == state
    assert len(list_extensions(vote_id)) == (done == ["extended"])


def test_objections_at_once_have_numbers_of_their_own(vote_id: int) -> None:
    closes = get_vote(vote_id).closes_at
    with transaction():
        close(get_vote(vote_id), make.CLERK, now=closes)
        publish_result(get_vote(vote_id), make.CLERK, now=closes)

    def object_to(once: str) -> Callable[[], object]:
        said = Objection("数错了", once)
        return lambda: raise_objection(first_voter(vote_id), said, by=make.CLERK, now=closes).number

    taps = [object_to("tap")] * 3
    answers = together(*[object_to(str(place)) for place in range(THREADS - 3)], *taps)
    assert len(set(answers[-3:])) == 1
    assert sorted(set(answers)) == [*range(1, THREADS - 1)]
