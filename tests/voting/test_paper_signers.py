"""Who signed a paper: the owner, or somebody who is on record; anybody else is refused in a sentence."""

from datetime import timedelta

import pytest

from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.errors import Barred, NobodyYet, NotByProxy, ProxyLimit, SignerUnknown, SpokenFor
from portal.voting.models import Ballot, BallotState, Channel, InvalidReason, Mandate, MandateKind, Voter
from portal.voting.queries.acting import list_owners
from portal.voting.services import keying
from portal.voting.services.keying import Paper
from portal.voting.services.standing import (
    Person,
    bar_proxy,
    confirm_mandate,
    end_mandate,
    record_death,
    record_mandate,
)
from tests.factories import voting as make
from tests.factories.voting_standing import ANNA, DOCUMENT

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def people() -> tuple[Actor, Actor]:
    with transaction():
        return make.clerk("干事一"), make.clerk("干事二")


@pytest.fixture
def voters(people: tuple[Actor, Actor]) -> list[Voter]:
    with transaction():
        return make.voters(make.opened(make.estate([5000] * 5)))


def mandated(voter: Voter, kind: MandateKind, people: tuple[Actor, Actor], who: Person = ANNA) -> Mandate:
    with transaction():
        made = record_mandate(voter, kind, (who, DOCUMENT), by=people[0], now=make.NOW)
        confirm_mandate(made, by=people[1], now=make.NOW)
    return made


def paper(voter: Voter, signer: MandateKind | None, invalid: InvalidReason | None = None) -> Paper:
    given = [] if invalid else [Given(q, Choice.APPROVE) for q in voter.vote.questions]
    return Paper(Channel.PAPER, make.NOW - timedelta(days=1), given, invalid, signed_by=signer)


def key(
    voter: Voter,
    signer: MandateKind | None,
    by: Actor,
    *,
    invalid: InvalidReason | None = None,
    once: str = "a",
) -> Ballot:
    with transaction():
        again = session.get_one(Voter, voter.id)
        return keying.enter(again, paper(again, signer, invalid), once=once, by=by, now=make.NOW)


@pytest.mark.parametrize("kind", list(MandateKind))
def test_a_paper_is_tied_to_the_mandate_of_its_signer(
    voters: list[Voter], people: tuple[Actor, Actor], kind: MandateKind
) -> None:
    with pytest.raises(SignerUnknown):
        key(voters[0], kind, people[0])
    mandate = mandated(voters[0], kind, people)
    assert key(voters[0], kind, people[0]).mandate_id == mandate.id


def test_who_is_no_owner_is_left_to_be_invalid(voters: list[Voter], people: tuple[Actor, Actor]) -> None:
    entered = key(voters[0], MandateKind.PROXY, people[0], invalid=InvalidReason.NOT_ENTITLED)
    assert entered.mandate_id is None


def test_a_mandate_that_waits_or_has_ended_signs_nothing(
    voters: list[Voter], people: tuple[Actor, Actor]
) -> None:
    with transaction():
        waits = record_mandate(voters[0], MandateKind.PROXY, (ANNA, DOCUMENT), by=people[0], now=make.NOW)
    with pytest.raises(SignerUnknown):
        key(voters[0], MandateKind.PROXY, people[0])
    with transaction():
        confirm_mandate(waits, by=people[1], now=make.NOW)
        end_mandate(waits, "收回委托", by=people[1], now=make.NOW)
    with pytest.raises(SignerUnknown):
        key(voters[0], MandateKind.PROXY, people[0])


def test_the_dead_sign_nothing_and_a_ward_signs_through_the_guardian(
    voters: list[Voter], people: tuple[Actor, Actor]
) -> None:
    mandated(voters[0], MandateKind.GUARDIAN, people)
    with pytest.raises(SpokenFor):
        key(voters[0], None, people[0])
    with transaction():
        owner = list_owners(voters[1].party_id or 0)[0]
        record_death(voters[1].vote.estate_id, owner.id, "死亡证明", by=people[0], now=make.NOW)
    for kind in (None, MandateKind.PROXY):
        with pytest.raises((NobodyYet, SignerUnknown)):
            key(voters[1], kind, people[0])


def test_the_limit_of_proxies_holds_on_paper(voters: list[Voter], people: tuple[Actor, Actor]) -> None:
    """Three owners; the fourth is not recorded, so no paper of that owner can be signed by this proxy."""
    for voter in voters[:3]:
        mandated(voter, MandateKind.PROXY, people)
        key(voter, MandateKind.PROXY, people[0])
    with pytest.raises(ProxyLimit):
        mandated(voters[3], MandateKind.PROXY, people)
    with pytest.raises(SignerUnknown):
        key(voters[3], MandateKind.PROXY, people[0])


def test_whoever_is_barred_meanwhile_signs_no_more(voters: list[Voter], people: tuple[Actor, Actor]) -> None:
    mandated(voters[0], MandateKind.PROXY, people)
    with transaction():
        bar_proxy(voters[0].vote.estate_id, ANNA, "物业公司员工", by=people[0], now=make.NOW)
    with pytest.raises(Barred):
        key(voters[0], MandateKind.PROXY, people[0])


def test_a_proxys_paper_takes_nothing_from_the_owner(
    voters: list[Voter], people: tuple[Actor, Actor]
) -> None:
    key(voters[0], None, people[0])
    with transaction():
        voter = session.get_one(Voter, voters[0].id)
        keying.check(voter, paper(voter, None), by=people[1], now=make.NOW)
    mandated(voters[0], MandateKind.PROXY, people)
    with pytest.raises(NotByProxy):
        key(voters[0], MandateKind.PROXY, people[0], once="b")


def test_both_readers_see_the_same_signature(voters: list[Voter], people: tuple[Actor, Actor]) -> None:
    mandated(voters[0], MandateKind.CO_OWNER, people)
    key(voters[0], MandateKind.CO_OWNER, people[0])
    with transaction():
        voter = session.get_one(Voter, voters[0].id)
        second = keying.check(voter, paper(voter, None), by=people[1], now=make.NOW)
    with pytest.raises(RuleViolated):
        keying.refuse_if_differing(second)
    assert session.query(Ballot).filter_by(state=BallotState.COUNTED).count() == 0


def test_two_who_agree_make_it_count(voters: list[Voter], people: tuple[Actor, Actor]) -> None:
    mandate = mandated(voters[0], MandateKind.PROXY, people)
    key(voters[0], MandateKind.PROXY, people[0])
    with transaction():
        voter = session.get_one(Voter, voters[0].id)
        counted = keying.check(voter, paper(voter, MandateKind.PROXY), by=people[1], now=make.NOW)
    assert (counted.state, counted.mandate_id) == (BallotState.COUNTED, mandate.id)
