"""Two co-owners, two clerks and one proxy in the same second, with real threads on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from portal import db
from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.errors import ProxyLimit, RollPublishedAlready, SpokenFor
from portal.voting.models import Ballot, BallotState, Mandate, MandateKind, RollObjection, Voter
from portal.voting.queries.rolls import find_last_publication
from portal.voting.services import standing
from portal.voting.services.online import Ticket
from portal.voting.services.rolls import Objected, object_to_roll, publish_roll
from portal.voting.services.standing import Pressed, cast_own
from portal.voting.specification import SettingSpec
from tests.factories import voting as make
from tests.factories.voting_standing import ANNA, DOCUMENT, owner_of, share

pytestmark = pytest.mark.usefixtures("fresh_database")


def together(*deeds: Callable[[], object]) -> list[object]:
    """All at the same moment; what each returned, or the refusal it met."""
    start = Barrier(len(deeds))
    db.session.remove()  # what this thread read before would hide what the others write

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


def test_of_two_co_owners_who_declare_at_once_one_represents() -> None:
    with transaction():
        estate = make.estate([5000, 6000])
    share(estate, "101")
    with transaction():
        vote = make.opened(estate)
    voter = make.voters(vote)[0]
    voter_id, accounts = voter.id, [owner_of(voter).id, owner_of(voter, 1).id]

    def say(account_id: int, choice: Choice) -> Callable[[], object]:
        def deed() -> int:
            again = session.get_one(Voter, voter_id)
            given = [Given(again.vote.questions[0], choice)]
            by = Actor(account_id, "共有人")
            pressed = Pressed(f"tap{account_id}", declared=True)
            ticket = Ticket.of(again, again.vote.estate_id)
            return cast_own(ticket, given, pressed, by=by, now=make.NOW)

        return deed

    answers = together(say(accounts[0], Choice.APPROVE), say(accounts[1], Choice.OPPOSE))
    assert sum(isinstance(answer, SpokenFor) for answer in answers) == 1
    assert session.query(Mandate).count() == 1
    assert session.query(Ballot).filter_by(state=BallotState.COUNTED).count() == 1


def test_a_proxy_recorded_twice_at_once_stays_within_the_limit() -> None:
    with transaction():
        vote = make.opened(make.estate([5000] * 4), settings={"proxy_limit": SettingSpec(2, "议事规则")})
        clerk = make.clerk("干事一")
    voters = [voter.id for voter in make.voters(vote)]

    def record(voter_id: int) -> Callable[[], object]:
        def deed() -> int:
            voter, who = session.get_one(Voter, voter_id), (ANNA, DOCUMENT)
            return standing.record_mandate(voter, MandateKind.PROXY, who, by=clerk, now=make.NOW).id

        return deed

    answers = together(*[record(voter_id) for voter_id in voters])
    assert sum(isinstance(answer, ProxyLimit) for answer in answers) == 2
    assert session.query(Mandate).count() == 2


def test_a_roll_is_published_once_and_its_objections_have_no_number_twice() -> None:
    with transaction():
        estate_id = make.estate([5000, 6000]).id
        clerk = make.clerk("干事一")

    def publish() -> int:
        estate = session.get_one(Estate, estate_id)
        return publish_roll(estate, days=7, by=clerk, now=make.NOW).number

    answers = together(publish, publish)
    assert sum(isinstance(answer, RollPublishedAlready) for answer in answers) == 1

    def raise_one(once: str) -> Callable[[], object]:
        def deed() -> int:
            publication = find_last_publication(estate_id)
            assert publication is not None
            said = Objected("1栋1单元101", "不对")
            return object_to_roll(publication, said, once=once, by=clerk, now=make.NOW).number

        return deed

    numbers = together(*[raise_one(f"o{number}") for number in range(6)])
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]  # type: ignore[type-var]
    assert session.query(RollObjection).count() == 6
