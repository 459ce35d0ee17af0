"""Another key: everything opens, equal people still find each other, and no frozen roll changes its words."""

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import crypto
from portal.accounts.services import signing_in
from portal.communities.models import Owner, OwnerParty
from portal.db import Base, session, transaction
from portal.personal import rotation
from portal.voting.models import Vote, Voter
from portal.voting.queries.logbook import roll_fingerprint
from tests.support.fixtures import Demo

_NEW = b"another key for tests, 32 bytes!"


@pytest.fixture
def turning(app: Flask, demo: Demo) -> Iterator[bytes]:
    """The demonstration district, its old key still at hand."""
    old: bytes = app.config["PORTAL"].data_key
    crypto.configure(_NEW, old)
    yield old
    crypto.configure(old)


def _turn() -> tuple[int, int]:
    with transaction():
        found = rotation.turn_owners()
    for table in rotation.tables():
        with transaction():
            rotation.turn(table)
    return found


def _killed_at(table: str) -> None:
    with transaction():
        rotation.turn(table)
        raise RuntimeError("killed")


def _sealed() -> Iterator[bytes]:
    for name in rotation.tables():
        table = Base.metadata.tables[name]
        for column in (column for column in table.c if isinstance(column.type, sa.LargeBinary)):
            yield from session.scalars(sa.select(column).where(column.is_not(None)))


def _plain() -> list[tuple[str, str]]:
    owners = session.scalars(sa.select(Owner).order_by(Owner.id))
    return [(each.name, crypto.unseal(each.phone) if each.phone else "") for each in owners]


def test_everything_opens_with_the_new_key_alone(turning: bytes) -> None:
    votes = session.scalars(sa.select(Vote.id).join(Voter, Voter.vote_id == Vote.id).distinct()).all()
    before = _plain(), [roll_fingerprint(vote) for vote in votes]
    keys = set(session.scalars(sa.select(OwnerParty.key)))
    turned, unknown = _turn()
    assert unknown == 0
    assert turned > 1500, "every owner and every party of the demonstration"
    crypto.configure(_NEW)
    session.expire_all()
    assert (_plain(), [roll_fingerprint(vote) for vote in votes]) == before
    assert all(map(crypto.is_current, _sealed()))
    assert not keys & set(session.scalars(sa.select(OwnerParty.key)))
    owner = session.scalars(sa.select(Owner).where(Owner.phone.is_not(None)).limit(1)).one()
    assert owner.phone
    assert owner.phone_hash == crypto.fingerprint(crypto.unseal(owner.phone), "phone")


def test_a_killed_rotation_goes_on_and_a_second_one_does_nothing(turning: bytes) -> None:
    with transaction():
        assert rotation.turn("owner") > 1000
    with pytest.raises(RuntimeError, match="killed"):
        _killed_at("voter")
    assert not crypto.is_current(session.scalars(sa.select(Voter.names).limit(1)).one())
    assert _turn()[1] == 0
    assert _turn() == (0, 0)
    with transaction():
        assert [rotation.turn(table) for table in rotation.tables()] == [0] * len(rotation.tables())


def _guards() -> list[tuple[object, ...]]:
    """Every trigger that the database has and obeys."""
    if session.get_bind().dialect.name == "postgresql":
        asked = "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    else:
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    return [tuple(row) for row in session.execute(sa.text(asked))]


def test_what_guards_the_tables_stands_as_before(turning: bytes) -> None:
    before = _guards()
    assert len(before) > 5
    with transaction():
        for table in rotation.tables():
            rotation.turn(table)
    assert _guards() == before


def test_old_tokens_and_letters_are_found_while_the_old_key_is_known(turning: bytes) -> None:
    token = os.urandom(8).hex()
    crypto.configure(turning)
    stored = signing_in.token_hash(token)
    crypto.configure(_NEW, turning)
    assert stored in signing_in.token_hashes(token)
    assert signing_in.token_hash(token) != stored
    crypto.configure(_NEW)
    assert stored not in signing_in.token_hashes(token)
