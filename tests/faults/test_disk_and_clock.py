"""A disk that is full and a clock that jumps back: nothing half written, and a sentence for the person."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import exc

from portal import db
from portal.audit.services import Actor
from portal.communities.models import Street
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.models import BallotState, Vote
from portal.voting.models.logbook import VoteEvent
from portal.voting.queries.ballots import list_history
from portal.voting.queries.checking import check_vote
from portal.voting.services.online import cast
from tests.factories import voting as make
from tests.support.fixtures import Database

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def vote() -> Vote:
    with transaction():
        return make.opened(make.estate([5000, 6000, 7000]))


def _cast(vote: Vote, choice: Choice, once: str, minutes: int) -> None:
    with transaction():
        voter, given = make.voters(vote)[0], [Given(vote.questions[0], choice)]
        cast(voter, given, once=once, by=Actor(None, "业主"), now=make.NOW + timedelta(minutes=minutes))


def test_a_clock_that_jumps_back_reorders_nothing(vote: Vote) -> None:
    _cast(vote, Choice.APPROVE, "first", 10)
    _cast(vote, Choice.OPPOSE, "second", 0)
    first, second = list_history(make.voters(vote)[0].id)
    assert (first.state, second.state) == (BallotState.REPLACED, BallotState.COUNTED)
    positions = session.scalars(sa.select(VoteEvent.position).order_by(VoteEvent.id)).all()
    assert positions == list(range(len(positions)))
    assert list(check_vote(vote, make.NOW + timedelta(minutes=20))) == []


def test_a_full_disk_writes_nothing_and_says_so(vote: Vote, database: Database, app: Flask) -> None:
    if database.kind != "sqlite":
        pytest.skip("SQLite can be told how large a disk is")

    def small(connection: object, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    sa.event.listen(db.engine(), "connect", small)
    db.engine().dispose()
    with pytest.raises(exc.OperationalError, match="full"), transaction():
        _fill()
    sa.event.remove(db.engine(), "connect", small)
    db.engine().dispose()
    assert session.scalar(sa.select(sa.func.count()).select_from(Street)) == 1
    _cast(vote, Choice.APPROVE, "again", 0)
    assert list(check_vote(vote, make.NOW)) == []


def _fill() -> None:
    for n in range(2000):
        session.add(Street(name=f"{n}" * 200))
    session.flush()


def test_whoever_met_a_database_out_of_reach_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = exc.OperationalError("SELECT 1", {}, Exception("no such host"))

    def unreachable(*_: object, **__: object) -> None:
        raise gone

    monkeypatch.setattr(db.session.registry(), "execute", unreachable)
    answer = app.test_client().get("/estates", headers={"Accept-Language": "zh"})
    assert answer.status_code == 503
    assert "没有存下来" in answer.text
