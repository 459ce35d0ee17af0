"""What households wish for: one answer a home, later ones replace, small groups are not shown."""

from datetime import timedelta

import pytest

from portal.audit.services import Actor
from portal.communities.models import Building, Entrance, Estate, Part
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Role
from portal.plans.errors import (
    NothingAsked,
    NothingSaid,
    NothingWished,
    NotYourHome,
    PaperUsed,
    PublishedIsKept,
    SurveyEnded,
    SurveyNotEnded,
    SurveyRunning,
    TooShort,
)
from portal.plans.models import Channel, WishAnswer, WishSurvey
from portal.plans.queries import list_items
from portal.plans.queries import wishes as queries
from portal.plans.services import wishes
from portal.plans.services.wishes import Asking, Paper
from portal.plans.wish_library import LIBRARY, USUAL_WORKS, put_together
from portal.web import clock
from tests.factories import plans
from tests.factories.accounts import entrance, home, owner, resident, staff
from tests.factories.plans import CLERK, NOW
from tests.support.client import Client


@pytest.fixture
def homes(isolated: None) -> list[Part]:
    """Six homes in 1栋, three in 2栋."""
    with transaction():
        first = entrance()
        building = Building(estate_id=first.estate_id, name="2栋", number=2)
        session.add(building)
        session.flush()
        second = Entrance(estate_id=first.estate_id, building_id=building.id, name="1单元", number=1)
        session.add(second)
        session.flush()
        rooms = ("101", "102", "201", "202", "301", "302")
        return [home(first, room) for room in rooms] + [
            home_named(second, room) for room in ("101", "201", "301")
        ]


def home_named(of: Entrance, room: str) -> Part:
    return home(of, room, owner(of, f"二栋业主{room}"))


def _asking(**other: object) -> Asking:
    facts: dict[str, object] = {
        "title": "意愿征询",
        "closes_at": NOW + timedelta(days=10),
        "questions": tuple(LIBRARY),
        "works": USUAL_WORKS,
    }
    return Asking(**{**facts, **other})  # type: ignore[arg-type]


def _open(of: Part, **other: object) -> WishSurvey:
    return wishes.open_survey(of.estate_id, _asking(**other), by=CLERK, now=NOW)


def _paper(survey: WishSurvey, part: Part, number: str = "", **said: object) -> WishAnswer:
    paper = Paper(part.id, Channel.PAPER, said or {"renovate": ["yes"]}, number)
    return wishes.enter(survey, paper, by=CLERK, now=NOW)


def test_a_later_answer_replaces_and_both_are_kept(homes: list[Part]) -> None:
    with transaction():
        lives = resident(homes[0], "住户甲")
        survey = _open(homes[0])
        by = Actor(lives.id, "住户甲")
        wishes.answer(survey, homes[0].id, {"renovate": "no"}, by=by, now=NOW)
        wishes.answer(
            survey, homes[0].id, {"renovate": "yes", "items": ["加装电梯", "乱填的"]}, by=by, now=NOW
        )
        held = queries.find_answer(survey.id, homes[0].id)
        assert held is not None
        assert held.said == {"renovate": ["yes"], "items": ["加装电梯"]}
        assert queries.count_answers([survey.id]) == {survey.id: 1}
        assert queries.count_replaced(survey.id) == 1
        _paper(survey, homes[0], "YY1-0001", renovate="unsure")
        assert queries.count_by_channel(survey.id) == {Channel.PAPER: 1}
        assert queries.count_replaced(survey.id) == 2


def test_who_lives_elsewhere_answers_for_nobody_here(homes: list[Part]) -> None:
    with transaction():
        lives = resident(homes[0], "住户甲")
        survey = _open(homes[0])
        with pytest.raises(NotYourHome):
            wishes.answer(survey, homes[1].id, {"renovate": "no"}, by=Actor(lives.id, "甲"), now=NOW)
        elsewhere = home(entrance("别的小区"), "101")
        with pytest.raises(NotYourHome):
            _paper(survey, elsewhere)


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"closes_at": NOW + timedelta(days=2)}, TooShort),
        ({"questions": ()}, NothingAsked),
        ({"questions": ("items",), "works": ()}, NothingAsked),
    ],
)
def test_an_asking_that_makes_no_sense(
    homes: list[Part], other: dict[str, object], refusal: type[RuleViolated]
) -> None:
    with transaction(), pytest.raises(refusal):
        _open(homes[0], **other)


def test_one_asking_at_a_time_and_none_after_the_end(homes: list[Part]) -> None:
    with transaction():
        survey = _open(homes[0])
        with pytest.raises(SurveyRunning):
            _open(homes[0])
        with pytest.raises(NothingSaid):
            _paper(survey, homes[0], renovate="kein")
        _paper(survey, homes[0], "A1")
        with pytest.raises(PaperUsed):
            _paper(survey, homes[1], "A1")
        assert queries.find_answer(survey.id, homes[1].id) is None
        wishes.close_over(NOW + timedelta(days=11), NOW)
        with pytest.raises(SurveyEnded):
            _paper(survey, homes[1])
        with pytest.raises(SurveyEnded):
            wishes.close(survey, by=CLERK, now=NOW)


def test_groups_under_five_are_not_shown(homes: list[Part]) -> None:
    with transaction():
        survey = _open(homes[0])
        for part in homes[:4]:
            _paper(survey, part, items=["绿化"], suggestion="多种树")
        assert not queries.results_of(survey).shown
        assert queries.list_suggestions(survey) == []
        for part in homes[4:8]:
            _paper(survey, part, items=["绿化", "照明"])
        whole = queries.results_of(survey)
        assert whole.count("items", "绿化") == 8
        assert queries.list_suggestions(survey) == ["多种树"]
        first, second = queries.results_by_building(survey).values()
        # two answered in 2栋: hidden, and 1栋 with it, for it could be subtracted from the whole
        assert (second.response.answered, second.shown) == (2, False)
        assert not first.shown


def test_a_draft_plan_of_what_was_wished_most_first(homes: list[Part]) -> None:
    with transaction():
        survey = _open(homes[0])
        for number, part in enumerate(homes[:6]):
            _paper(survey, part, items=["照明", "绿化"] if number < 4 else ["绿化"])
        with pytest.raises(SurveyNotEnded):
            wishes.draft_plan(survey, by=CLERK, now=NOW)
        wishes.close(survey, by=CLERK, now=NOW)
        project = wishes.draft_plan(survey, by=CLERK, now=NOW)
        assert [item.name for item in list_items(project.id)] == ["绿化", "照明"]
        assert all(item.nature is None for item in list_items(project.id))
        assert queries.wished_for(project.id) == {"绿化": 6, "照明": 4}
        assert wishes.draft_plan(survey, by=CLERK, now=NOW).id == project.id
        assert len(list_items(project.id)) == 2


def test_no_draft_of_few_wishes_or_beside_a_published_plan(homes: list[Part]) -> None:
    with transaction():
        survey = _open(homes[0])
        for part in homes[:4]:
            _paper(survey, part, items=["绿化"])
        wishes.close(survey, by=CLERK, now=NOW)
        with pytest.raises(NothingWished):
            wishes.draft_plan(survey, by=CLERK, now=NOW)
        again = _open(homes[0])
        for part in homes[:5]:
            _paper(again, part, items=["绿化"])
        wishes.close(again, by=CLERK, now=NOW)
        plans.published(session.get_one(Estate, homes[0].estate_id))
        with pytest.raises(PublishedIsKept):
            wishes.draft_plan(again, by=CLERK, now=NOW)


def test_the_library_keeps_its_order() -> None:
    found = put_together(["mode", "renovate", "没有的"], ())
    assert [each["key"] for each in found["questions"]] == ["renovate", "mode"]


def test_the_pages(client: Client, homes: list[Part]) -> None:
    estate_id = homes[0].estate_id
    with transaction():
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=session.get_one(Estate, estate_id))
        lives = resident(homes[0], "住户甲")
    assert "还没有征询过" in client.read(f"/estates/{estate_id}/wishes").text
    client.sign_in(clerk)
    desk = f"/desk/estates/{estate_id}/wishes"
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    sent = client.submit(f"{desk}/new", {"title": "改造意愿", "closes_on": day})
    assert sent.status_code == 303
    [survey] = queries.list_surveys(estate_id)
    for number, part in enumerate(homes[1:6]):
        said = {"part": part.id, "channel": "door", "number": f"N{number}", "q_renovate": "yes"}
        assert client.submit(f"{desk}/{survey.id}/papers", {**said, "q_items": ["绿化"]}).status_code == 303
    assert "意愿征集，不构成业主表决" in client.read(f"{desk}/{survey.id}/print?count=2").text
    client.sign_in(lives)
    page = client.read(f"/estates/{estate_id}/wishes/{survey.id}")
    assert "意愿征集，不构成业主表决" in page.text
    mine = f"/estates/{estate_id}/wishes/{survey.id}/homes/{homes[0].id}"
    assert client.submit(mine, {"q_pay": "no", "q_suggestion": "装路灯"}).status_code == 303
    client.read(mine.replace(str(homes[0].id), str(homes[1].id)), status=404)
    client.sign_in(clerk)
    assert client.submit(f"{desk}/{survey.id}", to="/close").status_code == 303
    assert "装路灯" in client.read(f"{desk}/{survey.id}").text
    assert client.submit(f"{desk}/{survey.id}", to="/draft").status_code == 303
    assert "5 户" in client.read(f"/desk/estates/{estate_id}/plan").text
    client.sign_out()
    page = client.read(f"/estates/{estate_id}/wishes/{survey.id}")
    assert "装路灯" not in page.text
    assert "6 户" in page.text
    first = session.query(Building).filter_by(estate_id=estate_id, number=1).one()
    client.read(f"/estates/{estate_id}/wishes/{survey.id}/buildings/{first.id}")
