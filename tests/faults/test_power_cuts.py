"""A ballot whose receipt was shown is there after any fall of the server, once, and in the record."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import crypto, db
from tests.bench.world import world
from tests.faults.rush import hold_against, portal, press
from tests.support.fixtures import Database

_VOTERS = 320


@pytest.fixture
def kind(app: Flask, database: Database) -> Iterator[str]:
    """Which database; a world connects this process to its own, and the suite wants its back."""
    yield database.kind
    crypto.configure(app.config["PORTAL"].data_key)
    db.dispose()
    db.connect(database.url)


def test_killed_in_the_rush_and_started_again(kind: str, tmp_path: Path) -> None:
    with world(tmp_path, homes=_VOTERS, signed_in=_VOTERS, kind=kind) as made:
        with portal(made.url) as first:
            answered = press(made, [first.port], at=100, then=first.kill)
        assert 100 <= len(answered) < _VOTERS
        hold_against(made, answered)
        db.session.remove()
        # Everybody presses again, the same press: nobody has two, and nobody is left out.
        with portal(made.url) as second:
            again = press(made, [second.port], at=0, then=second.kill)
        assert len(again) == _VOTERS
        assert set(answered) <= set(again)
        hold_against(made, again)


def test_two_servers_on_one_database_take_each_press_once(kind: str, tmp_path: Path) -> None:
    voters = 96
    with (
        world(tmp_path, homes=voters, signed_in=voters, kind=kind) as made,
        portal(made.url) as one,
        portal(made.url) as two,
    ):
        answered = press(made, [one.port, two.port], at=0, then=one.kill)
        assert len(answered) == 2 * voters
        assert len(set(answered)) == voters
        hold_against(made, answered)
