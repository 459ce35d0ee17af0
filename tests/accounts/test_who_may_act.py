"""For whom an account may act: asked of the roll as it stands, not of what was true once."""

import pytest

from portal.accounts import queries
from portal.accounts.models import Account
from portal.communities.models import Entrance, Owner, Part
from portal.db import session, transaction
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def entrance() -> Entrance:
    with transaction():
        return make.entrance()


@pytest.fixture
def owner(entrance: Entrance) -> Owner:
    with transaction():
        return make.owner(entrance, "陈小芳")


@pytest.fixture
def part(entrance: Entrance, owner: Owner) -> Part:
    with transaction():
        return make.home(entrance, "501", owner)


@pytest.fixture
def account(part: Part, owner: Owner) -> Account:
    """Lives at home and has proven to be the owner."""
    with transaction():
        return make.owning_resident(part, owner)


def test_a_sale_ends_the_link_by_itself(account: Account, part: Part) -> None:
    old = part.party_id
    with transaction():
        buyer = make.owner(session.get_one(Entrance, part.entrance_id), "买家")
        session.get_one(Part, part.id).party_id = make.party(buyer).id
    assert not queries.may_act_for(account.id, old)
    assert not queries.may_act_for(account.id, session.get_one(Part, part.id).party_id)
    assert queries.list_owned_parties(account.id, part.estate_id) == []


def test_a_co_owner_acts_for_every_party_that_holds_something(entrance: Entrance) -> None:
    with transaction():
        wife, husband = make.owner(entrance, "妻子"), make.owner(entrance, "丈夫")
        own = make.home(entrance, "101", wife)
        shared = make.home(entrance, "102", wife, husband)
        his = make.home(entrance, "103", husband)
        empty = make.party(wife, make.owner(entrance, "卖掉的"))
        who = make.owning_resident(own, wife)
    assert queries.list_owned_parties(who.id, own.estate_id) == sorted([own.party_id, shared.party_id])
    assert not queries.may_act_for(who.id, his.party_id)
    assert not queries.may_act_for(who.id, empty.id)


def test_parties_of_another_estate_are_not_listed(account: Account, part: Part) -> None:
    with transaction():
        far = make.entrance("别的小区")
    assert queries.list_owned_parties(account.id, far.estate_id) == []
    assert queries.list_owned_parties(account.id, part.estate_id) == [part.party_id]


def test_a_home_that_left_the_roll_ends_the_link(account: Account, part: Part) -> None:
    with transaction():
        session.get_one(Part, part.id).retired_at = make.NOW
    assert not queries.may_act_for(account.id, part.party_id)
    assert queries.list_homes(account.id) == []


def test_a_household_acts_for_nobody(part: Part) -> None:
    with transaction():
        lodger = make.resident(part)
    assert not queries.may_act_for(lodger.id, part.party_id)
    assert queries.list_owned_parties(lodger.id, part.estate_id) == []
