"""A signer recorded and read twice, and one list put up twice, in the same second, on both databases."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.tally import Choice, QuestionKind, Regime
from portal.permissions import Role
from portal.voting.answers import Given
from portal.voting.errors import Pending, RollPublishedAlready
from portal.voting.models import (
    Ballot,
    BallotState,
    Channel,
    Delivery,
    DoorList,
    Mandate,
    MandateKind,
    Visit,
    VisitOutcome,
    Voter,
)
from portal.voting.models.rolls import ElectorPublication
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.queries.visits import get_list, list_parts_in
from portal.voting.services.drafting import create
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.rolls import publish_electors
from portal.voting.services.standing import confirm_mandate, record_mandate
from portal.voting.services.visiting import Brought, Seen, bring_in, hand_over, take_along
from portal.voting.specification import QuestionSpec
from tests.factories import voting as make
from tests.factories.voting_desk import staff
from tests.factories.voting_rules import MEETING
from tests.factories.voting_standing import ANNA, DOCUMENT
from tests.voting.test_races import together

pytestmark = pytest.mark.usefixtures("fresh_database")
TIMES = 5
LATER = make.NOW + timedelta(days=30)


@pytest.fixture
def clerks() -> list[Actor]:
    with transaction():
        return [make.clerk(f"干事{place}") for place in range(TIMES)]


@pytest.fixture
def voter_id() -> int:
    with transaction():
        return make.voters(make.opened(make.estate([5000, 6000, 7000])))[0].id


def _read_by(voter_id: int, by: Actor, deed: Callable[..., Ballot], **more: str) -> Callable[[], object]:
    def press() -> int:
        voter = session.get_one(Voter, voter_id)
        given = [Given(voter.vote.questions[0], Choice.APPROVE)]
        read = Paper(Channel.PAPER, make.NOW, given, signed_by=MandateKind.PROXY)
        return deed(voter, read, by=by, now=make.NOW, **more).id

    return press


def test_a_proxys_paper_read_by_all_at_once_is_read_once_and_counts_once(
    clerks: list[Actor], voter_id: int
) -> None:
    with transaction():
        voter = session.get_one(Voter, voter_id)
        made = record_mandate(voter, MandateKind.PROXY, (ANNA, DOCUMENT), by=clerks[0], now=make.NOW)
        confirm_mandate(made, by=clerks[1], now=make.NOW)
        vote_id, mandate_id = voter.vote_id, made.id
    session.remove()
    first = together(*[_read_by(voter_id, by, enter, once=by.name) for by in clerks])
    assert Counter(type(each) for each in first) == {int: 1, Pending: TIMES - 1}
    together(*[_read_by(voter_id, by, check) for by in clerks])
    ballot = session.query(Ballot).one()
    assert (ballot.state, ballot.mandate_id) == (BallotState.COUNTED, mandate_id)
    assert check_vote(get_vote(vote_id), make.NOW) == []


def test_a_signer_whom_two_record_at_once_is_one(clerks: list[Actor], voter_id: int) -> None:
    def press(by: Actor) -> Callable[[], object]:
        def deed() -> int:
            voter = session.get_one(Voter, voter_id)
            return record_mandate(voter, MandateKind.PROXY, (ANNA, DOCUMENT), by=by, now=make.NOW).id

        return deed

    session.remove()
    answers = together(*map(press, clerks))
    assert sum(isinstance(answer, int) for answer in answers) == 1, answers
    assert session.query(Mandate).count() == 1


def test_a_residents_list_put_up_by_all_at_once_hangs_once(clerks: list[Actor]) -> None:
    ask = QuestionSpec("q1", "是否同意由居民自己管？", QuestionKind.APPROVE, None)
    with transaction():
        estate = make.estate([5000, 6000])
        spec = make.specification(estate, ask, regime=Regime.RESIDENTS, settings=MEETING)
        vote_id = create(spec, make.CLERK, now=make.NOW).id
    session.remove()

    def press(by: Actor) -> Callable[[], object]:
        return lambda: publish_electors(get_vote(vote_id), days=7, by=by, now=make.NOW).number

    answers = together(*map(press, clerks))
    assert Counter(type(each) for each in answers) == {int: 1, RollPublishedAlready: TIMES - 1}
    assert session.query(ElectorPublication).count() == 1


def test_a_list_sent_twice_while_it_is_handed_over_is_there_once_or_not_at_all() -> None:
    with transaction():
        vote = make.opened(make.estate([5000, 6000, 7000]))
    by, to = (staff(name, Role.COMMUNITY_CLERK, vote.estate) for name in ("干事一", "干事二"))
    holder, vote_id, to_id = Actor(by.id, by.display_name), vote.id, to.id
    with transaction():
        list_id = take_along(get_vote(vote_id), "1栋", by=holder, now=make.NOW).id
        doors = [part.id for part in list_parts_in(vote_id, "1栋")]
    session.remove()
    rows = [Brought(door, Seen(VisitOutcome.LEFT, f"k{door}")) for door in doors]

    def send() -> tuple[int, ...]:
        return tuple(v.id for v in bring_in(get_list(vote_id, list_id), rows, by=holder, now=make.NOW))

    def hand() -> int:
        return hand_over(get_list(vote_id, list_id), to_id, "", by=holder, now=make.NOW).id

    *sent, handed = together(send, send, hand)
    there = {each for each in sent if isinstance(each, tuple)}
    assert isinstance(handed, int)
    assert len(there) <= 1
    visits = session.query(Visit).count()
    assert (visits, session.query(Delivery).count()) == ((3, 3) if there else (0, 0))
    assert session.query(DoorList).filter(DoorList.ended_at.is_(None)).count() == 1
    assert check_vote(get_vote(vote_id), make.NOW) == []
