"""Who may act for whom: by the frozen roll, with mandates that two people saw, and never for the dead."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal import crypto
from portal.accounts.models import Account
from portal.communities.models import Estate, OwnerParty, Part
from portal.communities.queries import list_parts
from portal.db import session, transaction
from portal.domain.identity import is_body_number, is_resident_number
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.errors import (
    Barred,
    DeclareFirst,
    MandateThere,
    NeedsMandate,
    NoAccountYet,
    NobodyYet,
    NotByProxy,
    NotOnTheRoll,
    NotReplaceable,
    PaperMissing,
    ProxyLimit,
    SamePerson,
    SpokenFor,
    StaffAreNoProxies,
)
from portal.voting.models import Channel, Mandate, MandateKind, Vote
from portal.voting.queries import find_counted_ballot
from portal.voting.queries.acting import list_voters_for, standing_of
from portal.voting.services import standing
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.standing import Document, Person
from portal.voting.specification import SettingSpec
from tests.factories import voting as make
from tests.factories.voting_standing import ANNA, DOCUMENT, clerks, mandate, owner_of, person, say, share

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([5000, 6000, 7000, 8000, 9000])


@pytest.fixture
def vote(estate: Estate) -> Vote:
    with transaction():
        return make.opened(estate)


def test_who_sold_after_the_announcement_still_votes_and_the_buyer_does_not(
    estate: Estate, vote: Vote
) -> None:
    voter, other = make.voters(vote)[:2]
    seller, buyer = owner_of(voter), owner_of(other)
    with transaction():
        home = session.get_one(Part, voter.parts[0].part_id)
        home.party_id = other.party_id or 0
    assert [each.id for each in list_voters_for(vote.id, seller.id)] == [voter.id]
    say(voter, seller)
    assert [each.id for each in list_voters_for(vote.id, buyer.id)] == [other.id]
    with pytest.raises(NotOnTheRoll):
        standing_of(voter, buyer.id)
    counted = find_counted_ballot(voter.id)
    assert counted is not None
    assert voter.area == 5000


def test_a_co_owner_declares_and_is_the_representative_from_then_on(estate: Estate) -> None:
    share(estate, "101")
    with transaction():
        vote = make.opened(estate)
    voter = make.voters(vote)[0]
    first, second = owner_of(voter), owner_of(voter, 1)
    with pytest.raises(DeclareFirst):
        say(voter, first)
    ballot = say(voter, first, declared=True)
    assert ballot.mandate_id is not None
    with pytest.raises(SpokenFor):
        say(voter, second, Choice.OPPOSE, declared=True)
    say(voter, first, Choice.OPPOSE)  # no second declaration is asked


def test_another_representative_needs_the_paper_and_the_end_of_the_first(estate: Estate) -> None:
    share(estate, "101")
    with transaction():
        vote = make.opened(estate)
    voter = make.voters(vote)[0]
    first, second = owner_of(voter), owner_of(voter, 1)
    say(voter, first, declared=True)
    declared = session.query(Mandate).one()
    with transaction():
        standing.end_mandate(declared, "共有人不同意", by=make.CLERK, now=make.NOW)
    say(voter, second, Choice.OPPOSE, declared=True)
    counted = find_counted_ballot(voter.id)
    assert counted is not None
    assert counted.cast_by == second.id


def test_two_people_see_the_paper(vote: Vote) -> None:
    voter = make.voters(vote)[0]
    first, second = clerks()
    with transaction():
        made = standing.record_mandate(voter, MandateKind.GUARDIAN, (ANNA, DOCUMENT), by=first, now=make.NOW)
    owner = owner_of(voter)
    assert standing_of(voter, owner.id).mandate is None  # nothing holds yet
    with pytest.raises(SamePerson):
        standing.confirm_mandate(made, by=first, now=make.NOW)
    with transaction():
        standing.confirm_mandate(made, by=second, now=make.NOW)
    with pytest.raises(SpokenFor):
        standing_of(voter, owner.id)


def test_a_mandate_needs_the_picture_and_is_one_of_its_kind(vote: Vote) -> None:
    voter = make.voters(vote)[0]
    with pytest.raises(PaperMissing):
        mandate(voter, MandateKind.GUARDIAN, document=Document(""))
    mandate(voter, MandateKind.GUARDIAN)
    with pytest.raises(MandateThere):
        mandate(voter, MandateKind.GUARDIAN)


def test_nobody_votes_for_the_dead_before_the_heirs_have_a_representative(vote: Vote) -> None:
    voter = make.voters(vote)[0]
    owner = owner_of(voter)
    with transaction():
        owner_id = session.get_one(OwnerParty, voter.party_id).owners[0].id
        standing.record_death(vote.estate_id, owner_id, "死亡证明", by=make.CLERK, now=make.NOW)
    with pytest.raises(NobodyYet):
        say(voter, owner)
    first, second = clerks()
    paper = Paper(Channel.PAPER, make.NOW, [Given(vote.questions[0], Choice.APPROVE)])
    with pytest.raises(NobodyYet):
        enter(voter, paper, once="a", by=first, now=make.NOW)
    heir = person("继承人", phone="13800000001")
    mandate(voter, MandateKind.HEIRS, Person("陈芳", ANNA.id_number, "13800000001"))
    say(voter, heir)
    with transaction():
        signed = replace(paper, signed_by=MandateKind.HEIRS)
        enter(voter, signed, once="b", by=first, now=make.NOW)
        check(voter, signed, by=second, now=make.NOW)
    assert len(make.voters(vote)) == 5  # the part never left the base


def test_the_number_of_a_company_proves_nobodys_right(estate: Estate) -> None:
    with transaction():
        part = list_parts(estate.id)[0]
        owner = session.get_one(OwnerParty, part.party_id).owners[0]
        owner.id_number = crypto.seal("91350100M000100Y43")
        vote = make.opened(estate)
    voter = make.voters(vote)[0]
    with pytest.raises(NeedsMandate):
        say(voter, owner_of(voter))
    clerk = person("经办人", phone="13800000002")
    mandate(voter, MandateKind.INSTITUTION, Person("陈芳", ANNA.id_number, "13800000002"))
    say(voter, clerk)


def test_a_proxy_may_not_touch_what_the_owner_said(vote: Vote) -> None:
    voter = make.voters(vote)[0]
    proxy, owner = person("受托人", phone="13800000003"), owner_of(voter)
    mandate(voter, MandateKind.PROXY, Person("陈芳", ANNA.id_number, "13800000003"))
    say(voter, proxy)
    say(voter, owner, Choice.OPPOSE)
    with pytest.raises(NotByProxy):
        say(voter, proxy)


def test_a_proxy_holds_for_one_vote(estate: Estate, vote: Vote) -> None:
    proxy = person("受托人", phone="13800000003")
    mandate(make.voters(vote)[0], MandateKind.PROXY, Person("陈芳", ANNA.id_number, "13800000003"))
    with transaction():
        another = make.opened(estate)
    assert len(list_voters_for(vote.id, proxy.id)) == 1
    assert list_voters_for(another.id, proxy.id) == []


def test_three_owners_a_proxy_and_not_a_fourth(vote: Vote) -> None:
    voters = make.voters(vote)
    for voter in voters[:3]:
        mandate(voter, MandateKind.PROXY, confirmed=False)  # waiting ones count, too
    with pytest.raises(ProxyLimit) as refused:
        mandate(voters[3], MandateKind.PROXY)
    assert "3" in str(refused.value)
    mandate(voters[3], MandateKind.PROXY, Person("李强", "110101199003070038"))


def test_the_limit_is_a_setting_of_the_vote(estate: Estate) -> None:
    with transaction():
        vote = make.opened(estate, settings={"proxy_limit": SettingSpec(1, "议事规则")})
    voters = make.voters(vote)
    mandate(voters[0], MandateKind.PROXY)
    with pytest.raises(ProxyLimit):
        mandate(voters[1], MandateKind.PROXY)


def test_staff_of_the_property_company_are_barred(vote: Vote) -> None:
    with transaction():
        standing.bar_proxy(vote.estate_id, ANNA, "物业公司员工", by=make.CLERK, now=make.NOW)
    with pytest.raises(Barred) as refused:
        mandate(make.voters(vote)[0], MandateKind.PROXY)
    assert "物业公司员工" in str(refused.value)
    mandate(make.voters(vote)[0], MandateKind.GUARDIAN)  # it bars proxies, nothing else


def test_staff_of_the_vote_are_no_proxies_and_a_phone_must_be_known(vote: Vote) -> None:
    clerk = person("干事", phone="13800000004")
    with transaction():
        session.get_one(Account, clerk.id).is_staff = True
    with pytest.raises(StaffAreNoProxies):
        mandate(make.voters(vote)[0], MandateKind.PROXY, Person("陈芳", ANNA.id_number, "13800000004"))
    with pytest.raises(NoAccountYet):
        mandate(make.voters(vote)[0], MandateKind.PROXY, Person("陈芳", ANNA.id_number, "13900000000"))


def test_a_stranger_stands_nowhere(vote: Vote) -> None:
    stranger = person()
    assert list_voters_for(vote.id, stranger.id) == []
    with pytest.raises(NotOnTheRoll):
        say(make.voters(vote)[0], stranger)


@pytest.mark.parametrize(("rule", "counts"), [("later_signed", "paper"), ("first", "online")])
def test_paper_against_phone_goes_by_the_notices_rule(estate: Estate, rule: str, counts: str) -> None:
    settings = {"paper_against_phone": SettingSpec(rule, "议事规则第九条")}
    with transaction():
        vote = make.opened(estate, settings=settings)
    voter = make.voters(vote)[0]
    owner = owner_of(voter)
    say(voter, owner)
    first, second = clerks()
    signed = make.NOW + timedelta(hours=1)
    paper = Paper(Channel.PAPER, signed, [Given(vote.questions[0], Choice.OPPOSE)])
    with transaction():
        enter(voter, paper, once="p", by=first, now=signed)
        check(voter, paper, by=second, now=signed)
    counted = find_counted_ballot(voter.id)
    assert counted is not None
    assert counted.channel.value == counts


def test_where_the_first_counts_a_phone_does_not_replace_a_paper(estate: Estate) -> None:
    with transaction():
        vote = make.opened(estate, settings={"paper_against_phone": SettingSpec("first", "议事规则")})
    voter = make.voters(vote)[0]
    first, second = clerks()
    paper = Paper(Channel.PAPER, make.NOW - timedelta(hours=1), [Given(vote.questions[0], Choice.OPPOSE)])
    with transaction():
        enter(voter, paper, once="p", by=first, now=make.NOW)
        check(voter, paper, by=second, now=make.NOW)
    with pytest.raises(NotReplaceable):
        say(voter, owner_of(voter))


def test_a_residents_number_that_would_pass_for_a_companys_is_a_residents(estate: Estate) -> None:
    made = (f"11010119900307{serial:03d}{check}" for serial in range(1000) for check in "0123456789X")
    both = next(number for number in made if is_resident_number(number) and is_body_number(number))
    with transaction():
        part = list_parts(estate.id)[0]
        session.get_one(OwnerParty, part.party_id).owners[0].id_number = crypto.seal(both)
        vote = make.opened(estate)
    voter = make.voters(vote)[0]
    say(voter, owner_of(voter))


def test_the_developers_unsold_homes_are_spoken_for_by_an_institution(estate: Estate) -> None:
    """No ID number stands on the roll for them, so nobody can prove to be the owner."""
    with transaction():
        vote = make.opened(estate)
    voter = make.voters(vote)[0]
    clerk = person("经办人", phone="13800000005")
    with pytest.raises(NotOnTheRoll):
        standing_of(voter, clerk.id)
    mandate(voter, MandateKind.INSTITUTION, Person("陈芳", ANNA.id_number, "13800000005"))
    say(voter, clerk)
