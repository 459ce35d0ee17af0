"""Everybody of the demonstration district follows every link: no dead end, no page that is ill formed."""

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from portal import db
from portal.permissions import STAFF_ROLES, Role
from tests.support.client import Client
from tests.support.fixtures import Demo

# Pages of one kind differ in their rows only; a few of each tell enough.
_OF_ONE_KIND = 4


def _kind(app: Flask, path: str) -> str:
    endpoint, _ = app.url_map.bind("127.0.0.1").match(path)  # raises NotFound: the link is dead
    return str(endpoint)


def _links(client: Client, path: str) -> Iterator[str]:
    """Paths within the portal to which the page at hand leads, by links and by forms that only ask."""
    for link in client.page.all("a"):
        target = urlsplit(urljoin(path, link["href"]))
        if link["href"] and target.scheme in {"", "http"}:
            yield target.path + (f"?{target.query}" if target.query else "")


def crawl(client: Client, start: str) -> dict[str, int]:
    """Follow links from a page on. :return: pages visited by endpoint. :raises AssertionError: a bad one."""
    app = client.application
    waiting, seen, visited = deque([(start, "")]), {start}, Counter[str]()
    while waiting:
        path, linked_from = waiting.popleft()
        kind = _kind(app, urlsplit(path).path)
        if visited[kind] >= _OF_ONE_KIND or kind == "static":
            continue
        visited[kind] += 1
        response = client.get(path)
        assert response.status_code in {200, 302, 303}, f"{path} from {linked_from}: {response.status_code}"
        if response.status_code != 200:
            found = [urlsplit(response.location).path]
        else:
            found = list(_links(client, path)) if response.mimetype == "text/html" else []
        waiting.extend((target, path) for target in found if target not in seen)
        seen.update(found)
    return dict(visited)


def _somebody(app: Flask) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    return client


def test_a_stranger_finds_every_door_open_or_the_way_to_sign_in(app: Flask, demo: Demo) -> None:
    visited = crawl(_somebody(app), "/")
    assert {"home.estate", "plans.plan", "accounts.sign_in"} <= set(visited), visited


def test_a_household_can_follow_its_links(app: Flask, demo: Demo) -> None:
    client = _somebody(app)
    client.read(f"/slip/{demo.codes[0]}")
    client.send({})
    visited = crawl(client, "/")
    assert {"home.me", "voting.compare", "feedback.mine", "messages.inbox"} <= set(visited), visited


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_can_follow_their_links(app: Flask, demo: Demo, role: Role) -> None:
    from portal.accounts.models import Account, RoleGrant  # noqa: PLC0415  # collected without any feature

    holders = (
        select(Account).join(RoleGrant, RoleGrant.account_id == Account.id).where(RoleGrant.role == role)
    )
    someone = db.session.scalars(holders.order_by(Account.id)).first()
    assert someone is not None, f"the demonstration has no {role}"
    client = _somebody(app)
    client.sign_in(someone)
    visited = crawl(client, "/")
    assert {"desk.today", "desk.estates"} <= set(visited), visited
