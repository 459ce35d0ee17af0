"""The moment at which these tests ask, and nobody kept waiting by the limit unless a test says so."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from portal.communities.models import Estate
from portal.db import transaction
from tests.factories import exports


@pytest.fixture(autouse=True)
def _later(app: Flask) -> Iterator[None]:
    app.config["API_PER_MINUTE"] = 1_000_000
    with time_machine.travel(exports.LATER, tick=False):
        yield
    del app.config["API_PER_MINUTE"]


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return exports.estate()
