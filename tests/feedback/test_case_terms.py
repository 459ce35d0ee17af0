"""Terms at their edges, one level up exactly once, silence, and the question weeks later."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal import db
from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.communities.models import Estate, Part
from portal.db import session
from portal.domain.bodies import Body, Spot, Topic, route, topic_of
from portal.domain.deadlines import CHINA, WorkCalendar
from portal.domain.errors import RuleViolated
from portal.domain.handling import Level, Pace, last_day, level_after, likeness, term_ends
from portal.domain.stages import CaseState
from portal.feedback import queries, services
from portal.feedback.errors import NumberWrong, SourceNeeded
from portal.feedback.models import Case, CaseStep, StepKind
from portal.messages.models import Message
from portal.permissions import Role
from tests.factories import accounts
from tests.factories.accounts import NOW
from tests.factories.feedback import CLERK, brought_to, raised, reopen_by, step

MONDAY = datetime(2026, 3, 2, 12, tzinfo=CHINA)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "days", "off", "ends"),
    [
        (MONDAY, 5, (), date(2026, 3, 9)),
        (MONDAY.replace(hour=23, minute=59), 1, (), date(2026, 3, 3)),
        (MONDAY + 4 * DAY, 1, (), date(2026, 3, 9)),  # from Friday over the weekend
        (MONDAY, 5, (date(2026, 3, 5),), date(2026, 3, 10)),
        (MONDAY + 5 * DAY, 1, (), date(2026, 3, 9)),  # raised on a Saturday
    ],
)
def test_a_term_counts_working_days(start: datetime, days: int, off: tuple[date, ...], ends: date) -> None:
    end = term_ends(WorkCalendar(holidays=off), start, days)
    assert end == datetime(ends.year, ends.month, ends.day, tzinfo=CHINA) + DAY
    assert last_day(end) == ends


def test_not_solved_goes_up_beyond_the_limit() -> None:
    pace = Pace(reopenings=2)
    assert level_after(Level.COMMITTEE, 2, pace=pace) is Level.COMMITTEE
    assert level_after(Level.COMMITTEE, 3, pace=pace) is Level.STREET
    assert level_after(Level.DISTRICT, 9, pace=pace) is Level.DISTRICT


@pytest.mark.parametrize(
    ("text", "spot", "body"),
    [
        ("自来水停了两天", Spot.HOME, Body.WATER),
        ("南门路灯坏了", Spot.OUTSIDE, Body.POWER),
        ("楼道灯坏了", Spot.BUILDING, Body.COMMITTEE),
        ("楼顶私搭雨棚", Spot.BUILDING, Body.CITY_MANAGEMENT),
        ("施工材料堆在通道", Spot.OUTSIDE, Body.CONTRACTOR),
        ("想问一件事", Spot.OUTSIDE, Body.COMMITTEE),
    ],
)
def test_matters_find_their_body(text: str, spot: Spot, body: Body) -> None:
    assert route(topic_of(text), spot) is body


def test_every_topic_has_a_body_everywhere() -> None:
    assert {type(route(topic, spot)) for topic in Topic for spot in Spot} == {Body}


def test_likeness() -> None:
    assert likeness("南门路灯坏了三天", "南门的路灯坏了") >= 35
    assert likeness("南门路灯坏了三天", "三楼水管漏水") < 35
    assert likeness("", "水") == 0


@pytest.fixture
def place(isolated: None) -> tuple[Part, Account]:
    with db.transaction():
        part = accounts.home(accounts.entrance(), "501")
        who = accounts.resident(part, "陈小芳")
        street = session.get_one(Estate, part.estate_id).street
        accounts.staff("街道甲", Role.STREET, street=street)
        accounts.staff("区里甲", Role.DISTRICT)
    return part, who


Place = tuple[Part, Account]


def _run(work: object, now: datetime) -> None:
    with db.transaction():
        work(now, now)  # type: ignore[operator]


def _ups(case_id: int) -> int:
    wanted = (CaseStep.case_id == case_id, CaseStep.kind == StepKind.ESCALATED)
    return session.scalar(select(func.count()).where(*wanted)) or 0


def _case(place: Place, state: CaseState | None = None) -> Case:
    part, who = place
    with db.transaction():
        case = raised(part.estate_id, who)
        return brought_to(case, state) if state else case


def test_overdue_goes_up_once_at_the_moment_the_term_ends(place: Place) -> None:
    case = _case(place)
    due = case.due_at
    assert due is not None
    _run(services.escalate_overdue, due - SECOND)
    assert queries.get_case(case.estate_id, case.id).level is Level.COMMITTEE
    for _again in range(3):
        _run(services.escalate_overdue, due)
    found = queries.get_case(case.estate_id, case.id)
    assert (found.level, _ups(case.id), found.term_ends_at) == (Level.STREET, 1, due)
    told = session.scalars(select(Message.topic).join(Account, Account.id == Message.account_id))
    assert list(told).count("feedback.escalated") == 2  # its author, and the street
    assert found.due_at is not None
    assert found.due_at > due
    for _again in range(2):
        _run(services.escalate_overdue, found.due_at)
    found = queries.get_case(case.estate_id, case.id)
    assert (found.level, _ups(case.id)) == (Level.DISTRICT, 2)
    _run(services.escalate_overdue, due + 100 * DAY)
    assert _ups(case.id) == 2


def test_what_is_answered_stays(place: Place) -> None:
    case = _case(place, CaseState.ANSWERED)
    _run(services.escalate_overdue, NOW + 100 * DAY)
    assert _ups(case.id) == 0


def test_the_term_goes_on_when_it_is_handed_on(place: Place) -> None:
    case = _case(place, CaseState.ACCEPTED)
    before = case.term_ends_at, case.due_at
    handing = services.Handing(Body.POWER, "线路归供电公司管", "试验社区")
    with db.transaction():
        fresh = queries.get_case(case.estate_id, case.id)
        for _tap in range(2):
            services.hand_over(fresh, handing, once="h", by=CLERK, now=NOW + DAY)
    found = queries.get_case(case.estate_id, case.id)
    assert (found.body, found.state) == (Body.POWER, CaseState.ASSIGNED)
    assert (found.term_ends_at, found.due_at) == before
    assert [each.text for each in found.steps if each.kind is StepKind.HANDED] == ["线路归供电公司管"]
    for wrong in (services.Handing(Body.POWER, "还是"), services.Handing(Body.WATER, " ")):
        with db.transaction(), pytest.raises(RuleViolated):
            services.hand_over(found, wrong, once="x", by=CLERK, now=NOW)


def test_silence_closes_what_is_done_and_only_that(place: Place) -> None:
    answered, done = _case(place, CaseState.ANSWERED), None
    with db.transaction():
        done = raised(place[0].estate_id, place[1], once="b")
        brought_to(done, CaseState.DONE)
    ends = datetime(NOW.year, NOW.month, NOW.day, tzinfo=CHINA) + 8 * DAY
    _run(services.close_silent, ends - SECOND)
    assert queries.get_case(done.estate_id, done.id).state is CaseState.DONE
    for _again in range(2):
        _run(services.close_silent, ends)
    found = queries.get_case(done.estate_id, done.id)
    assert (found.state, found.closed_at) == (CaseState.UNHEARD, ends)
    assert [each.state for each in found.steps].count(CaseState.UNHEARD) == 1
    assert queries.get_case(answered.estate_id, answered.id).state is CaseState.ANSWERED
    with db.transaction():
        reopen_by(queries.get_case(done.estate_id, done.id), place[1])


def test_weeks_later_it_is_asked_once(place: Place) -> None:
    part, who = place
    case = _case(place, CaseState.DONE)
    by = Actor(who.id, who.display_name)
    with db.transaction():
        services.confirm(queries.get_case(part.estate_id, case.id), once="c", by=by, now=NOW)
    later = NOW + 29 * DAY
    _run(services.ask_again, NOW + 20 * DAY)
    for _again in range(2):
        _run(services.ask_again, later)
    topics = list(session.scalars(select(Message.topic).where(Message.account_id == who.id)))
    assert topics.count("feedback.lasting") == 1
    with db.transaction():
        services.still_good(queries.get_case(part.estate_id, case.id), once="g", by=by, now=later)
    assert queries.get_case(part.estate_id, case.id).steps[-1].kind is StepKind.LASTING


def test_said_three_times_it_goes_to_the_street(place: Place) -> None:
    part, who = place
    case = _case(place, CaseState.DONE)
    by = Actor(who.id, who.display_name)
    for time in range(1, 4):
        with db.transaction():
            fresh = queries.get_case(part.estate_id, case.id)
            services.reopen(fresh, "还在渗", once=f"r{time}", by=by, now=NOW + time * DAY)
            assert fresh.level is (Level.STREET if time == 3 else Level.COMMITTEE)
            assert fresh.due_at is not None
            assert fresh.due_at > NOW + time * DAY
            step(fresh, CaseState.DONE, "又修了", once=f"d{time}")
    assert _ups(case.id) == 1


def test_a_street_sets_its_own_terms_with_a_source(place: Place) -> None:
    estate = session.get_one(Estate, place[0].estate_id)
    with db.transaction():
        wanted = {"complaint": (2, "街道办件规定"), "silence": (None, "")}
        services.change_numbers(estate.street_id, wanted, by=CLERK, now=NOW)
    assert queries.setting_of(estate.street_id, "complaint") == 2
    assert _case(place).term_days == 2
    for value, refusal in (((3, " "), SourceNeeded), ((0, "x"), NumberWrong), ((366, "x"), NumberWrong)):
        with db.transaction(), pytest.raises(refusal):
            services.change_numbers(estate.street_id, {"help": value}, by=CLERK, now=NOW)


def test_days_off_move_a_term(place: Place) -> None:
    plain = _case(place).term_ends_at
    days = services.read_days("\n".join(f"{(NOW + n * DAY):%Y-%m-%d} 休 放假" for n in range(1, 10)))
    with db.transaction():
        services.keep_days(NOW.year, days, by=CLERK, now=NOW)
        later = raised(place[0].estate_id, place[1], once="b").term_ends_at
    assert plain is not None
    assert later is not None
    assert later > plain
    for wrong in ("2026-13-01 休", "十月一日", "2026-10-01"):
        with pytest.raises(RuleViolated):
            services.read_days(wrong)
