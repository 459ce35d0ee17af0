"""What the tests of the ways out share."""

from collections.abc import Iterator
from copy import copy

import pytest

from portal.messages import outlets


@pytest.fixture
def outlets_kept(app: object) -> Iterator[None]:
    """Whatever the test does to the ways out, the next one finds them as the portal started."""
    kept = copy(outlets._outlets)
    yield
    vars(outlets._outlets).update(vars(kept))
