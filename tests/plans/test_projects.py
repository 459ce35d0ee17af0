"""A plan from the policy's list to handing over, and who is told what on the way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from portal.communities.models import Estate
from portal.db import transaction
from portal.domain.stages import ProjectStage, ProjectStep
from portal.plans import policy, queries
from portal.plans.errors import NothingPlanned, ProjectExists, PublishedAlready
from portal.plans.models import Category, ItemState
from portal.plans.services import projects
from tests.factories import plans
from tests.factories.plans import CLERK, NOW, draft
from tests.factories.voting import estate

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def place(isolated: None) -> Iterator[Estate]:
    with transaction():
        yield estate([5000, 7000])


def _take_over(of: Estate) -> int:
    return projects.take_over_policy(of.id, "试验改造方案", by=CLERK, now=NOW).id


def test_one_press_makes_the_policys_plan_and_a_second_changes_nothing(place: Estate) -> None:
    project_id = _take_over(place)
    assert _take_over(place) == project_id
    found = queries.list_items(project_id)
    assert [item.name for item in found] == [work.name for work in policy.WORKS]
    # The policy names three natures and assigns nothing.
    assert {item.nature for item in found} == {None}
    assert {item.category for item in found} == set(Category)


def test_what_is_there_by_name_stays_as_it_is(place: Estate) -> None:
    project = plans.project(place, draft("供气", what="换掉全部旧管。"))
    _take_over(place)
    found = queries.list_items(project.id)
    assert [item.what for item in found if item.name == "供气"] == ["换掉全部旧管。"]
    assert len(found) == len(policy.WORKS)
    assert len({item.position for item in found}) == len(found)


def test_an_estate_has_one_living_project(place: Estate) -> None:
    plans.project(place)
    with pytest.raises(ProjectExists):
        plans.project(place)


def test_after_handing_over_a_new_project_may_begin(place: Estate) -> None:
    first = plans.published(place)
    plans.moved_to(first, ProjectStage.SHARING)
    assert queries.find_project(place.id) is first
    second = plans.project(place, title="第二期")
    assert queries.find_project(place.id) is second
    assert queries.find_published(place.id) is first
    with pytest.raises(ProjectExists):
        projects.move_on(first, ProjectStage.EVALUATING, by=CLERK, now=NOW)


def test_stages_are_not_skipped(place: Estate) -> None:
    project = plans.published(place)
    with pytest.raises(ProjectStep):
        projects.move_on(project, ProjectStage.SHARING, by=CLERK, now=NOW)


def test_an_empty_plan_is_not_published_and_a_published_one_not_twice(place: Estate) -> None:
    project = plans.project(place)
    with pytest.raises(NothingPlanned):
        projects.publish(project, CLERK, now=NOW)
    _take_over(place)
    projects.publish(project, CLERK, now=NOW)
    with pytest.raises(PublishedAlready):
        projects.publish(project, CLERK, now=NOW + timedelta(days=1))
    assert project.published_at == NOW


def test_an_unpublished_item_is_staffs_and_another_estates_is_nobodys(place: Estate) -> None:
    elsewhere = estate([5000], name="别的小区", street="别的街道")
    project = plans.project(place, draft())
    item = plans.item(project)
    assert queries.get_item(place.id, item.id) is item
    with pytest.raises(NoResultFound):
        queries.get_published_item(place.id, item.id)
    projects.publish(project, CLERK, now=NOW)
    assert queries.get_published_item(place.id, item.id) is item
    for get in (queries.get_item, queries.get_published_item):
        with pytest.raises(NoResultFound):
            get(elsewhere.id, item.id)


def test_summaries_tell_each_estates_living_project(place: Estate) -> None:
    other = estate([5000], name="别的小区", street="别的街道")
    bare = estate([5000], name="没有方案的小区", street="再一个街道")
    plans.published(place, draft(), draft("供气"))
    plans.project(other)
    found = queries.summaries([place.id, other.id, bare.id])
    assert found[place.id] == queries.PlanSummary(ProjectStage.DECIDING, published=True, items=2)
    assert found[other.id] == queries.PlanSummary(ProjectStage.DECIDING, published=False, items=0)
    assert bare.id not in found


def test_soon_is_what_is_being_done_or_begins_within_thirty_days(place: Estate) -> None:
    today = NOW.date()
    project = plans.published(
        place,
        draft("正在做的", state=ItemState.UNDER_WAY),
        draft("快开工的", starts_on=today + timedelta(days=30)),
        draft("还早的", starts_on=today + timedelta(days=31)),
        draft("做完的", starts_on=today, state=ItemState.DONE),
        draft("没定的"),
    )
    found = queries.list_soon(project.id, today, limit=9)
    assert {item.name for item in found} == {"正在做的", "快开工的"}
