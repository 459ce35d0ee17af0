"""One table of an estate, a street or the district, of a period; each row says whose it is."""

import io
import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.exports.catalogue import Period, Table
from portal.exports.files import Order, make, order_from, source_of
from portal.exports.tables import sheets_of
from portal.voting.answers import Given
from portal.voting.models import Channel, Delivery, DeliveryWay, Voter, VoterPart
from portal.voting.models.doors import Visit, VisitOutcome
from portal.voting.queries import list_history, list_votes
from portal.voting.queries.counting import count
from portal.voting.services.closing import close
from portal.voting.services.disputing import dispute
from portal.voting.services.keying import Paper, check, enter
from portal.web.sheets import FileKind, Hundredths, Share, shown
from tests.factories import exports, plans, voting

NOW = exports.LATER


@pytest.fixture
def two(isolated: None) -> tuple[Estate, Estate]:
    """Estates of two streets, each with a vote that was held."""
    with transaction():
        found = exports.estate("甲小区", "甲街道"), exports.estate("乙小区", "乙街道")
        for each in found:
            exports.held(each)
    return found


def rows_of(table: Table, number: int = 0, **scope: Any) -> list[dict[str, Any]]:
    full = scope.pop("full", False)
    vote_id, estate_id = scope.pop("vote_id", None), scope.pop("estate_id", None)
    order = Order(table, estate_id, vote_id, full, "核对用途", **scope)
    (block,) = sheets_of(table, source_of(order, NOW))[number].blocks
    return [dict(zip(block.heads, row, strict=True)) for row in block.rows]


TABLES = [
    Table.OPINIONS,
    Table.RESULT,
    Table.VOTERS,
    Table.DELIVERIES,
    Table.ROLL,
    Table.VOTES,
]


@pytest.mark.parametrize("table", TABLES)
def test_a_street_has_its_own_rows_and_the_district_all(two: tuple[Estate, Estate], table: Table) -> None:
    one, other = two
    alone = rows_of(table, estate_id=one.id)
    street = rows_of(table, street_id=one.street_id)
    assert len(street) == len(alone) > 0
    assert {(row["街道"], row["小区"]) for row in street} == {("甲街道", "甲小区")}
    assert [{k: v for k, v in row.items() if k not in {"街道", "小区"}} for row in street] == alone
    district = rows_of(table)
    assert len(district) == len(alone) + len(rows_of(table, estate_id=other.id))
    assert {row["小区"] for row in district} == {"甲小区", "乙小区"}


def test_a_period_holds_from_its_first_day_to_the_end_of_its_last(two: tuple[Estate, Estate]) -> None:
    one, _ = two
    (vote,) = rows_of(Table.VOTES, estate_id=one.id)
    closed: datetime = vote["截止"]
    day = (closed + timedelta(hours=8)).date()
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    for since, until, there in (
        (day, day, True),
        (None, day, True),
        (day, None, True),
        (after, None, False),
        (None, before, False),
    ):
        found = rows_of(Table.VOTES, estate_id=one.id, period=Period(since, until))
        assert bool(found) is there, (since, until)


def test_opinions_add_up_to_the_count(two: tuple[Estate, Estate]) -> None:
    """To the voter, against the count of the same vote."""
    one, _ = two
    lines = rows_of(Table.OPINIONS, estate_id=one.id)
    building, whole = lines
    assert (building["楼栋"], whole["楼栋"]) == ("1栋", "合计")
    (held,) = list_votes(one.id)
    first, second = count(held)
    assert whole["同意（户）"] == first.count.answers[Choice.APPROVE].heads == 4
    assert whole["不同意（户）"] == first.count.answers[Choice.OPPOSE].heads == 1
    assert whole["同意（户）"] + whole["不同意（户）"] + whole["未表态（户）"] == whole["发放"] == 9
    assert (whole["应征户数"], whole["收回"]) == (9, 7)
    assert whole["入户率"] == Share(7, 9)
    assert whole["各改造项支持户数"] == "物业公司 4；服务中心 1"
    assert {**building, "楼栋": "合计"} == whole
    assert second.question.options[0].mode is None


def test_few_answers_of_a_building_are_not_listed(isolated: None) -> None:
    """Five stand behind a figure, or nobody reads it."""
    with transaction():
        estate = voting.estate(exports.AREAS[:6])
        vote = voting.opened(estate, voting.APPROVE, voting.CHOOSE, closes_at=NOW)
        for voter in voting.voters(vote)[:4]:
            exports.answer(voter, Choice.APPROVE, 0)
        close(vote, voting.CLERK, now=NOW)
    building, whole = rows_of(Table.OPINIONS, estate_id=estate.id)
    assert (building["同意（户）"], building["各改造项支持户数"]) == ("不足5户，不列",) * 2
    assert (building["收回"], whole["同意（户）"]) == (4, 4)


def test_a_disputed_ballot_is_set_aside_with_both_views(isolated: None) -> None:
    with transaction():
        estate = exports.estate()
        vote = exports.open_vote(estate)
        voter, (q1, q2) = voting.voters(vote)[0], vote.questions
        said = (Given(q1, Choice.APPROVE), Given(q2, Choice.NONE_OF_THESE))
        paper = Paper(Channel.PAPER, exports.CAST_AT, said)
        enter(voter, paper, once="p", by=voting.clerk("录入丙"), now=exports.CAST_AT)
        check(voter, paper, by=voting.clerk("复核丁"), now=exports.CAST_AT)
        ballot = list_history(voter.id)[0]
        dispute(voter, ballot, "不是我投的，打13812345678", by=exports.OWNER, now=exports.CAST_AT)
    (line,) = rows_of(Table.VOTERS, 1, estate_id=estate.id)
    assert (line["房屋"], line["处理"]) == ("1栋1单元101", "搁置，待处理")
    assert line["业主的说法"] == "不是我投的，打（号码已隐去）"
    assert rows_of(Table.VOTERS, estate_id=estate.id)[0]["票的情况"] == "搁置"
    (full,) = rows_of(Table.VOTERS, 1, vote_id=vote.id, estate_id=estate.id, full=True)
    assert (full["业主"], full["业主的说法"]) == ("陈小芳", "不是我投的，打13812345678")


def test_results_of_a_street_are_the_verdicts_of_the_count(two: tuple[Estate, Estate]) -> None:
    one, _ = two
    first, second = rows_of(Table.RESULT, street_id=one.street_id)
    assert (first["同意人数"], first["同意面积（㎡）"]) == (4, Hundredths(sum(exports.AREAS[:4])))
    tests = ("参加人数过线", "参加面积过线", "同意人数过线", "同意面积过线")
    assert [first[name] for name in tests] == ["过线", "过线", "未过线", "未过线"]
    assert first["结果"] == "未通过"
    assert second["同意或选中的项"] == "物业公司"


def test_servings_and_visits_are_listed_with_their_outcome(two: tuple[Estate, Estate]) -> None:
    one, _ = two
    with transaction():
        part = session.query(VoterPart).join(Voter).filter(Voter.vote_id == list_votes(one.id)[0].id).first()
        door = {"vote_id": part.vote_id, "voter_id": part.voter_id}
        at = NOW - timedelta(days=3)
        signed = {"way": DeliveryWay.SIGNED, "note": "找13812345678", "at": at, "recorded_at": at}
        session.add(Delivery(**door, **signed))
        stood = {"voter_part_id": part.id, "outcome": VisitOutcome.NOBODY, "note": "", "once": "v"}
        session.add(Visit(**door, **stood, visited_at=at, recorded_at=NOW))
    failed, served = rows_of(Table.DELIVERIES, estate_id=one.id)
    assert (failed["送达方式"], served["送达方式"]) == ("无法送达", "当面签收")
    assert (served["房屋"], served["业主"]) == ("1栋1单元101", "陈*芳")
    assert "138" not in served["说明"]
    (visit,) = rows_of(Table.VISITS, street_id=one.street_id)
    assert (visit["上门结果"], visit["房屋"], visit["小区"]) == ("没人", "1栋1单元101", "甲小区")
    (full, *_rest) = rows_of(Table.VISITS, estate_id=one.id, full=True)
    assert full["业主"] == "陈小芳"
    long_ago = Period(None, date(2000, 1, 1))
    assert rows_of(Table.VISITS, estate_id=one.id, period=long_ago) == []


def test_a_full_count_sheet_of_a_street_has_receipts_and_choices(two: tuple[Estate, Estate]) -> None:
    one, _ = two
    full = rows_of(Table.VOTERS, street_id=one.street_id, full=True)
    assert full[0]["业主"] == "陈小芳"
    assert full[0]["表决意见"] == "是否同意改造方案？：同意；小区由谁来管？：物业公司"
    assert full[0]["回执"]
    assert (full[8]["表决意见"], full[8]["回执"]) == (None, None)
    masked = rows_of(Table.VOTERS, street_id=one.street_id)
    assert not {"回执", "表决意见"} & set(masked[0])


def test_json_keeps_numbers_exact_and_text_as_it_is(two: tuple[Estate, Estate]) -> None:
    one, _ = two
    target = io.BytesIO()
    order = Order(Table.ROLL, None, None, True, "核对用途", street_id=one.street_id)
    made = make(order, FileKind.JSON, target, now=NOW)
    (sheet,) = json.loads(target.getvalue())["sheets"]
    (table,) = sheet["tables"]
    rows = [dict(zip(table["heads"], row, strict=True)) for row in table["rows"]]
    assert made.written.rows == len(rows) == 9
    assert [row["建筑面积(㎡)"] for row in rows] == [shown(Hundredths(area)) for area in exports.AREAS]
    assert [row["产权人"] for row in rows] == list(exports.NAMES)
    assert made.name.startswith("甲街道-业主名册-完整-")


def test_an_order_survives_the_job_table() -> None:
    order = Order(Table.CASES, None, None, True, "核对", street_id=3, period=Period(date(2026, 1, 1), None))
    assert order_from(json.loads(json.dumps(order.as_data()))) == order


def test_the_ledger_of_projects_is_the_ledger(two: tuple[Estate, Estate]) -> None:
    one, _ = two
    assert rows_of(Table.PROJECTS, street_id=one.street_id) == []
    with transaction():
        plans.published(one, plans.draft("雨污分流", cost=100))
    (row,) = rows_of(Table.PROJECTS, street_id=one.street_id)
    assert (row["小区"], row["楼栋（栋）"], row["户数"]) == ("甲小区", 1, 9)
    assert row["面积（㎡）"] == Hundredths(sum(exports.AREAS))
