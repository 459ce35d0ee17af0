"""The clock of home's tests stands where the factories' clocks stand."""

from collections.abc import Iterator

import pytest
import time_machine

from portal.communities.models import Estate, Part
from portal.db import transaction
from tests.factories.accounts import entrance, estate_of, home, owner
from tests.factories.voting import NOW


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def parts(isolated: None) -> list[Part]:
    """Three homes of three owners in one entrance."""
    with transaction():
        doors = entrance()
        return [home(doors, room, owner(doors, f"业主{room}")) for room in ("101", "201", "301")]


@pytest.fixture
def place(parts: list[Part]) -> Estate:
    return estate_of(parts[0].entrance)
