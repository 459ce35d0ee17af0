"""The moment at which these tests ask."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import exports


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(exports.LATER):
        yield
