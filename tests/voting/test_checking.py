"""SQL past the triggers: whatever is changed in the tables or in the record is noticed and named."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import db
from portal.db import session, transaction
from portal.domain.fingerprint import fingerprint_of, leaf_hash
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.models import Ballot, BallotState, Channel, Vote
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.queries.logbook import canonical
from portal.voting.services.closing import close, publish_result
from portal.voting.services.online import cast
from tests.factories import voting as make
from tests.voting import bundles

pytestmark = pytest.mark.usefixtures("isolated")
LATER = make.NOW + timedelta(days=7)


@pytest.fixture
def vote() -> Vote:
    """Opened, cast, closed and published on line, with one ballot replaced."""
    with transaction():
        made = make.opened(make.estate([10000, 20000, 30000, 40000]))
    for place, choice in enumerate([Choice.APPROVE, Choice.APPROVE, Choice.OPPOSE, Choice.APPROVE]):
        _cast(made, place % 3, choice, once=str(place))
    with transaction():
        close(made, make.CLERK, now=LATER)
        publish_result(made, make.CLERK, now=LATER)
    return made


def _cast(vote: Vote, place: int, choice: Choice, *, once: str) -> None:
    with transaction():
        question = vote.questions[0]
        cast(make.voters(vote)[place], [Given(question, choice)], once=once, by=make.CLERK, now=make.NOW)


def wrong(vote: Vote) -> list[str]:
    session.expire_all()
    return [str(finding) for finding in check_vote(get_vote(vote.id), LATER)]


def by_hand(*statements: str) -> None:
    """As somebody does who has the database: triggers off, then the change."""
    with transaction():
        for switch in _switches():
            session.execute(sa.text(switch))
        for statement in statements:
            changed = session.execute(sa.text(statement))
            assert changed.rowcount, f"touched nothing: {statement}"  # type: ignore[attr-defined]


def _switches() -> list[str]:
    if db.engine().dialect.name != "sqlite":
        tables = ("vote_event", "vote_publication", "vote_bundle_copy")
        return [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
    named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'vote%'"
    return [f"DROP TRIGGER {name}" for name in session.scalars(sa.text(named))]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vote_event SET line = 'x' WHERE position = 3",
        "DELETE FROM vote_event WHERE position = 3",
        "INSERT OR REPLACE INTO vote_event SELECT * FROM vote_event WHERE position = 3",
        "DELETE FROM vote_publication",
    ],
)
def test_the_database_refuses_to_change_the_record(statement: str, vote: Vote) -> None:
    if "OR REPLACE" in statement and db.engine().dialect.name != "sqlite":
        pytest.skip("SQLite's own words")
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), transaction():
        session.execute(sa.text(statement))


def test_all_agrees(vote: Vote) -> None:
    assert wrong(vote) == []


@pytest.mark.parametrize("kind", bundles.KINDS)
def test_all_agrees_in_votes_held_before(kind: str) -> None:
    held = bundles.held(**bundles.KINDS[kind])
    assert wrong(held) == []


def test_an_open_vote_agrees() -> None:
    with transaction():
        made = make.opened(make.estate([10000, 20000]))
    _cast(made, 0, Choice.OPPOSE, once="1")
    session.expire_all()
    assert check_vote(get_vote(made.id), make.NOW) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE answer SET choice = 'oppose' WHERE choice = 'approve'", "选择，和投票记录里写的不符"),
        ("UPDATE ballot SET invalid_reason = 'unsigned' WHERE state = 'counted'", "作废原因"),
        ("UPDATE ballot SET channel = 'paper'", "渠道"),
        ("UPDATE ballot SET state = 'withdrawn' WHERE state = 'counted'", "是否计票"),
        ("UPDATE ballot SET receipt = '12345674' WHERE id = (SELECT max(id) FROM ballot)", "12345674"),
        ("UPDATE voter SET area = area * 2", "名册和固定时的指纹不符"),
        ("UPDATE voter_part SET room = room || 'x'", "名册和固定时的指纹不符"),
        ("UPDATE voter SET number = '12345674' WHERE id = (SELECT min(id) FROM voter)", "名册和固定时的指纹"),
        ("UPDATE question SET \"class\" = 'ordinary'", "改过表决规则：questions"),
        ("UPDATE question SET text = 'x'", "改过表决规则：questions"),
        ("UPDATE vote SET title = 'x'", "改过表决规则：title"),
        ('UPDATE vote SET deemed = \'{"counts_to": "approve", "decides": true}\'', "改过表决规则：deemed"),
        ("UPDATE vote SET state = 'counting'", "现在的状态"),
        ("UPDATE vote SET closes_at = '2026-04-20 00:00:00+00'", "截止时间"),
        ("UPDATE vote_publication SET body = '{}' WHERE kind = 'result'", "公布内容"),
        ("UPDATE vote_publication SET record_root = 'x' WHERE kind = 'notice'", "公布时印的指纹"),
        ("UPDATE vote_event SET line = replace(line, 'approve', 'oppose') WHERE kind = 'cast'", "行的内容"),
        ("UPDATE vote_event SET kind = 'keyed' WHERE kind = 'cast'", "种类或时间"),
        ("DELETE FROM vote_event WHERE position = 3", "序号不对"),
        ("DELETE FROM vote_event", "却没有投票记录"),
    ],
)
def test_a_change_past_the_triggers_is_named(statement: str, sentence: str, vote: Vote) -> None:
    by_hand(statement)
    found = wrong(vote)
    assert any(sentence in line for line in found), found


def test_a_deleted_and_an_added_ballot_are_named(vote: Vote) -> None:
    by_hand(
        "DELETE FROM answer WHERE ballot_id = (SELECT max(id) FROM ballot)",
        "DELETE FROM ballot WHERE id = (SELECT max(id) FROM ballot)",
    )
    assert "被删掉了" in wrong(vote)[0]


def test_a_ballot_added_past_the_record_is_named(vote: Vote) -> None:
    with transaction():
        silent = make.voters(vote)[3]
        session.add(
            Ballot(
                vote_id=vote.id,
                voter_id=silent.id,
                channel=Channel.ONLINE,
                state=BallotState.COUNTED,
                signed_at=make.NOW,
                receipt="00000000",
                once="x",
                entered_at=make.NOW,
            )
        )
    assert "绕过记录加的" in wrong(vote)[0]


def _rewrite(vote: Vote, change: Callable[[Any], None]) -> None:
    """The record written anew from end to end, every later line and root fitted to the change."""
    asked = sa.text("SELECT line FROM vote_event WHERE vote_id = :id ORDER BY position")
    events = [json.loads(line) for line in session.scalars(asked, {"id": vote.id})]
    leaves: list[bytes] = []
    for event in events:
        change(event)
        if "root" in event:
            event["root"] = fingerprint_of(leaves).hex()
        leaves.append(leaf_hash(canonical(event).encode()))
    by_hand(
        *(
            f"UPDATE vote_event SET line = '{canonical(event)}', leaf = '{leaf.hex()}' "  # noqa: S608
            f"WHERE vote_id = {vote.id} AND position = {event['n']}".replace(":", "\\:")
            for event, leaf in zip(events, leaves, strict=True)
        )
    )


def test_a_record_written_anew_differs_from_what_was_published(vote: Vote) -> None:
    """Every line and root fits again, the ballots too; the printed fingerprints do not."""

    def turn(event: Any) -> None:
        if event["kind"] == "cast":
            event["answers"] = {"q1": ["oppose"]}

    _rewrite(vote, turn)
    by_hand("UPDATE answer SET choice = 'oppose' WHERE choice = 'approve'")
    assert any("公布时印的指纹，和那时的记录不符" in line for line in wrong(vote))


def test_the_command_says_so_and_ends_with_1(app: Flask, vote: Vote) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["check"]).exit_code == run(args=["check", "vote", str(vote.id)]).exit_code == 0
    by_hand("UPDATE voter SET area = area * 2")
    found = run(args=["check"])
    assert found.exit_code == 1
    assert "次投票，都一致" not in found.stdout  # others may still speak
    assert found.stderr.splitlines() == [
        f"投票 {vote.id}“{vote.title}”：表决名册和固定时的指纹不符，被改过。"
    ]
    assert run(args=["check", "vote", str(vote.id)]).stderr == found.stderr
    assert run(args=["check", "vote", "0"]).exit_code == 1
