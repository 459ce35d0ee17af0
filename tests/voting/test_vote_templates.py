"""Ready-made votes: the class is the law's, a lift asks for land and for the owner, seats go by votes."""

from typing import Any

import pytest
import time_machine

from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.matters import Matter, Subject
from portal.domain.stages import VoteState
from portal.domain.tally import Choice, MatterClass, QuestionKind, Regime
from portal.permissions import Role
from portal.voting import beyond
from portal.voting.answers import Given
from portal.voting.beyond import FrozenShares
from portal.voting.election import elected
from portal.voting.errors import FileProblem
from portal.voting.models import Vote
from portal.voting.queries.counting import count
from portal.voting.services.online import cast
from portal.voting.services.opening import missing_points
from portal.voting.specification import SettingSpec
from portal.voting.templates import TEMPLATES, bidders, items, motions
from tests.factories import plans
from tests.factories import voting as make
from tests.factories.voting_desk import staff
from tests.factories.voting_rules import MEETING, listed
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
SERVICES = {"service_cleaning": "每天清扫", "service_security": "门岗两班"}
TYPED: dict[str, dict[str, Any]] = {
    "mode": SERVICES,
    "service": {**SERVICES, "charge": "0.70"},
    "plan": {},
    "lift": {"land": "no"},
    "common_use": {},
    "fund": {},
    "assembly": {},
    "committee": {"names": "陈芳\n李强", "seats": "1", "tie_rule": "抽签", "seats_source": "议事规则"},
    "group": {"names": "王敏", "seats": "1", "tie_rule": "抽签", "seats_source": "街道指导"},
    "hiring": {"bidders": "甲物业 0.70\n乙物业 0.65"},
    "meeting": {"questions": "是否同意由居民自己管？"},
    "survey": {"items": "凉亭 30000\n路灯 20000", "budget": "40000"},
}
CLASSES = {
    "mode": {"ordinary"},
    "service": {"ordinary"},
    "plan": {"special"},
    "lift": {"special"},
    "common_use": {"special"},
    "fund": {"special"},
    "assembly": {"ordinary"},
    "committee": {"ordinary"},
    "group": {"ordinary"},
    "hiring": {"ordinary"},
    "meeting": {None},
    "survey": {None},
}


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([5000, 6000, 7000])


@pytest.fixture
def clerk(client: Client, estate: Estate) -> Client:
    client.sign_in(staff("干事一", Role.COMMUNITY_CLERK, estate))
    return client


def address(estate: Estate, key: str) -> str:
    return f"/desk/estates/{estate.id}/votes/templates/{key}"


def drafted(clerk: Client, estate: Estate, key: str, **typed: str) -> list[Vote]:
    answered = clerk.submit(address(estate, key), TYPED[key] | typed)
    assert answered.status_code == 303, clerk.page.text
    session.expire_all()
    return session.query(Vote).order_by(Vote.id).all()


def test_every_template_is_tried_here() -> None:
    assert set(TYPED) == set(TEMPLATES) == set(CLASSES)


@pytest.mark.parametrize("key", TEMPLATES)
def test_the_matter_brings_its_class(clerk: Client, estate: Estate, key: str) -> None:
    [vote] = drafted(clerk, estate, key)
    assert {q.class_ and q.class_.value for q in vote.questions} == CLASSES[key]
    assert vote.subject is TEMPLATES[key].subject
    assert vote.regime is TEMPLATES[key].regime


@pytest.mark.parametrize("key", TEMPLATES)
def test_each_is_walked_to_its_announcement(
    clerk: Client, estate: Estate, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the ready-made form through every point of the checklist, on the desk's own pages."""
    drafts = drafted(clerk, estate, key, **({"land": "yes"} if key == "lift" else {}))
    with transaction():
        make.roll_published(session.get_one(Estate, estate.id))
        plans.published(session.get_one(Estate, estate.id))
    for made_id in [made.id for made in drafts]:
        made = session.get_one(Vote, made_id)
        fits = made.scope[0].entrance_id if made.scope else None
        shares = FrozenShares(7, "分摊办法 第1版", "7" * 64, fits)
        monkeypatch.setattr(beyond, "frozen_shares", [lambda _estate, shares=shares: [shares]])
        page, typed = f"/desk/estates/{made.estate_id}/votes/{made_id}", answers_of(made)
        meeting = made.regime is Regime.RESIDENTS
        assert clerk.submit(f"{page}/arrange", typed).status_code == 303, clerk.page.text
        if meeting:
            with transaction():
                listed(session.get_one(Vote, made_id))
        assert clerk.submit(page, {}, to=f"{page}/announce").status_code == 303, clerk.read(page).text
        session.expire_all()
        announced = session.get_one(Vote, made_id)
        assert announced.state is VoteState.ANNOUNCED
        assert announced.notice_at == make.NOW
        assert (announced.regime is Regime.SURVEY) or announced.roll_publication_id is not None


def answers_of(vote: Vote) -> dict[str, Any]:
    """What somebody types on the page 补齐."""
    found: dict[str, Any] = {
        "convened_under": "街道〔2026〕1号",
        "contact": "李干事 023-0000 0000",
        "supervisor": "试验街道办事处",
    }
    if vote.regime is Regime.OWNERS:
        found |= {"guidance": "街道3月1日指导，居民小组已成立", "attach_plan": "y"}
    if vote.subject in {Subject.LIFT, Subject.FUND_RAISING}:
        found["shares"] = "7"
    if vote.regime is Regime.RESIDENTS:
        for setting, decided in MEETING.items():
            found |= {f"set_{setting}": decided.value, f"set_{setting}_source": decided.source}
    return found


def test_a_page_lists_them_all(clerk: Client, estate: Estate) -> None:
    page = clerk.read(f"/desk/estates/{estate.id}/votes/templates")
    for key in TEMPLATES:
        assert page.all("a", href=address(estate, key))


def test_what_a_template_needs_is_asked_for(clerk: Client, estate: Estate) -> None:
    answered = clerk.submit(address(estate, "committee"), {"names": ""})
    assert answered.status_code == 200
    assert "请填写这一栏" in clerk.page.text
    clerk.read(address(estate, "nothing"), status=404)
    assert session.query(Vote).count() == 0


def test_mode_services_and_charge_stand_on_one_ballot(clerk: Client, estate: Estate) -> None:
    [vote] = drafted(clerk, estate, "mode")
    kinds = [question.kind for question in vote.questions]
    assert kinds == [QuestionKind.CHOOSE, QuestionKind.APPROVE, QuestionKind.APPROVE]
    assert "环境卫生：每天清扫" in vote.questions[1].text
    assert [question.matter for question in vote.questions] == [Matter.MANAGER, Matter.OTHER, Matter.OTHER]


def test_a_lift_on_the_estates_land_asks_all_owners_too(clerk: Client, estate: Estate) -> None:
    lift, land = drafted(clerk, estate, "lift", land="yes")
    assert [row.entrance_id is not None for row in lift.scope] == [True]
    assert land.scope == []
    assert (land.subject, land.questions[0].class_) == (Subject.COMMON_USE, MatterClass.SPECIAL)


def test_a_lift_through_somebodys_own_space_waits_for_that_owner(clerk: Client, estate: Estate) -> None:
    [lift] = drafted(clerk, estate, "lift", exclusive="1栋1单元101")
    wanted = {point.key for point in missing_points(lift, make.NOW)}
    assert {"owner_consent", "plan_ref", "cost_ref"} <= wanted


def test_a_committee_needs_the_streets_guidance(clerk: Client, estate: Estate) -> None:
    [vote] = drafted(clerk, estate, "committee")
    assert "guidance" in {point.key for point in missing_points(vote, make.NOW)}


def test_lines_that_cannot_be_right() -> None:
    assert [option.monthly_per_square_metre for option in bidders(["甲 物业 0.70", "乙物业"])] == [70, None]
    for lines in (["甲物业"], ["甲", "甲"]):
        with pytest.raises(FileProblem):
            bidders(lines)
    with pytest.raises(FileProblem):
        items(["凉亭"])


@pytest.mark.parametrize(
    ("seats", "approvals", "chosen", "tied"),
    [
        (2, (5, 4, 3), ["q1", "q2"], []),
        (2, (4, 4, 4), [], ["q1", "q2", "q3"]),  # three for two seats: the notice's rule decides
        (2, (5, 4, 4), ["q1"], ["q2", "q3"]),
        (3, (4, 4, 4), ["q1", "q2", "q3"], []),
        (2, (5, 2, 1), ["q1"], []),  # who did not pass is not elected, seat or no seat
    ],
)
def test_seats_go_to_those_who_passed_with_most_votes(
    seats: int, approvals: tuple[int, ...], chosen: list[str], tied: list[str]
) -> None:
    with transaction():
        of = make.estate([5000] * 5)
        rule = {"seats": SettingSpec(seats, "议事规则"), "tie_rule": SettingSpec("抽签", "议事规则")}
        asked = motions(["甲", "乙", "丙"], Matter.COMMITTEE)
        vote = make.opened(of, *asked, subject=Subject.COMMITTEE, settings=rule)
        for place, voter in enumerate(make.voters(vote)):
            given = [
                Given(question, Choice.APPROVE if place < most else Choice.OPPOSE)
                for question, most in zip(vote.questions, approvals, strict=True)
            ]
            cast(voter, given, once="a", by=make.CLERK, now=make.NOW)
    found = elected(vote, count(vote))
    assert found is not None
    assert [question.key for question in found.chosen] == chosen
    assert [question.key for question in found.tied] == tied


def test_nobody_is_elected_in_another_vote(estate: Estate) -> None:
    with transaction():
        vote = make.opened(estate)
    assert elected(vote, count(vote)) is None
    assert vote.regime is Regime.OWNERS
