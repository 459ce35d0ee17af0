"""Setting up a vote at the desk: what was typed becomes a draft, or comes back with a sentence."""

from typing import Any

import pytest
import time_machine

from portal.audit.models import AuditEntry
from portal.communities.models import Building, Entrance, Estate
from portal.db import session, transaction
from portal.domain.matters import ManagementMode, Matter, Subject
from portal.domain.stages import VoteState
from portal.domain.tally import MatterClass, QuestionKind, Regime
from portal.permissions import Role
from portal.voting.models import Vote
from portal.voting.queries import scope_names, setting
from tests.factories import voting as make
from tests.factories.voting_desk import staff
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")

MODE = {"title": "改造后谁来管", "what": "mode"}
MATTER = {
    "title": "加装电梯",
    "what": "matter",
    "subject": "lift",
    "matter_text": "是否同意本单元加装电梯？",
}


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def estate() -> Estate:
    """Two buildings, the first with two entrances."""
    with transaction():
        made = make.estate([8750, 6000])
        first = session.query(Building).filter(Building.estate_id == made.id).one()
        second = Building(estate_id=made.id, name="2栋", number=2)
        session.add(second)
        session.flush()
        for building, name, number in ((first, "2单元", 2), (second, "1单元", 1)):
            entrance = Entrance(estate_id=made.id, building_id=building.id, name=name, number=number)
            session.add(entrance)
            session.flush()
            make.home(made, entrance, "101", 7000)
    return made


@pytest.fixture
def desk(client: Client, estate: Estate) -> Client:
    client.sign_in(staff("干事", Role.COMMUNITY_CLERK, estate))
    return client


def new(estate: Estate) -> str:
    return f"/desk/estates/{estate.id}/votes/new"


def made(desk: Client, estate: Estate, typed: dict[str, Any], **more: Any) -> Vote:
    """The draft that comes of it."""
    sent = desk.submit(new(estate), typed, **more)
    assert sent.status_code == 303, desk.page.one("main").text
    assert "草稿建好了" in desk.read(sent.location).text
    return session.query(Vote).one()


def refused(desk: Client, estate: Estate, typed: dict[str, Any], **more: Any) -> str:
    """What the page says, with nothing written and the title kept."""
    sent = desk.submit(new(estate), typed, **more)
    assert sent.status_code == 200
    assert session.query(Vote).count() == 0
    assert desk.page.one("input", name="title")["value"] == {**typed, **more}["title"]
    return desk.page.one("main").text


def test_the_three_modes_with_what_they_cost(desk: Client, estate: Estate) -> None:
    charges = {
        "mode_company-charge": "0.7",
        "mode_self_managed-charge": "15",
        "mode_self_managed-per": "home",
        "mode_service_centre-unavailable": "街道还没有组建",
    }
    vote = made(desk, estate, MODE, **charges)
    assert (vote.state, vote.regime) == (VoteState.DRAFT, Regime.OWNERS)
    assert (vote.subject, vote.matter) == (Subject.MANAGEMENT_MODE, Matter.MANAGER)
    (question,) = vote.questions
    assert (question.kind, question.class_) == (QuestionKind.CHOOSE, MatterClass.ORDINARY)
    company, centre, self_managed = question.options
    assert (company.mode, company.monthly_per_square_metre) == (ManagementMode.COMPANY, 70)
    assert (centre.unavailable_because, centre.monthly_per_square_metre) == ("街道还没有组建", None)
    assert (self_managed.monthly_per_home, self_managed.monthly_per_square_metre) == (1500, None)
    page = desk.read(f"/desk/estates/{estate.id}/votes/{vote.id}")
    assert "都不同意、弃权" in page.text
    assert "街道还没有组建" in page.text
    entry = session.query(AuditEntry).filter(AuditEntry.action == "vote.create").one()
    assert entry.actor == "干事"


def test_times_keep_the_notice_and_last_ten_days(desk: Client, estate: Estate) -> None:
    vote = made(desk, estate, MODE)
    assert vote.notice_at == make.NOW
    assert vote.opens_at.isoformat() == "2026-04-04T01:00:00+00:00"  # fifteen days later, 9:00 in China
    assert vote.closes_at.isoformat() == "2026-04-14T10:00:00+00:00"


def test_a_subject_brings_its_class(desk: Client, estate: Estate) -> None:
    vote = made(desk, estate, MATTER)
    (question,) = vote.questions
    assert (vote.subject, vote.matter) == (Subject.LIFT, Matter.REBUILDING)
    assert (question.class_, question.softer_because) == (MatterClass.SPECIAL, None)


def test_a_softer_class_needs_a_reason(desk: Client, estate: Estate) -> None:
    assert "请写明理由" in refused(desk, estate, MATTER, asked_class="ordinary")
    softer = {"asked_class": "ordinary", "softer_because": "只是粉刷，不动结构"}
    (question,) = made(desk, estate, MATTER, **softer).questions
    assert (question.class_, question.softer_because) == (MatterClass.ORDINARY, "只是粉刷，不动结构")
    assert "只是粉刷" in desk.page.text


def test_a_stricter_class_needs_none(desk: Client, estate: Estate) -> None:
    (question,) = made(desk, estate, MATTER, subject="common_income", asked_class="special").questions
    assert (question.class_, question.softer_because) == (MatterClass.SPECIAL, None)


def test_both_on_one_ballot(desk: Client, estate: Estate) -> None:
    vote = made(desk, estate, MATTER, what="both", title="两样一起")
    assert [question.key for question in vote.questions] == ["mode", "matter"]
    assert [question.class_ for question in vote.questions] == [MatterClass.ORDINARY, MatterClass.SPECIAL]


def test_some_buildings_or_one_entrance_decide(desk: Client, estate: Estate) -> None:
    desk.read(new(estate))
    labels = {box.parent.text: box["value"] for box in desk.page.all("input", name="entrances") if box.parent}
    vote = made(desk, estate, MATTER, scope="entrances", entrances=[labels["1栋2单元"]])
    assert scope_names(vote) == ["1栋2单元"]
    with transaction():
        for row in (*vote.scope, *vote.questions, vote):
            session.delete(row)
    vote = made(desk, estate, MATTER, scope="buildings", buildings=["2栋"])
    assert scope_names(vote) == ["2栋"]


def test_a_place_of_another_estate_cannot_be_chosen(desk: Client, estate: Estate) -> None:
    with transaction():
        other = make.estate([5000], name="别的小区", street="别的街道")
        foreign = session.query(Entrance).filter(Entrance.estate_id == other.id).one().id
    refused(desk, estate, MATTER, scope="entrances", entrances=[str(foreign)])


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"what": None}, "请选投什么"),
        ({"mode_company-text": ""}, "请写明，不要和别的选项重复"),
        ({"mode_company-text": "弃权"}, "请写明，不要和别的选项重复"),
        ({"mode_company-text": "居民自己管"}, "请写明，不要和别的选项重复"),
        ({"mode_company-charge": "七角"}, "不是数字"),
        ({"what": "both", "matter_text": "可以吗？", "subject": "priorities"}, "不是有效的选择"),
        ({"what": "both", "matter_text": "可以吗？", "asked_class": "none"}, "不是有效的选择"),
        ({"mode_text": " "}, "请写明怎么问"),
        ({"scope": "buildings"}, "请勾选楼栋"),
        ({"scope": "entrances"}, "请勾选单元"),
        ({"closes_at": "2026-04-04T08:00"}, "截止时间应晚于开始时间"),
        ({"opens_at": "2026-03-25T09:00"}, "公告后应满15日"),
        ({"opens_at": "2026-03-19T09:00", "set_notice_days": "0"}, "公告后应满0日"),
        ({"opens_at": "那天"}, "时间不对"),
        ({"set_notice_days": "-1"}, "0 到 3650"),
        ({"set_notice_days": "7"}, "请写明依据"),
        ({"set_follow_majority": "yes"}, "请写明依据"),
        ({"set_kinds_counted": []}, "应为房屋用途的列表"),
    ],
)
def test_what_cannot_be_right_comes_back_with_a_sentence(
    desk: Client, estate: Estate, more: dict[str, Any], sentence: str
) -> None:
    assert sentence in refused(desk, estate, MODE | more)


def test_what_was_typed_stays_in_every_field(desk: Client, estate: Estate) -> None:
    typed = {"explanation": "电梯坏了。", "mode_company-charge": "0.7", "scope": "buildings"}
    refused(desk, estate, MODE | typed, closes_at="2026-04-01T09:00")
    page = desk.page
    assert "电梯坏了。" in page.one("textarea", name="explanation").text
    assert page.one("input", name="mode_company-charge")["value"] == "0.7"
    assert page.one("input", name="closes_at")["value"] == "2026-04-01T09:00"
    assert "checked" in page.one("input", name="scope", value="buildings")


def test_a_setting_is_kept_with_what_it_rests_on(desk: Client, estate: Estate) -> None:
    source = "议事规则第十二条"
    vote = made(
        desk,
        estate,
        MODE,
        set_replaceable="no",
        set_replaceable_source=source,
        set_notice_days="20",
        set_notice_days_source="街道要求",
        opens_at="2026-04-12T09:00",
        closes_at="2026-04-20T18:00",
    )
    assert setting(vote, "replaceable") is False
    assert setting(vote, "notice_days") == 20
    assert setting(vote, "follow_majority") is False
    assert source in desk.page.text


def test_cars_are_counted_where_the_rules_of_procedure_say_so(desk: Client, estate: Estate) -> None:
    vote = made(
        desk,
        estate,
        MODE,
        set_kinds_counted=["dwelling", "parking"],
        set_kinds_counted_source="议事规则",
    )
    assert setting(vote, "kinds_counted") == ["dwelling", "parking"]


def test_without_a_roll_the_whole_estate_is_all_there_is(client: Client) -> None:
    with transaction():
        empty = make.estate([])
        for row in (*session.query(Entrance), *session.query(Building)):
            session.delete(row)
    client.sign_in(staff("干事", Role.COMMUNITY_CLERK, empty))
    assert "还没有业主名册" in client.read(new(empty)).text
    vote = made(client, empty, MODE)
    assert "还没有导入业主名册" in client.read(f"/desk/estates/{empty.id}/votes/{vote.id}").text
