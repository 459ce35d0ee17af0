"""A lift, a company's pipes, an unsafe house: each step with what has to be there before it."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.communities.models import Entrance, Estate, Owner, Part
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Role
from portal.plans import beyond, errors
from portal.plans.beyond import Linked
from portal.plans.course_checks import check_step
from portal.plans.course_steps import next_step
from portal.plans.facts import Facts, Grade, HouseFacts, LiftFacts, PipeFacts, from_json, to_json
from portal.plans.models import Course, CourseKind
from portal.plans.queries import courses as queries
from portal.plans.services import courses as services
from portal.plans.services.courses import Asked, Beginning, Done
from tests.factories import plans
from tests.factories.accounts import entrance, home, owner, owning_resident, resident, staff
from tests.factories.plans import CLERK, NOW, draft
from tests.support.client import Client

DAY = date(2026, 3, 19)
LIFT = LiftFacts(floors=7, structure_report="检字12号", safe=True)
HOUSE = HouseFacts(
    expert="某鉴定公司",
    report_number="鉴字3号",
    grade=Grade.D,
    area=10000,
    new_area=10000,
    use="住宅",
    new_use="住宅",
    footprint=5000,
    new_footprint=5000,
    height=900,
    new_height=900,
    counted=10000,
    new_counted=11600,
)
PIPES = PipeFacts(
    company="区自来水公司",
    notice_number="告〔2026〕3号",
    notice_on=DAY,
    starts_on=DAY,
    ends_on=DAY + timedelta(days=30),
    cost=10_000_001,
    homes=12,
    meters=12,
)


@pytest.fixture
def low(isolated: None) -> Part:
    """A ground-floor home, with one upstairs in the same entrance."""
    with transaction():
        door = entrance()
        home(door, "501")
        return home(door, "101", owner(door, "楼下业主", id_number="1"))


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch, low: Part) -> None:
    """What stands above plans answers for a vote and a scheme of this entrance."""
    door = frozenset({low.entrance_id})
    passed = Linked(1, "加装电梯表决", "/v", "已公布", done=True, entrances=door)
    monkeypatch.setattr(beyond, "list_votes", [lambda *_: [passed]])
    monkeypatch.setattr(beyond, "list_schemes", [lambda *_: [replace(passed, title="分摊")]])


def test_a_vote_of_the_whole_estate_decides_no_lift(low: Part) -> None:
    wide = Linked(1, "全小区表决", "/v", "已公布", done=True)
    with transaction():
        door = session.get_one(Entrance, low.entrance_id)
        assert not wide.is_about(door)
        assert replace(wide, buildings=frozenset({door.building_id})).is_about(door)
        assert not wide.is_about(None)


def _course(of: Part, kind: CourseKind, facts: Facts) -> Course:
    places = {CourseKind.LIFT: {"entrance_id": of.entrance_id}}.get(kind, {})
    made = services.begin(of.estate_id, Beginning(kind, "一件", **places), by=CLERK, now=NOW)
    services.put_facts(made, facts, by=CLERK, now=NOW)
    return made


def _take(course: Course, times: int = 1, *, note: str = "", paper: str = "文1号") -> None:
    for _ in range(times):
        services.take_step(course, Done(DAY, paper, note), by=CLERK, now=NOW)


def test_facts_come_back_as_they_went() -> None:
    assert all(from_json(facts.kind, to_json(facts)) == facts for facts in (LIFT, PIPES, HOUSE))
    assert PIPES.subsidy == 5_000_000


@pytest.mark.parametrize(
    ("kind", "facts", "taken", "refusal"),
    [
        (CourseKind.LIFT, replace(LIFT, floors=5), 0, errors.TooFewFloors),
        (CourseKind.LIFT, replace(LIFT, safe=False), 0, errors.StructureUnchecked),
        (CourseKind.LIFT, replace(LIFT, structure_report=""), 0, errors.StructureUnchecked),
        (CourseKind.LIFT, LIFT, 1, errors.VoteMissing),
        (CourseKind.PIPELINE, replace(PIPES, notice_on=None), 0, errors.FactsMissing),
        (CourseKind.PIPELINE, replace(PIPES, ends_on=DAY - timedelta(days=1)), 1, errors.DatesOutOfOrder),
        (CourseKind.PIPELINE, replace(PIPES, meters=11), 3, errors.MetersWrong),
        (CourseKind.PIPELINE, replace(PIPES, cost=None), 4, errors.FactsMissing),
        (CourseKind.REBUILD, replace(HOUSE, grade=None), 0, errors.FactsMissing),
        (CourseKind.REBUILD, replace(HOUSE, grade=Grade.C), 1, errors.OnlyGradeD),
        (CourseKind.REBUILD, replace(HOUSE, new_use=""), 1, errors.FactsMissing),
        (CourseKind.REBUILD, replace(HOUSE, new_height=1200), 1, errors.OriginalsDiffer),
        (CourseKind.REBUILD, HOUSE, 3, errors.FactsMissing),
    ],
)
def test_a_step_without_what_it_needs(
    low: Part, kind: CourseKind, facts: Facts, taken: int, refusal: type[RuleViolated]
) -> None:
    with transaction():
        course = _course(low, kind, facts)
        _take(course, taken)
        with pytest.raises(refusal):
            _take(course)


def test_a_lift_from_its_check_to_the_subsidy(low: Part, linked: None) -> None:
    with transaction():
        course = _course(low, CourseKind.LIFT, LIFT)
        with pytest.raises(errors.CourseRunning):
            _course(low, CourseKind.LIFT, LIFT)
        _take(course)
        course.vote_id = course.scheme_id = 1
        with session.no_autoflush:
            _take_linked(course)
        assert course.step == "shared"
        ask = services.enter_asked(course, Asked(low, "挡光", 500000), by=CLERK, now=NOW)
        with pytest.raises(errors.CompensationOpen):
            _take(course)
        services.answer(ask, "补不起", agreed=False, by=CLERK, now=NOW)
        with pytest.raises(errors.MediationNeeded):
            _take(course)
        services.mediate(course, Done(DAY, note="在社区谈，改了位置"), by=CLERK, now=NOW)
        _take(course)
        with pytest.raises(errors.PaperNeeded):
            _take(course, paper="")
        _take(course, 4)
        assert course.ended_at == NOW
        with pytest.raises(errors.CourseEnded):
            _take(course)


def _take_linked(course: Course) -> None:
    """The vote and the scheme have no rows here, so the ids are not written."""
    for step in ("voted", "shared"):
        facts = services.facts_of(course)
        wanted = next_step(course.kind, facts, course.step)
        assert wanted is not None and wanted.key == step  # noqa: PT018
        check_step(course, wanted, facts, "", NOW)
        course.step = step
    course.vote_id = course.scheme_id = None
    session.flush()


def test_days_run_forward(low: Part) -> None:
    with transaction():
        course = _course(low, CourseKind.PIPELINE, PIPES)
        with pytest.raises(errors.DayAhead):
            services.take_step(course, Done(date(2026, 3, 21), "文"), by=CLERK, now=NOW)
        _take(course)
        with pytest.raises(errors.DayBefore):
            services.take_step(course, Done(DAY - timedelta(days=1)), by=CLERK, now=NOW)


def test_more_than_fifteen_per_cent_is_shown_and_not_refused(low: Part) -> None:
    with transaction():
        course = _course(low, CourseKind.REBUILD, replace(HOUSE, new_area=11600))
        _take(course)
        _take(course, note="申请增加容积率")
        assert HOUSE.extra_tenths == 160
        papers = replace(HOUSE, facilities_paper="免1号", shelter_paper="免2号")
        services.put_facts(course, papers, by=CLERK, now=NOW)
        _take(course, 4)
        assert course.ended_at is not None


def test_heritage_is_repaired_and_not_rebuilt(low: Part) -> None:
    with transaction():
        course = _course(low, CourseKind.REBUILD, replace(HOUSE, grade=Grade.C, is_heritage=True))
        _take(course, 3)
        assert [step.step for step in course.steps] == ["reported", "heritage_heard", "repaired"]
        assert course.ended_at is not None


def test_what_is_given_up_says_why(low: Part) -> None:
    with transaction():
        course = _course(low, CourseKind.PIPELINE, PIPES)
        with pytest.raises(errors.WhyNeeded):
            services.give_up(course, " ", by=CLERK, now=NOW)
        services.give_up(course, "并入片区工程", by=CLERK, now=NOW)
        with pytest.raises(errors.CourseEnded):
            services.put_facts(course, PIPES, by=CLERK, now=NOW)


@pytest.fixture
def owning(low: Part) -> Account:
    with transaction():
        return owning_resident(low, session.query(Owner).filter_by(name="楼下业主").one())


def test_an_owner_downstairs_asks_on_the_phone(client: Client, low: Part, owning: Account) -> None:
    with transaction():
        course = _course(low, CourseKind.LIFT, LIFT)
        upstairs = session.query(Part).filter_by(room="501").one()
        neighbour = resident(upstairs, "楼上住户")
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=session.get_one(Estate, low.estate_id))
    page = f"/estates/{low.estate_id}/courses/{course.id}"
    client.sign_in(owning)
    sent = client.submit(f"{page}/homes/{low.id}", {"text": "电梯井挡住窗户", "amount": "5000"})
    assert sent.status_code == 303
    assert "电梯井挡住窗户" in client.read(page).text
    client.read(f"{page}/homes/{upstairs.id}", status=404)
    client.sign_in(neighbour)
    assert "电梯井挡住窗户" not in client.read(page).text
    assert "提了 1 条" in client.read(page).text
    client.read(f"{page}/homes/{low.id}", status=404)
    client.sign_in(clerk)
    [asked] = queries.get_course(low.estate_id, course.id).compensations
    desk = f"/desk/estates/{low.estate_id}"
    answer = {"agreed": "yes", "answer": "井道往东移 2 米"}
    assert client.submit(f"{desk}/compensations/{asked.id}", answer).status_code == 303
    client.sign_in(owning)
    assert "井道往东移 2 米" in client.read(page).text
    assert "补偿要求有答复了" in client.read("/me/messages").text


def test_a_tenant_or_somebody_upstairs_does_not_ask(low: Part, owning: Account) -> None:
    with transaction():
        course = _course(low, CourseKind.LIFT, LIFT)
        upstairs = session.query(Part).filter_by(room="501").one()
        tenant = resident(low, "租户")
        with pytest.raises(errors.NotTheOwner):
            services.ask(course, Asked(low, "挡光"), by=Actor(tenant.id, "租户"), now=NOW)
        with pytest.raises(errors.NotGroundFloor):
            services.enter_asked(course, Asked(upstairs, "吵"), by=CLERK, now=NOW)


def test_the_desk_leads_pipes_and_prints_the_notice(client: Client, low: Part) -> None:
    with transaction():
        estate = session.get_one(Estate, low.estate_id)
        plans.published(estate, draft())
        client_of = staff("干事甲", Role.COMMUNITY_CLERK, estate=estate)
    client.sign_in(client_of)
    desk = f"/desk/estates/{low.estate_id}/courses"
    client.read(desk)
    assert client.submit(f"{desk}/new/pipeline", {"title": "供水管线"}).status_code == 303
    [course] = queries.list_courses(low.estate_id)
    said = {
        "company": "区自来水公司",
        "notice_number": "告〔2026〕3号",
        "notice_on": "2026-03-01",
        "cost": "2000",
    }
    assert client.submit(f"{desk}/{course.id}/facts", said).status_code == 303
    paper = client.get(f"{desk}/{course.id}/notice.pdf")
    assert paper.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(paper.data))
    assert len(reader.pages) == 1
    assert "区自来水公司" in reader.pages[0].extract_text()
    assert client.submit(f"{desk}/{course.id}/step", {"paper": "告〔2026〕3号"}).status_code == 303
    assert client.submit(f"{desk}/{course.id}/mediation", {"note": "和门面协商"}).status_code == 303
    assert "书面告知" in client.read(f"/estates/{low.estate_id}/courses/{course.id}").text
    assert client.submit(f"{desk}/{course.id}/end", {"why": "并入片区"}).status_code == 303
    client.sign_out()
    assert "并入片区" in client.read(f"/estates/{low.estate_id}/courses").text


def test_the_desk_leads_a_lift_and_a_house(client: Client, low: Part) -> None:
    with transaction():
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=session.get_one(Estate, low.estate_id))
    client.sign_in(clerk)
    desk = f"/desk/estates/{low.estate_id}/courses"
    for kind, said in (
        ("lift", {"floors": "7", "structure_report": "检字12号", "safe": "yes"}),
        ("rebuild", {"expert": "某公司", "report_number": "3号", "grade": "C", "area": "120.5"}),
    ):
        assert client.submit(f"{desk}/new/{kind}", {"title": f"一件{kind}"}).status_code == 303
        course = next(c for c in queries.list_courses(low.estate_id) if c.kind.value == kind)
        assert client.submit(f"{desk}/{course.id}/facts", said).status_code == 303
        assert client.submit(f"{desk}/{course.id}/step", {"paper": "文1号"}).status_code == 303
        client.read(f"{desk}/{course.id}")
        before = queries.get_course(low.estate_id, course.id).facts
        assert client.submit(f"{desk}/{course.id}/facts", {}).status_code == 303
        assert queries.get_course(low.estate_id, course.id).facts == before
        client.read(f"/estates/{low.estate_id}/courses/{course.id}")
    assert "不走自建联建" in client.read(f"{desk}/{course.id}").text
