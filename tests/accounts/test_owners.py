"""Showing to be an owner: by what the letter does not print, and never twice for one owner."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from portal import crypto
from portal.accounts import queries
from portal.accounts.errors import (
    AlreadyClaimed,
    CodeJustSent,
    NotOnRoll,
    TooManyTriesToday,
    WrongCode,
    WrongIdTail,
)
from portal.accounts.models import Account, ClaimState, OwnerLink, Proof, Relation, Residency
from portal.accounts.services import limits, owners
from portal.communities.models import Entrance, Owner, Part
from portal.db import session, transaction
from portal.messages.models import Dispatch, Message
from portal.permissions import Role
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("isolated")
NOW = make.NOW
ID, PHONE = "50023219620101123X", "13812345678"


@pytest.fixture
def entrance() -> Entrance:
    with transaction():
        return make.entrance()


@pytest.fixture
def owner(entrance: Entrance) -> Owner:
    with transaction():
        return make.owner(entrance, "陈小芳", id_number=ID, phone=PHONE)


@pytest.fixture
def part(entrance: Entrance, owner: Owner) -> Part:
    with transaction():
        return make.home(entrance, "501", owner)


@pytest.fixture
def account(part: Part) -> Account:
    with transaction():
        return make.resident(part)


def claim(account: Account, part: Part, owner: Owner) -> owners.Claim:
    return owners.read_claim(account.id, part.estate_id, part.id, owner.id)


def by_id(account: Account, part: Part, owner: Owner, tail: str = "01123X") -> OwnerLink:
    with transaction():
        return owners.prove_by_id(NOW, claim(account, part, owner), tail, homes_limit=3)


def sent_texts() -> list[str]:
    return [crypto.unseal(each.text) for each in session.scalars(select(Dispatch).order_by(Dispatch.id))]


def code_sent() -> str:
    digits = "".join(character for character in sent_texts()[-1].split("，")[0] if character.isdigit())
    assert len(digits) == 6
    return digits


def test_the_end_of_the_id_number_makes_a_voter(account: Account, part: Part, owner: Owner) -> None:
    link = by_id(account, part, owner)
    assert (link.state, link.proof, link.relation) == (ClaimState.ACTIVE, Proof.ID_TAIL, Relation.OWNER)
    assert queries.may_act_for(account.id, part.party_id)
    assert queries.list_owned_parties(account.id, part.estate_id) == [part.party_id]
    assert session.scalars(select(Residency)).one().relation is Relation.OWNER
    assert queries.get_account(account.id).display_name == "陈小芳"


@pytest.mark.parametrize("tail", ["01123x", " 01123X ", "０１１２３Ｘ"])
def test_the_tail_as_people_type_it(account: Account, part: Part, owner: Owner, tail: str) -> None:
    assert by_id(account, part, owner, tail).state is ClaimState.ACTIVE


@pytest.mark.parametrize("tail", ["01123Y", "101123", "", ID, "1123X"])
def test_a_wrong_tail_makes_nobody(account: Account, part: Part, owner: Owner, tail: str) -> None:
    with pytest.raises(WrongIdTail):
        by_id(account, part, owner, tail)
    assert not queries.may_act_for(account.id, part.party_id)


def test_the_phone_on_the_roll_hears_of_it(account: Account, part: Part, owner: Owner) -> None:
    """A clerk knows the ID numbers of the roll; the owner's phone is what the clerk does not hold."""
    by_id(account, part, owner)
    (dispatch,) = session.scalars(select(Dispatch))
    assert crypto.unseal(dispatch.address) == PHONE
    assert "证件号后六位" in crypto.unseal(dispatch.text)


def test_an_owner_without_an_id_number_needs_another_way(account: Account, entrance: Entrance) -> None:
    with transaction():
        nameless = make.owner(entrance, "王五")
        part = make.home(entrance, "601", nameless)
        who = make.resident(part)
    with pytest.raises(NotOnRoll):
        by_id(who, part, nameless)
    with pytest.raises(NotOnRoll), transaction():
        owners.ask_code(NOW, claim(who, part, nameless))


def test_a_landline_takes_no_codes(entrance: Entrance) -> None:
    with transaction():
        by_landline = make.owner(entrance, "赵六", phone="02377720000")
        part = make.home(entrance, "601", by_landline)
        who = make.resident(part)
    assert owners.phone_on_roll(by_landline) is None
    with pytest.raises(NotOnRoll), transaction():
        owners.ask_code(NOW, claim(who, part, by_landline))


def test_a_claim_needs_the_own_home_and_its_owner(account: Account, part: Part, entrance: Entrance) -> None:
    with transaction():
        other_owner = make.owner(entrance, "别人", id_number=ID)
        other = make.home(entrance, "502", other_owner)
        far = make.home(make.entrance("别的小区"), "101")
    for part_id, owner_id, estate_id in (
        (other.id, other_owner.id, part.estate_id),
        (part.id, other_owner.id, part.estate_id),
        (part.id, part.party.owners[0].id, far.estate_id),
    ):
        with pytest.raises(NoResultFound):
            owners.read_claim(account.id, estate_id, part_id, owner_id)


def test_tries_on_an_owner_end_for_the_day(account: Account, part: Part, owner: Owner) -> None:
    with transaction():
        for _ in range(limits.PROOF_OF_OWNER.most):
            owners.count_try(NOW, claim(account, part, owner))
    with transaction():
        second = make.resident(part, "第二位")
    with pytest.raises(TooManyTriesToday), transaction():
        owners.count_try(NOW, claim(second, part, owner))
    with transaction():
        owners.count_try(NOW + timedelta(days=1), claim(second, part, owner))


def test_one_person_does_not_try_everybody(account: Account, entrance: Entrance, part: Part) -> None:
    with transaction():
        for _ in range(limits.PROOF_BY_ACCOUNT.most):
            limits.take(NOW, limits.PROOF_BY_ACCOUNT, account.id)
    with pytest.raises(TooManyTriesToday), transaction():
        owners.count_try(NOW, claim(account, part, part.party.owners[0]))


def test_a_second_account_for_one_owner_waits(account: Account, part: Part, owner: Owner) -> None:
    by_id(account, part, owner)
    with transaction():
        second = make.resident(part, "第二位")
    link = by_id(second, part, owner)
    assert link.state is ClaimState.WAITING
    assert link.why_waiting == owners.ANOTHER_ACCOUNT
    assert not queries.may_act_for(second.id, part.party_id)
    (told,) = session.scalars(select(Message))
    assert told.account_id == account.id


def test_asking_twice_is_refused(account: Account, part: Part, owner: Owner) -> None:
    by_id(account, part, owner)
    with pytest.raises(AlreadyClaimed):
        by_id(account, part, owner)


def test_an_account_with_too_many_homes_waits(account: Account, part: Part, owner: Owner) -> None:
    with transaction():
        entrance = session.get_one(Entrance, part.entrance_id)
        for floor in range(1, 4):
            make_home = make.home(entrance, f"{floor}09")
            session.add(
                Residency(
                    account_id=account.id,
                    estate_id=part.estate_id,
                    part_id=make_home.id,
                    relation=Relation.HOUSEHOLD,
                    state=ClaimState.ACTIVE,
                    since=NOW,
                )
            )
    assert by_id(account, part, owner).state is ClaimState.WAITING


def test_a_code_to_the_phone_on_the_roll(account: Account, part: Part, owner: Owner) -> None:
    with transaction():
        owners.ask_code(NOW, claim(account, part, owner))
    with transaction():
        owners.count_code_try(NOW, claim(account, part, owner))
        link = owners.prove_by_code(NOW, claim(account, part, owner), code_sent(), homes_limit=3)
    assert (link.state, link.proof) == (ClaimState.ACTIVE, Proof.SMS)
    assert queries.may_act_for(account.id, part.party_id)


def test_a_code_for_one_account_proves_no_other(account: Account, part: Part, owner: Owner) -> None:
    with transaction():
        second = make.resident(part, "第二位")
        owners.ask_code(NOW, claim(account, part, owner))
    with pytest.raises(WrongCode), transaction():
        owners.prove_by_code(NOW, claim(second, part, owner), code_sent(), homes_limit=3)


def test_a_code_lasts_five_minutes(account: Account, part: Part, owner: Owner) -> None:
    with transaction():
        owners.ask_code(NOW, claim(account, part, owner))
    late = NOW + timedelta(minutes=5)
    with pytest.raises(WrongCode), transaction():
        owners.prove_by_code(late, claim(account, part, owner), code_sent(), homes_limit=3)


def test_codes_are_a_minute_apart(account: Account, part: Part, owner: Owner) -> None:
    with transaction():
        owners.ask_code(NOW, claim(account, part, owner))
    with pytest.raises(CodeJustSent), transaction():
        owners.ask_code(NOW + timedelta(seconds=59), claim(account, part, owner))
    with transaction():
        owners.ask_code(NOW + timedelta(seconds=60), claim(account, part, owner))


def test_a_phone_that_stands_for_many_homes_waits(account: Account, part: Part, owner: Owner) -> None:
    """Somebody's own phone written beside many owners proves none of them."""
    with transaction():
        entrance = session.get_one(Entrance, part.entrance_id)
        for floor in range(1, 4):
            make.home(entrance, f"{floor}08", make.owner(entrance, f"业主{floor}", phone=PHONE))
        owners.ask_code(NOW, claim(account, part, owner))
    with transaction():
        link = owners.prove_by_code(NOW, claim(account, part, owner), code_sent(), homes_limit=3)
    assert link.state is ClaimState.WAITING
    assert link.why_waiting == owners.MANY_HOMES_OF_PHONE


def test_an_owner_who_was_second_at_home_waits_no_longer(part: Part, owner: Owner) -> None:
    with transaction():
        make.resident(part, "陌生人")
        late = make.person()
        session.add(
            Residency(
                account_id=late.id,
                estate_id=part.estate_id,
                part_id=part.id,
                relation=Relation.HOUSEHOLD,
                state=ClaimState.WAITING,
                since=NOW,
            )
        )
    by_id(late, part, owner)
    assert [home.part_id for home in queries.list_homes(late.id)] == [part.id]
    assert [grant.role for grant in queries.list_grants(late.id)] == [Role.RESIDENT]


@pytest.mark.parametrize("relation", [Relation.OWNER, Relation.REPRESENTATIVE])
def test_the_desk_is_asked_by_a_waiting_claim(
    account: Account, part: Part, owner: Owner, relation: Relation
) -> None:
    with transaction():
        wanted = owners.read_claim(account.id, part.estate_id, part.id, owner.id, relation=relation)
        link = owners.ask_desk(NOW, wanted)
    assert (link.state, link.relation, link.proof) == (ClaimState.WAITING, relation, Proof.DESK)
    assert not queries.may_act_for(account.id, part.party_id)
    homes, links = queries.list_own_claims(account.id)
    assert [each.id for each in links] == [link.id]
    assert not homes
