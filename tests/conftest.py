"""Where the fixtures come from, and which database each test runs on."""

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.support", "tests.factories")

from tests.support.databases import KINDS  # noqa: E402  # its asserts are to be rewritten, too

# The same examples every time, and none is too slow: a busy machine is no bug.
settings.register_profile("ours", deadline=None, derandomize=True, database=None)
settings.load_profile("ours")

pytest_plugins = ["tests.support.fixtures", "tests.support.browser", "tests.support.summary"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=(*KINDS, "all"), default="sqlite", help="what to run on")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that touches the database runs on each that was asked for; a journey or a costly walk on one."""
    if "database" in metafunc.fixturenames:
        asked = metafunc.config.getoption("database")
        kinds = KINDS if asked == "all" else (asked,)
        once = any(metafunc.definition.get_closest_marker(name) for name in ("browser", "once"))
        metafunc.parametrize("database", kinds[:1] if once else kinds, indirect=True, scope="session")
