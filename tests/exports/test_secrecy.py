"""While a vote is open no file says how it is split: turning every ballot round changes nothing in any."""

import importlib
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from portal.communities.models import Estate
from portal.db import transaction
from portal.domain.tally import Choice
from portal.exports.catalogue import Source, Table
from portal.exports.files import Order, make, source_of
from portal.exports.tables import sheets_of
from portal.voting.models import Vote
from portal.web.sheets import FileKind
from tests.factories import exports, voting

TABLES = tuple(table for table in Table if table is not Table.ARCHIVE)
Say = Callable[[Choice, int | None, str], None]


@pytest.fixture
def now() -> datetime:
    return exports.LATER


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return exports.estate()


@pytest.fixture
def vote(estate: Estate, now: datetime) -> Vote:
    with transaction():
        return exports.open_vote(estate)


@pytest.fixture
def say(vote: Vote, now: datetime) -> Say:
    """Seven owners say the same, once more or for the first time, at one moment."""
    voters = voting.voters(vote)[:7]

    def _say(choice: Choice, option: int | None, once: str) -> None:
        with transaction():
            for voter in voters:
                exports.answer(voter, choice, option, once=once)

    return _say


Where = tuple[int | None, int | None, int | None]


def taken(where: Where, table: Table, now: datetime, *, full: bool) -> list[Any]:
    """All that the files of a table hold, in every kind; of a vote, an estate, a street or the district."""
    vote_id, estate_id, street_id = where
    order = Order(table, estate_id, vote_id, full, "核对用途", street_id=street_id)
    found: list[Any] = []
    for kind in FileKind:
        target = io.BytesIO()
        make(order, kind, target, now=now)
        found.append(exports.workbook(target) if kind is FileKind.XLSX else target.getvalue())
    return found


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("scope", ["vote", "estate", "street", "district"])
def test_turning_every_ballot_round_changes_no_file(
    vote: Vote, say: Say, now: datetime, full: bool, scope: str
) -> None:
    """In no table, of no scope, masked or full, in any kind of file."""
    where = {
        "vote": (vote.id, vote.estate_id, None),
        "estate": (None, vote.estate_id, None),
        "street": (None, None, vote.estate.street_id),
        "district": (None, None, None),
    }[scope]
    tables = [table for table in TABLES if table is not Table.VOTE or scope == "vote"]
    say(Choice.APPROVE, 0, "a")
    before = {table: taken(where, table, now, full=full) for table in tables}
    say(Choice.OPPOSE, None, "b")
    for table in tables:
        assert taken(where, table, now, full=full) == before[table], table


def test_turnout_is_shown_all_the_same(vote: Vote, say: Say, now: datetime) -> None:
    where = (vote.id, vote.estate_id, None)
    say(Choice.APPROVE, 0, "a")
    rows = taken(where, Table.RESULT, now, full=False)[0]["结果汇总"]
    taking_part = exports.table(rows, "项目")[1]
    assert (taking_part["人数"], taking_part["面积（㎡）"]) == (7, 588.95)
    assert [test["关口"] for test in exports.table(rows, "关口")] == ["参加", "参加"]
    assert not [row for row in rows if row and row[0] in {"结论", "同意", "物业公司"}]


def test_answers_of_an_open_vote_are_not_even_read(
    vote: Vote, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    module = importlib.import_module("portal.exports.tables.voters")
    monkeypatch.setattr(module, "stream_voters", lambda _, answers: asked.append(answers) or iter(()))
    source = source_of(Order(Table.VOTERS, vote.estate_id, vote.id, True, "核对用途"), now)
    for sheet in sheets_of(Table.VOTERS, source):
        list(sheet.blocks[0].rows)
    assert asked == [False]


def test_the_closing_moment_opens_the_result(estate: Estate, now: datetime) -> None:
    with transaction():
        vote = exports.open_vote(estate)
        exports.answer(voting.voters(vote)[0], Choice.APPROVE, 0)
    for moment, hidden in ((vote.closes_at - timedelta(seconds=1), True), (vote.closes_at, False)):
        sheet, *_ = sheets_of(Table.VOTERS, Source(estate, vote, masked=False, now=moment))
        assert ("是否同意改造方案？" not in sheet.blocks[0].heads) is hidden
