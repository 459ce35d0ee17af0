"""What the last hour of a vote asks of the database, counted: the page that chooses, the press that casts."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
import time_machine

from portal import db
from portal.accounts.models import Account, RoleGrant
from portal.db import session, transaction
from portal.permissions import Role
from portal.voting.models import Answer, Ballot, Vote
from tests.factories import voting as make
from tests.factories.voting_standing import owner_of
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def vote() -> Iterator[Vote]:
    with time_machine.travel(make.NOW, tick=False):
        with transaction():
            made = make.opened(make.estate([5000, 6000, 7000]), make.APPROVE, make.CHOOSE)
        session.expunge_all()
        yield made


def owner(vote: Vote) -> Account:
    found = owner_of(make.voters(session.get_one(Vote, vote.id))[0])
    with transaction():
        role = {"role": Role.RESIDENT, "estate_id": vote.estate_id, "granted_at": make.NOW}
        session.add(RoleGrant(account_id=found.id, **role))
    session.expunge_all()
    return found


@contextmanager
def statements() -> Iterator[list[str]]:
    """But for what begins and ends a transaction."""
    asked: list[str] = []

    def note(*call: object) -> None:
        text = str(call[2])
        if not text.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            asked.append(text)

    sa.event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(db.engine(), "before_cursor_execute", note)


def test_the_page_that_chooses_asks_four_times(client: Client, vote: Vote) -> None:
    client.sign_in(owner(vote))
    path = f"/estates/{vote.estate_id}/votes/{vote.id}/ballot"
    client.get(path)  # what was announced is kept in memory from here on
    with statements() as asked:
        assert client.get(path).status_code == 200
    assert len(asked) <= 4, "\n".join(asked)


def test_casting_asks_no_more_for_ten_questions_than_for_one(client: Client, vote: Vote) -> None:
    client.sign_in(owner(vote))
    path = f"/estates/{vote.estate_id}/votes/{vote.id}/ballot"
    client.submit(path, {"answer": "approve"})
    client.submit(f"{path}?question=2", {"answer": "option:a"})
    client.get(f"{path}/check")
    with statements() as asked:
        client.submit(f"{path}/check", {})
    assert session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 2
    written = [text for text in asked if text.startswith("INSERT")]
    assert [text.split()[2] for text in written] == ["ballot", "answer", "vote_event", "audit_entry"]
