"""While a vote is open, no page, title, JSON, header or message tells how it is split.

Every address of the portal that an estate or a vote has is read by everybody who may come by; then all
ballots are turned round in the database, and everything is read again. One letter that differs is a leak.
"""

import re
from collections.abc import Iterator
from typing import Any, cast

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from portal.accounts.models import Account
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.messages.models import Message
from portal.permissions import Role
from portal.voting.models import Vote
from tests.factories import voting as make
from tests.factories.after import owner_of
from tests.factories.voting_desk import answer, on_paper, staff, voter_ids
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
#: What differs from one reading to the next without meaning anything.
_ONCE = re.compile(
    r'(name="(?:csrf_token|once)"[^>]*value=")[^"]*|value="[^"]*"(?= name="(?:csrf_token|once)")'
)
_HEADERS = ("Cache-Control", "ETag", "Last-Modified", "Content-Disposition", "Vary")
#: Files that are set anew each time; tests/exports/test_secrecy.py turns the ballots round for all files.
_FILES = ("print", "papers", "poster", "pdf", "archive", "file")
#: About the reader and the machine, not about any estate; and the page that holds the ballots against the
#: record, which has to say that somebody turned them round behind its back.
_ELSEWHERE = (
    "/metrics",
    "/me/devices",
    "/account/",
    "/sw.js",
    "/static",
    "sign",
    "/health",
    "/record",
)


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([5000, 6000, 7000, 8000, 9000, 4000, 3000])


@pytest.fixture
def vote(estate: Estate) -> Vote:
    """Six of seven have answered, one of them on paper; the last one is at home and silent."""
    with transaction():
        made = make.opened(estate)
    for voter_id in voter_ids(made)[:5]:
        answer(voter_id, "approve")
    on_paper(voter_ids(made)[5], "approve", counts=True)
    return made


def people(vote: Vote) -> dict[str, Account | None]:
    with transaction():
        silent = owner_of(make.voters(vote)[6])
    return {"stranger": None, "owner": silent, "clerk": staff("干事一", Role.COMMUNITY_CLERK, vote.estate)}


def addresses(app: Flask, vote: Vote) -> list[str]:
    """Each that needs no more than the estate and the vote."""
    known = {"estate_id": vote.estate_id, "vote_id": vote.id}
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            plain = "GET" in (rule.methods or ()) and rule.arguments <= set(known)
            if plain and not any(word in rule.endpoint or word in rule.rule for word in _FILES):
                built = rule.build({key: known[key] for key in rule.arguments})
                found.append(built[1] if built else "")
    return [address for address in found if address and not any(word in address for word in _ELSEWHERE)]


def devices(app: Flask, who: dict[str, Account | None]) -> dict[str, Client]:
    """One each, signed in once: a second sign-in would itself be news on the person's own pages."""
    found = {}
    for name, account in who.items():
        found[name] = cast("Client", app.test_client())
        if account is not None:
            found[name].sign_in(account)
    return found


def seen(who: dict[str, Client], wanted: list[str]) -> dict[tuple[str, str], Any]:
    found = {}
    for name, client in who.items():
        for address in wanted:
            if "/desk/" in address and name != "clerk":
                continue
            answered = client.get(address)
            body, fields = _ONCE.subn("", answered.get_data(as_text=True))
            headers = {key: answered.headers.get(key) for key in _HEADERS}
            if fields:  # the tag of a form's page is that of its one-time field
                headers.pop("ETag")
            answered.close()
            found[name, address] = (answered.status_code, headers, body)
    return found


def turn_round() -> None:
    with transaction():
        session.execute(text("UPDATE answer SET choice = 'oppose' WHERE choice = 'approve'"))


def test_turning_every_ballot_round_changes_nothing_that_anybody_reads(app: Flask, vote: Vote) -> None:
    app.config["API_PER_MINUTE"] = 10_000
    wanted, who = addresses(app, vote), devices(app, people(vote))
    before = seen(who, wanted)
    read = [address for (_, address), (status, *_) in before.items() if status == 200]
    assert any(address.endswith("/result") for address in read)
    assert any("/api/" in address for address in wanted)
    assert len(set(read)) > 40
    turn_round()
    after = seen(who, wanted)
    changed = [key for key in before if after[key] != before[key]]
    assert not changed, changed


def test_pages_about_an_open_vote_are_kept_by_nobody(client: Client, vote: Vote) -> None:
    client.sign_in(staff("干事一", Role.COMMUNITY_CLERK, vote.estate))
    for page in ("", "/papers", "/deliveries"):
        kept = client.get(f"/desk/estates/{vote.estate_id}/votes/{vote.id}{page}").headers["Cache-Control"]
        assert "no-store" in kept or "private" in kept, page


def test_no_message_says_what_was_answered(vote: Vote) -> None:
    """The paper's owner is told that a paper was entered, in words that name no answer."""
    for message in session.query(Message):
        assert not re.search("同意|反对|弃权", f"{message.title}{message.body}"), message.body
