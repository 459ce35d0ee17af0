"""Which estates a project takes in, how each meets the policy's test, and model cases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.domain.stages import ProjectStage
from portal.permissions import Role
from portal.plans import scope_words
from portal.plans.models import Project
from portal.plans.queries.scope import find_joined, list_models, list_scope
from portal.plans.services import scope
from portal.plans.services.scope import Check
from tests.factories import plans
from tests.factories.accounts import staff
from tests.factories.plans import CLERK, NOW, draft
from tests.factories.voting import estate
from tests.support.client import Client

ALL = tuple(scope_words.CONDITIONS)
TODAY = date(2026, 3, 20)


@pytest.fixture
def place(isolated: None) -> Iterator[Estate]:
    with transaction():
        yield estate([5000])


@pytest.fixture
def project(place: Estate) -> Project:
    return plans.published(place, draft())


@pytest.fixture
def neighbour(place: Estate) -> Estate:
    found = Estate(street_id=place.street_id, community_id=place.community_id, name="隔壁小区")
    session.add(found)
    session.flush()
    return found


def _check(of: Estate, **said: object) -> Check:
    whole = {"built_year": 1995, "met": ALL, "checked_on": TODAY, "checked_by": "街道办事处"}
    return Check(of.id, **{**whole, **said})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("year", "met", "missing"),
    [
        (1999, ALL, []),
        (2000, ALL, ["2000 年以前建成"]),
        (1980, [key for key in ALL if key != "wished"], ["居民改造意愿强烈"]),
    ],
)
def test_the_year_speaks_for_itself(
    project: Project, place: Estate, year: int, met: list[str], missing: list[str]
) -> None:
    scope.check_estate(project, _check(place, built_year=year, met=met), by=CLERK, now=NOW)
    [found] = list_scope(project.id)
    assert scope_words.missing(found.met) == missing


def test_a_second_test_takes_the_place_of_the_first(project: Project, place: Estate) -> None:
    for year in (2003, 1995):
        scope.check_estate(project, _check(place, built_year=year), by=CLERK, now=NOW)
    assert [each.built_year for each in list_scope(project.id)] == [1995]


def test_a_neighbour_joins_with_a_reason_and_is_led_to_the_plan(project: Project, neighbour: Estate) -> None:
    with pytest.raises(scope_words.JoinNeedsReason):
        scope.check_estate(project, _check(neighbour), by=CLERK, now=NOW)
    assert find_joined(neighbour.id) is None
    scope.check_estate(project, _check(neighbour, reason="共用管网"), by=CLERK, now=NOW)
    assert find_joined(neighbour.id) == project


def test_an_estate_with_its_own_plan_or_far_away_does_not_join(project: Project, neighbour: Estate) -> None:
    plans.project(neighbour)
    with pytest.raises(scope_words.EstateElsewhere):
        scope.check_estate(project, _check(neighbour, reason="共用管网"), by=CLERK, now=NOW)
    far = estate([4000], name="远处小区", street="远处街道")
    with pytest.raises(scope_words.NotANeighbour):
        scope.check_estate(project, _check(far, reason="共用管网"), by=CLERK, now=NOW)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"checked_by": " "}, scope_words.CheckIncomplete),
        ({"checked_on": TODAY + timedelta(days=1)}, scope_words.CheckAhead),
    ],
)
def test_a_test_that_is_refused(
    project: Project, place: Estate, said: dict[str, object], refusal: type[RuleViolated]
) -> None:
    with pytest.raises(refusal):
        scope.check_estate(project, _check(place, **said), by=CLERK, now=NOW)


def test_a_model_is_public_only_while_the_street_says_so(project: Project) -> None:
    with pytest.raises(scope_words.ModelTooEarly):
        scope.draft_model(project, "案例", "做法", by=CLERK, now=NOW)
    plans.moved_to(project, ProjectStage.EVALUATING)
    with pytest.raises(scope_words.ModelIncomplete):
        scope.draft_model(project, "案例", " ", by=CLERK, now=NOW)
    found = scope.draft_model(project, "案例", "做法", by=CLERK, now=NOW)
    assert list_models() == []
    scope.approve_model(found, by=CLERK, now=NOW)
    assert list_models() == [found]
    with pytest.raises(scope_words.ModelPublished):
        scope.draft_model(project, "案例", "别的做法", by=CLERK, now=NOW)
    scope.withdraw_model(found, by=CLERK, now=NOW)
    assert list_models() == []
    scope.draft_model(project, "案例", "别的做法", by=CLERK, now=NOW)


def test_a_clerk_writes_and_only_the_street_publishes(client: Client, isolated: None) -> None:
    with transaction():
        place = estate([5000])
        made = plans.moved_to(plans.published(place), ProjectStage.EVALUATING).id
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
        street = staff("街道乙", Role.STREET, street=place.street)
    address = f"/desk/estates/{place.id}/plan/projects/{made}"
    client.sign_in(clerk)
    said = {"estate": str(place.id), "built_year": "1994", "met": ["wished"], "checked_on": "2026-03-01"}
    sent = client.submit(f"{address}/scope/check", {**said, "checked_by": "街道办事处"})
    assert sent.status_code == 303
    case = {"title": "路只挖一回", "text": "管线一次入地。"}
    assert client.submit(f"{address}/model", case).status_code == 303
    page = client.read(f"{address}/scope").text
    assert "4 条不符合" in page
    assert "同意公布" not in page
    client.sign_out()
    assert "路只挖一回" not in client.read("/model-cases").text
    client.sign_in(street)
    client.read(f"{address}/scope")
    assert client.send({}, to=f"{address}/model/approve").status_code == 303
    client.sign_out()
    assert "路只挖一回" in client.read("/model-cases").text
    assert "1994 年建成" in client.read(f"/estates/{place.id}/plan/progress").text
