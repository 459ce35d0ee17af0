"""Long lists come in pieces, and everything in a file is of one moment."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from portal.accounts.models import Account
from portal.communities.models import Estate, Part
from portal.db import session, transaction
from portal.domain.stages import CaseState
from portal.domain.tally import Choice
from portal.exports import queries
from portal.exports.catalogue import Source, Table
from portal.exports.tables import sheets_of
from portal.feedback.models import Case
from portal.plans.models import Category, MoneySource, Nature
from portal.voting.models import Voter
from portal.voting.queries import get_vote
from portal.voting.queries.counting import turnout
from portal.web.sheets import Hundredths, Sheet, shown
from tests.factories import accounts, exports, feedback, plans, pledges, voting


@pytest.fixture
def now() -> datetime:
    return exports.LATER


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return exports.estate()


def most_alive(kind: type, rows: Iterable[object]) -> tuple[int, int]:
    """How many rows came, and how many objects of a kind the session held at most meanwhile."""
    came = most = 0
    for _ in rows:
        came += 1
        most = max(most, sum(isinstance(each, kind) for each in session.identity_map.values()))
    return came, most


def test_voters_and_homes_come_in_pieces(
    estate: Estate, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        vote_id, estate_id = exports.held(estate).id, estate.id
    monkeypatch.setattr(queries, "PIECE", 2)
    session.expunge_all()
    came, most = most_alive(Voter, queries.stream_voters(vote_id, answers=True))
    assert came == 9
    assert most <= 4
    session.expunge_all()
    came, most = most_alive(Part, queries.stream_parts(estate_id))
    assert came == 9
    assert most <= 4


def resident(of: Estate) -> Account:
    part = session.query(Part).filter_by(estate_id=of.id).first()
    return accounts.resident(part, "陈小芳")


def test_cases_come_in_pieces(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        who, estate_id = resident(estate), estate.id
        for number in range(7):
            feedback.raised(estate_id, who, once=str(number))
    monkeypatch.setattr(queries, "PIECE", 2)
    session.expunge_all()
    came, most = most_alive(Case, queries.stream_cases(estate_id))
    assert came == 7
    assert most <= 4


def test_everything_in_a_file_is_of_one_moment(fresh_database: str, now: datetime) -> None:
    """A ballot that comes in between is in none of the sheets; and it does not have to wait."""
    with transaction():
        vote_id = exports.open_vote(exports.estate()).id

    def vote_meanwhile() -> None:
        with transaction():
            voter = voting.voters(get_vote(vote_id))[0]
            exports.answer(voter, Choice.APPROVE, 0)
        session.remove()

    assert turnout(vote_id).returned == 0  # a page has always read something before
    with queries.snapshot():
        before = turnout(vote_id)
        with ThreadPoolExecutor(1) as other:
            other.submit(vote_meanwhile).result()
        assert turnout(vote_id) == before
    assert turnout(vote_id).returned == before.returned + 1
    session.remove()


def rows_of(sheet: Sheet) -> list[dict[str, str]]:
    (block,) = sheet.blocks
    return [dict(zip(block.heads, map(shown, row), strict=True)) for row in block.rows]


def made(of: Estate, table: Table, now: datetime, *, masked: bool = True) -> list[dict[str, str]]:
    (sheet,) = sheets_of(table, Source(of, None, masked, now))
    return rows_of(sheet)


def test_matters_lose_names_and_numbers_when_masked(estate: Estate, now: datetime) -> None:
    text = "请打 13812345678 或 023-77720000，身份证 50023219621225590X，我家漏水 12345678901234567890。"
    with transaction():
        case = feedback.raised(estate.id, resident(estate), text=text)
        feedback.brought_to(case, CaseState.ANSWERED)
    (masked,) = made(estate, Table.CASES, now)
    gone = "（号码已隐去）"
    assert masked["内容"] == f"请打 {gone} 或 {gone}，身份证 {gone}，我家漏水 12345678901234567890。"
    assert (masked["现在"], masked["最近一次答复"]) == ("已答复", "写给居民的话")
    assert "提出人" not in masked
    (full,) = made(estate, Table.CASES, now, masked=False)
    assert (full["提出人"], full["内容"]) == ("陈小芳", text)


def test_the_plan_is_a_ledger_of_items(estate: Estate, now: datetime) -> None:
    with transaction():
        plans.published(
            estate,
            plans.draft(
                "雨污分流",
                category=Category.PIPELINES,
                nature=Nature.BASIC,
                nature_source="街道确认",
                cost=12_345_678,
                money={MoneySource.DISTRICT: 12_345_678},
            ),
        )
    (row,) = made(estate, Table.PLAN, now)
    assert (row["改什么"], row["性质"], row["投资（元）"]) == ("雨污分流", "基础项", "123456.78")
    assert (row["资金来源"], row["形象进度"]) == ("区级资金 123456.78 元", "未开工")


def test_pledges_leave_in_counts(isolated: None, now: datetime) -> None:
    with transaction():
        entrance, _ = pledges.tower()
        pledges.opened(entrance)
        estate = accounts.estate_of(entrance)
    (row,) = made(estate, Table.PLEDGES, now)
    assert (row["户数"], row["没登记"], row["居民共出（元）"]) == ("16", "16", "380000.00")


def test_the_list_of_votes_tells_results_only_of_closed_ones(estate: Estate, now: datetime) -> None:
    with transaction():
        exports.held(estate)
        exports.open_vote(estate, title="还在投")
    first, second = made(estate, Table.VOTES, now)
    assert (first["投票"], first["结论"]) == ("还在投", "还没有结果")
    assert second["结论"].startswith("未通过：")
    assert second["参加面积（㎡）"] == shown(Hundredths(sum(exports.AREAS[:6])))
