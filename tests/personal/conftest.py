"""One home with an owner who votes, and a clerk."""

from dataclasses import dataclass

import pytest

from portal.accounts.models import Account
from portal.communities.models import Estate, Owner, Part
from portal.db import session, transaction
from portal.permissions import Role
from tests.factories import accounts as make

ID, PHONE = "50023219620101123X", "13812345678"


@dataclass(frozen=True)
class Home:
    part: Part
    owner: Owner
    resident: Account
    clerk: Account


@pytest.fixture
def home(isolated: None) -> Home:
    with transaction():
        entrance = make.entrance()
        owner = make.owner(entrance, "陈小芳", id_number=ID, phone=PHONE)
        part = make.home(entrance, "501", owner)
        estate = session.get_one(Estate, part.estate_id)
        clerk = make.staff("干事甲", Role.COMMUNITY_CLERK, estate=estate)
        return Home(part, owner, make.owning_resident(part, owner), clerk)
