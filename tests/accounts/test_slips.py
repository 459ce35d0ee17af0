"""Household letters: told once, used once, and never a voter's."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts import queries
from portal.accounts.errors import (
    AlreadyYourHome,
    HomeOfNobody,
    NoHomesChosen,
    SlipEnded,
    SlipNotForStaff,
    SlipUnknown,
    SlipUsed,
    TooManyTries,
)
from portal.accounts.models import Account, ClaimState, OwnerLink, Relation, Slip
from portal.accounts.services import limits, slips
from portal.accounts.slip_codes import new_code
from portal.audit.services import Actor
from portal.communities.models import Entrance, Part
from portal.db import session, transaction
from portal.messages.models import Message
from portal.permissions import Role
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("isolated")
NOW, CLERK = make.NOW, Actor(None, "干事")


@pytest.fixture
def entrance() -> Entrance:
    with transaction():
        return make.entrance()


@pytest.fixture
def part(entrance: Entrance) -> Part:
    with transaction():
        return make.home(entrance, "501")


def printed(*parts: Part, at=NOW) -> list[str]:
    with transaction():
        made = slips.print_slips(at, CLERK, parts[0].estate_id, [part.id for part in parts])
        return [each.code for each in made]


def opened(code: str, account_id: int | None = None, *, at=NOW, homes_limit: int = 3) -> slips.Opened:
    with transaction():
        return slips.open_slip(at, code, account_id, homes_limit=homes_limit)


def test_the_code_is_nowhere_but_on_the_paper(part: Part) -> None:
    (code,) = printed(part)
    stored = session.scalars(select(Slip)).one()
    assert code not in repr(vars(stored))
    assert stored.expires_at == NOW + timedelta(days=60)


def test_letters_come_in_door_order(entrance: Entrance) -> None:
    with transaction():
        homes = [make.home(entrance, room) for room in ("301", "101", "201")]
        made = slips.print_slips(NOW, CLERK, entrance.estate_id, [home.id for home in homes])
    assert [each.part.room for each in made] == ["101", "201", "301"]


def test_a_letter_opens_a_household_and_no_voter(part: Part) -> None:
    (code,) = printed(part)
    result = opened(code)
    account = result.account
    assert result.residency.state is ClaimState.ACTIVE
    assert result.residency.relation is Relation.HOUSEHOLD
    assert account.notice_accepted_at == NOW
    assert [home.part_id for home in queries.list_homes(account.id)] == [part.id]
    assert [(grant.role, grant.estate_id) for grant in queries.list_grants(account.id)] == [
        (Role.RESIDENT, part.estate_id)
    ]
    assert session.scalar(select(func.count()).select_from(OwnerLink)) == 0
    assert not queries.may_act_for(account.id, part.party_id)


def test_a_letter_opens_once(part: Part) -> None:
    (code,) = printed(part)
    opened(code)
    with pytest.raises(SlipUsed):
        opened(code)
    assert session.scalar(select(func.count()).select_from(Account)) == 1


def test_a_letter_runs_out_to_the_second(part: Part) -> None:
    (code,) = printed(part)
    last = NOW + timedelta(days=60)
    with pytest.raises(SlipEnded):
        opened(code, at=last)
    assert opened(code, at=last - timedelta(seconds=1)).residency


def test_a_reprint_ends_the_earlier_letter(part: Part) -> None:
    (old,) = printed(part)
    (new,) = printed(part)
    with pytest.raises(SlipEnded):
        opened(old)
    assert opened(new).residency


def test_a_revoked_letter_opens_nothing(part: Part) -> None:
    (code,) = printed(part)
    with transaction():
        slips.revoke_slip(NOW, CLERK, part.estate_id, part.id)
    with pytest.raises(SlipEnded):
        opened(code)


def test_a_home_that_left_the_roll_cannot_be_opened(part: Part) -> None:
    (code,) = printed(part)
    with transaction():
        session.get_one(Part, part.id).retired_at = NOW
    with pytest.raises(SlipEnded):
        opened(code)


def test_an_unknown_code_opens_nothing(part: Part) -> None:
    printed(part)
    with pytest.raises(SlipUnknown):
        opened(new_code())


def test_no_letter_for_a_home_of_another_estate(part: Part) -> None:
    with transaction():
        other = make.home(make.entrance("别的小区"), "101")
    with pytest.raises(HomeOfNobody), transaction():
        slips.print_slips(NOW, CLERK, part.estate_id, [part.id, other.id])
    assert session.scalar(select(func.count()).select_from(Slip)) == 0


def test_no_letters_for_nobody(part: Part) -> None:
    with pytest.raises(NoHomesChosen), transaction():
        slips.print_slips(NOW, CLERK, part.estate_id, [])


def test_a_second_claim_waits_and_the_first_is_told(part: Part) -> None:
    (code,) = printed(part)
    first = opened(code).account
    (code,) = printed(part)
    second = opened(code)
    assert second.residency.state is ClaimState.WAITING
    assert second.residency.why_waiting
    assert queries.list_grants(second.account.id) == []
    assert queries.list_homes(second.account.id) == []
    (told,) = session.scalars(select(Message).where(Message.account_id == first.id))
    assert "1栋1单元501" in told.title
    assert told.estate_id == part.estate_id


def test_the_owner_is_told_of_a_stranger_at_home(entrance: Entrance) -> None:
    """An owner who lives elsewhere holds no letter; the link to the owner is enough to be heard."""
    with transaction():
        owner = make.owner(entrance, "陈小芳")
        part = make.home(entrance, "101", owner)
        make.link(make.person(), owner)
    (code,) = printed(part)
    assert opened(code).residency.state is ClaimState.WAITING
    assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_a_fourth_home_waits(entrance: Entrance) -> None:
    with transaction():
        homes = [make.home(entrance, f"{floor}01") for floor in range(1, 5)]
    codes = printed(*homes)
    account = opened(codes[0]).account
    states = [opened(code, account.id).residency.state for code in codes[1:]]
    assert states == [ClaimState.ACTIVE, ClaimState.ACTIVE, ClaimState.WAITING]


def test_a_letter_for_the_own_home_stays_unused(part: Part) -> None:
    (code,) = printed(part)
    account = opened(code).account
    (code,) = printed(part)
    with pytest.raises(AlreadyYourHome):
        opened(code, account.id)
    assert session.scalars(select(Slip).where(Slip.used_at.is_(None), Slip.revoked_at.is_(None))).one()


def test_staff_open_no_homes(part: Part) -> None:
    (code,) = printed(part)
    with transaction():
        clerk = make.staff("干事甲", Role.OBSERVER)
    with pytest.raises(SlipNotForStaff):
        opened(code, clerk.id)
    assert opened(code).residency


def test_wrong_tries_from_one_address_are_limited_and_right_ones_are_not() -> None:
    for _ in range(30):
        code = new_code()
        with transaction():
            slips.count_try(NOW, code, "right")
            slips.give_back_try(code, "right")
    with transaction():
        for _ in range(limits.SLIP_FROM.most):
            slips.count_try(NOW, new_code(), "wrong")
    with pytest.raises(TooManyTries), transaction():
        slips.count_try(NOW, new_code(), "wrong")
    with transaction():
        slips.count_try(NOW + limits.SLIP_FROM.within, new_code(), "wrong")


def test_one_right_letter_wipes_out_no_wrong_tries() -> None:
    with transaction():
        for _ in range(limits.SLIP_FROM.most - 1):
            slips.count_try(NOW, new_code(), "address")
        own = new_code()
        slips.count_try(NOW, own, "address")
        slips.give_back_try(own, "address")
        slips.count_try(NOW, new_code(), "address")
    with pytest.raises(TooManyTries), transaction():
        slips.count_try(NOW, new_code(), "address")


def test_one_beginning_is_guarded_against_many_addresses() -> None:
    with transaction():
        for number in range(limits.SLIP_ON_PREFIX.most):
            slips.count_try(NOW, f"ABCD{number:06d}", f"address {number}")
    with pytest.raises(TooManyTries), transaction():
        slips.count_try(NOW, "ABCD999999", "one more address")
    with transaction():
        slips.count_try(NOW, "ABCE999999", "one more address")
