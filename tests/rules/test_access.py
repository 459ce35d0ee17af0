"""Who gets in where: every address, by every method, for every role, in the own estate and elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from portal import db
from portal.permissions import ESTATE_ROLES, GRANTS, STREET_ROLES, Permission, Role
from tests.support.access import UnknownParameter, routes, rows_in, table_of, word_for
from tests.support.fixtures import Demo

_NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
#: Estates of the demonstration district: the first lies in one street, the last in the other.
_HERE, _THERE = 1, 4
#: Public pages are asked for by strangers and residents; staff follow their links in test_crawl.py.
_ONCE_IS_ENOUGH = frozenset(Role) - {Role.RESIDENT}
_IN_ESTATES = ESTATE_ROLES | {Role.RESIDENT}
#: They refuse on the page they lead back to, with nothing written: not one's own home, nothing chosen.
_BACK_WITH_A_REFUSAL = frozenset(
    {"plans.say_read", "pledges.put_down", "pledges.take_off", "voting_desk.take_doors"}
)
_TURNED_AWAY = {403, 404}

pytestmark = pytest.mark.once


@dataclass
class World:
    """The demonstration district on one connection, on which every request is undone."""

    app: Flask
    connection: sa.Connection
    writes: list[str] = field(default_factory=list)
    _rows: dict[tuple[str, int], list[Any]] = field(default_factory=dict)

    def rows(self, table: str, estate_id: int) -> list[Any]:
        if (table, estate_id) not in self._rows:
            self._rows[table, estate_id] = rows_in(table, estate_id)
        return self._rows[table, estate_id]

    def cookie(self, account_id: int) -> str:
        """What the browser of somebody who is signed in sends."""
        from portal.accounts import sessions  # noqa: PLC0415  # collected without any feature
        from portal.accounts.models import Account  # noqa: PLC0415
        from portal.accounts.services import signing_in  # noqa: PLC0415
        from portal.web import clock  # noqa: PLC0415

        client = FlaskClient(self.app, self.app.response_class)
        with db.transaction():
            account = db.session.get_one(Account, account_id)
            token, _ = signing_in.sign_in(clock.now(), account, way="password", device="test")
        with client.session_transaction() as cookie:
            cookie.update({sessions.TOKEN: token, sessions.SEEN: int(clock.now().timestamp())})
        db.session.remove()
        kept = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert kept is not None
        return f"{kept.key}={kept.value}"

    def ask(self, cookie: str, method: str, path: str) -> int:
        """The answer's status; what the request wrote is told by ``writes`` and then undone.

        Pages are not looked at: other tests do.
        """
        client = FlaskClient(self.app, self.app.response_class, use_cookies=False)
        undone = self.connection.begin_nested()
        self.writes.clear()
        try:
            response = client.open(path, method=method, headers={"Cookie": cookie})
            response.close()
            return response.status_code
        finally:
            db.session.remove()
            undone.rollback()


@contextmanager
def _watched(connection: sa.Connection, writes: list[str]) -> Iterator[None]:
    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        counted = statement.lstrip().startswith("INSERT INTO api_window")  # how often somebody asked
        if statement.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"} and not counted:
            writes.append(statement)

    sa.event.listen(connection, "before_cursor_execute", note)
    try:
        yield
    finally:
        sa.event.remove(connection, "before_cursor_execute", note)


@pytest.fixture
def world(app: Flask, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with db.engine().connect() as connection:
        outer = connection.begin()
        db.bind_for_tests(connection)
        made = World(app, connection)
        try:
            with _watched(connection, made.writes):
                yield made
        finally:
            db.bind_for_tests(None)
            outer.rollback()


def _path(world: World, rule: Rule, estate_id: int, **ids: int) -> str:
    """An address in an estate; ids that nobody gave are of rows that are there, if there are any."""
    values: dict[str, Any] = {}
    for name in sorted(rule.arguments):
        table = table_of(rule, name)
        if table is None:
            values[name] = word_for(rule, name)
        elif table == "estate":
            values[name] = estate_id
        elif table == "street":
            values[name] = 1 if estate_id < 3 else 2  # as the demonstration lays them out
        else:
            found = world.rows(table, estate_id)
            values[name] = found[0].id if found else 1
    built = rule.build({**values, **ids})
    assert built is not None, rule.rule
    return built[1]


def _held(role: Role, *, at_estate: bool, at_street: bool, own: bool) -> bool:
    """The rule of scopes, told once more: down from a district or street, never up or aside."""
    if role is Role.DISTRICT or not (at_estate or at_street):
        return True
    return own and (at_estate or role in STREET_ROLES - ESTATE_ROLES)


def _expected(app: Flask, rule: Rule, role: Role | None, *, own: bool) -> str:
    if _is_public(app, rule):
        return "open"
    guard: str = getattr(app.view_functions[rule.endpoint], "guard", "")
    if role is None:
        return "sign in"
    at_estate, at_street = "estate_id" in rule.arguments, "street_id" in rule.arguments
    if guard == "signed_in":
        return "open" if own or not at_estate else "not found"
    if not _held(role, at_estate=at_estate, at_street=at_street, own=own):
        return "not found"
    return "open" if Permission(guard) in GRANTS[role] else "turned away"


def _is_public(app: Flask, rule: Rule) -> bool:
    return getattr(app.view_functions[rule.endpoint], "guard", "public") == "public"


def _wrong(world: World, expected: str, status: int) -> str:
    """What is wrong with an answer, in a word; nothing if all is well."""
    if expected == "open":
        return "" if status < 500 and status != 403 else f"{status} for who may"
    if world.writes:
        return f"wrote {world.writes[0][:60]}"
    right = {"sign in": {303, 404}, "not found": {404}, "turned away": _TURNED_AWAY}[expected]
    return "" if status in right else f"{status} for who may not ({expected})"


def _person(role: Role) -> int:
    """Somebody who holds this role alone: in one estate, or in its street, or everywhere."""
    if role is Role.RESIDENT:
        found = db.session.scalar(
            sa.text("SELECT account_id FROM residency WHERE estate_id = 1 AND state = 'active' ORDER BY id")
        )
        assert found is not None
        return int(found)
    return _staff(role.value, [role])


def _staff(name: str, roles: list[Role], *, estates: tuple[int, ...] = (_HERE,)) -> int:
    """The street's role is held in the first estate's street; with several estates, in every street."""
    from portal.accounts.models import Account, RoleGrant  # noqa: PLC0415

    streets = (1,) if len(estates) == 1 else (1, 2)
    with db.transaction():
        made = Account(user_name=f"x{name}", display_name="演示", is_staff=True, created_at=_NOW)
        db.session.add(made)
        db.session.flush()
        for role in roles:
            places = [{"street_id": each} for each in streets] if role is Role.STREET else [{}]
            places = [{"estate_id": each} for each in estates] if role in _IN_ESTATES else places
            for place in places:
                db.session.add(RoleGrant(account_id=made.id, role=role, granted_at=_NOW, **place))
        return made.id


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "stranger")
def test_everybody_gets_in_where_they_may_and_nowhere_else(world: World, role: Role | None) -> None:
    cookie = world.cookie(_person(role)) if role else ""
    wrong = []
    for rule, method in routes(world.app):
        placed = bool({"estate_id", "street_id"} & set(rule.arguments))
        for own in (True, False) if placed else (True,):
            if own is False and role is None:
                continue  # a stranger is at home nowhere
            expected = _expected(world.app, rule, role, own=own)
            seen = role in _ONCE_IS_ENOUGH and _is_public(world.app, rule)
            if expected == "open" and (seen or not own):
                continue
            path = _path(world, rule, _HERE if own else _THERE)
            found = _wrong(world, expected, world.ask(cookie, method, path))
            if found:
                wrong.append(f"{method} {path} ({rule.endpoint}): {found}")
    assert not wrong, "\n" + "\n".join(wrong)


def _in_the_wrong_place(world: World, rule: Rule) -> Iterator[str]:
    """Addresses in one estate with one id of a row that lies in another; then of another parent here."""
    names = [name for name in rule.arguments if name != "estate_id" and table_of(rule, name)]
    for name in sorted(names):
        table = str(table_of(rule, name))
        for here, there in ((_HERE, 3), (_HERE, _THERE), (3, _HERE), (_THERE, _HERE)):
            own, strange = {row.id for row in world.rows(table, here)}, world.rows(table, there)
            foreign = next((row.id for row in strange if row.id not in own), None)
            others = [str(table_of(rule, other)) for other in names if other != name]
            if foreign is not None and all(world.rows(other, here) for other in others):
                yield _path(world, rule, here, **{name: foreign})
                break
        yield from _under_another_parent(world, rule, name, table)


def _under_another_parent(world: World, rule: Rule, name: str, table: str) -> Iterator[str]:
    """A row of this estate that hangs under one vote, asked for under another vote, and the like."""
    rows = world.rows(table, _HERE)
    for parent in rule.arguments & set(rows[0]._fields if rows else ()) - {"estate_id", "part_id"}:
        if table_of(rule, parent) is None:
            continue
        kept = {getattr(row, parent) for row in rows}
        parents = world.rows(str(table_of(rule, parent)), _HERE)
        other = next((row.id for row in parents if row.id not in kept or len(kept) > 1), None)
        child = next((row.id for row in rows if getattr(row, parent) != other), None)
        if other is not None and child is not None:
            yield _path(world, rule, _HERE, **{name: child, parent: other})


def test_a_row_of_elsewhere_is_found_under_no_address(world: World) -> None:
    """Even who may do everything everywhere: an id from one estate means nothing in another."""
    everything = world.cookie(_staff("everything", list(Role), estates=(1, 3, 4)))
    wrong, tried = [], 0
    for rule, method in routes(world.app):
        if "estate_id" not in rule.arguments:
            continue
        for path in _in_the_wrong_place(world, rule):
            tried += 1
            status = world.ask(everything, method, path)
            refused = {400, 404} | ({303} if rule.endpoint in _BACK_WITH_A_REFUSAL else set())
            if status not in refused or world.writes:
                wrong.append(f"{method} {path} ({rule.endpoint}): {status} {world.writes[:1]}")
    assert tried > 250, tried
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_new_parameter_must_be_taught(app: Flask) -> None:
    rule = Rule("/estates/<int:estate_id>/trees/<int:tree_id>", endpoint="trees.tree")
    app.url_map.bind("127.0.0.1")
    rule.bind(app.url_map.__class__())
    with pytest.raises(UnknownParameter):
        table_of(rule, "tree_id")
