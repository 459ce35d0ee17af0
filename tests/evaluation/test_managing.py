"""Who manages changes only by a decision; statements go on from the last one; ends are told in time."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.db import session, transaction
from portal.domain.deadlines import CHINA
from portal.domain.matters import ManagementMode
from portal.evaluation import queries
from portal.evaluation.errors import (
    ContractEndsBeforeStart,
    DecisionNeeded,
    MoneyDoesNotFit,
    NotDecided,
    PeriodBackwards,
)
from portal.evaluation.models import CommonMoneyKind
from portal.evaluation.services.managing import (
    Keeping,
    Statement,
    Terms,
    decide,
    keep,
    post_statement,
    warn_of_ends,
    warn_of_reviews,
)
from portal.evaluation.services.rounds import Opening, open_for_management
from portal.jobs import schedule
from portal.jobs.worker import run_due
from portal.messages.models import Message
from tests.factories import evaluation as judge
from tests.factories.accounts import NOW

pytestmark = pytest.mark.usefixtures("isolated")
SINCE, ENDS = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def place() -> judge.Judged:
    with transaction():
        return judge.estate()


def terms(**more: object) -> Terms:
    facts: dict[str, object] = {"decision": "居民会议决定", "contract_ends_on": ENDS, **more}
    return Terms(ManagementMode.SERVICE_CENTRE, "服务中心", SINCE, **facts)  # type: ignore[arg-type]


def test_a_decision_ends_what_was_before(place: judge.Judged) -> None:
    with transaction():
        decide(place.estate_id, terms(), by=place.clerk, now=NOW)
        later = Terms(ManagementMode.COMPANY, "物业公司", date(2026, 3, 1), "业主大会决定")
        decide(place.estate_id, later, by=place.clerk, now=NOW)
    term = queries.find_term(place.estate_id)
    assert term is not None
    assert (term.keeper, term.ended_on) == ("物业公司", None)
    assert [(each.keeper, each.ended_on) for each in queries.list_terms(place.estate_id)] == [
        ("物业公司", None),
        ("服务中心", date(2026, 3, 1)),
    ]


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"decision": " "}, DecisionNeeded),
        ({"vote_id": 99}, NotDecided),
        ({"contract_ends_on": SINCE}, ContractEndsBeforeStart),
    ],
)
def test_nothing_changes_without_a_decision(
    place: judge.Judged, more: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal), transaction():
        decide(place.estate_id, terms(**more), by=place.clerk, now=NOW)
    assert queries.find_term(place.estate_id) is None


def test_who_keeps_an_item_is_said_again(place: judge.Judged) -> None:
    with transaction():
        for keeper in ("甲单位", "乙单位"):
            keep(place.items[0], Keeping(keeper), by=place.clerk, now=NOW)
    kept = queries.list_upkeep(place.estate_id)
    assert [each.keeper for each in kept.values()] == ["乙单位"]


def statement(
    begins: date, ends: date, *money: int, kind: CommonMoneyKind = CommonMoneyKind.COMMON_INCOME
) -> Statement:
    return Statement(kind, begins, ends, *money)


def test_statements_go_on_where_the_last_one_ended(place: judge.Judged) -> None:
    def post(of: Statement) -> None:
        with transaction():
            post_statement(place.estate_id, of, by=place.clerk, now=NOW)

    post(statement(date(2026, 1, 1), date(2026, 1, 31), 300000, 100000, 200000))
    for wrong, refusal in (
        (statement(date(2026, 1, 31), date(2026, 2, 28), 0, 0, 200000), PeriodBackwards),
        (statement(date(2026, 2, 28), date(2026, 2, 1), 0, 0, 200000), PeriodBackwards),
        (statement(date(2026, 2, 1), date(2026, 2, 28), 100, 0, 200000), MoneyDoesNotFit),
    ):
        with pytest.raises(refusal):
            post(wrong)
    post(statement(date(2026, 2, 1), date(2026, 2, 28), 100, 0, 200100))
    fund = CommonMoneyKind.MAINTENANCE_FUND
    post(statement(date(2026, 1, 1), date(2026, 2, 28), 0, 0, 500, kind=fund))
    assert [each.balance for each in queries.list_money(place.estate_id)] == [500, 200100, 200000]


def test_the_clerks_hear_of_an_end_half_a_year_to_a_week_before_and_once_each(place: judge.Judged) -> None:
    with transaction():
        decide(place.estate_id, terms(), by=place.clerk, now=NOW)
    day = datetime(2026, 6, 1, 9, 10, tzinfo=CHINA)
    while day < datetime(2027, 2, 1, tzinfo=CHINA):
        with transaction():
            warn_of_ends(day, day)
        day += timedelta(days=1)
    told = session.scalars(select(Message.title).where(Message.topic == "management.ending")).all()
    assert told == ["管理合同快到期了"] * 4 + ["管理合同已经到期"]


def test_a_stop_of_some_days_loses_no_warning_and_doubles_none(place: judge.Judged) -> None:
    """By the real schedule: the worker was away from three days before the warning to two days after."""
    with transaction():
        decide(place.estate_id, terms(), by=place.clerk, now=NOW)
    warned = datetime(2026, 12, 1, 9, 30, tzinfo=CHINA)  # thirty days before the end
    for moment in (
        warned - timedelta(days=3),
        warned + timedelta(days=2),
        warned + timedelta(days=2, hours=1),
    ):
        schedule.queue_due(moment)
        run_due(moment, limit=1000)
        schedule.queue_due(moment)
        run_due(moment, limit=1000)
    told = session.scalars(select(Message).where(Message.topic == "management.ending")).all()
    assert len(told) == 1


def test_each_year_the_clerks_are_told_to_have_the_management_judged(place: judge.Judged) -> None:
    began = terms().since
    with transaction():
        decide(place.estate_id, terms(), by=place.clerk, now=NOW)

    def told_on(year: int, *, days: int = 0) -> int:
        day = datetime(year, began.month, began.day, 9, 15, tzinfo=CHINA) + timedelta(days=days)
        with transaction():
            warn_of_reviews(day, day)
        wanted = select(Message.title).where(Message.topic == "management.review")
        return len(session.scalars(wanted).all())

    assert told_on(began.year) == 0
    assert told_on(began.year + 1, days=-1) == 0
    assert told_on(began.year + 1) == 1
    assert told_on(began.year + 1, days=1) == 1
    asked = datetime(began.year + 2, began.month, began.day, tzinfo=CHINA) - timedelta(days=60)
    with transaction():
        opening = Opening(asked + timedelta(days=9), services=("保洁",))
        open_for_management(place.estate_id, opening, by=place.clerk, now=asked)
    assert told_on(began.year + 2) == 1
    assert told_on(began.year + 3) == 2
