"""An estate, its clerk at the desk, and a clock that stands still."""

from collections.abc import Iterator

import pytest
import time_machine

from portal.communities.models import Estate
from portal.db import session, transaction
from portal.permissions import Role
from tests.factories import accounts
from tests.factories import communities as make
from tests.support.client import Client


@pytest.fixture
def frozen_clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def estate(isolated: None) -> Estate:
    """Without a roll."""
    with transaction():
        return make.estate()


@pytest.fixture
def desk(client: Client, estate: Estate, frozen_clock: time_machine.Traveller) -> Client:
    """A clerk of the estate."""
    with transaction():
        clerk = accounts.staff("干事", Role.COMMUNITY_CLERK, estate=session.get_one(Estate, estate.id))
    client.sign_in(clerk)
    return client
