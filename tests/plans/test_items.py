"""What an item must say, and what it may not say."""

from collections.abc import Iterator
from datetime import date

import pytest

from portal.audit.queries import list_of
from portal.communities.models import Estate
from portal.communities.office_lines import MobileOnPublicPage, NotAnOfficeLine
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.plans import queries
from portal.plans.errors import (
    DatesOutOfOrder,
    MoneyDiffers,
    MoneyWithoutCost,
    NatureNeedsSource,
    PublishedStays,
)
from portal.plans.models import MoneySource, Nature
from portal.plans.services import items
from portal.plans.services.projects import publish
from tests.factories import plans
from tests.factories.plans import CLERK, NOW, draft
from tests.factories.voting import estate

pytestmark = pytest.mark.usefixtures("isolated")

HALF = {MoneySource.CENTRAL: 9_300_000, MoneySource.PIPELINE_COMPANY: 9_300_001}


@pytest.fixture
def place(isolated: None) -> Iterator[Estate]:
    with transaction():
        yield estate([5000, 7000])


def test_a_new_item_is_undecided_and_last(place: Estate) -> None:
    project = plans.project(place, draft("小区道路"), draft("供气"))
    first, second = queries.list_items(project.id)
    assert (first.name, first.nature, second.name) == ("小区道路", None, "供气")
    assert first.position < second.position


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"nature": Nature.BASIC, "nature_source": "  "}, NatureNeedsSource),
        ({"cost": 18_600_000, "money": HALF}, MoneyDiffers),  # one fen too much
        ({"money": HALF}, MoneyWithoutCost),
        ({"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, DatesOutOfOrder),
        ({"phone": "13800138000"}, MobileOnPublicPage),
        ({"phone": "+86 138-0013-8000"}, MobileOnPublicPage),
        ({"phone": "问门卫"}, NotAnOfficeLine),
    ],
)
def test_what_does_not_hold_together_is_refused(
    place: Estate, said: dict[str, object], refusal: type[RuleViolated]
) -> None:
    project = plans.project(place)
    with pytest.raises(refusal):
        items.add_item(project, draft(**said), by=CLERK, now=NOW)
    assert queries.count_items(project.id) == 0


def test_money_that_meets_the_cost_to_the_fen_is_kept(place: Estate) -> None:
    project = plans.project(place, draft(cost=18_600_001, money=HALF, starts_on=date(2026, 5, 1)))
    [item] = queries.list_items(project.id)
    assert {piece.source: piece.amount for piece in item.money} == HALF


def test_a_cost_without_sources_and_one_day_of_work_are_fine(place: Estate) -> None:
    day = date(2026, 5, 1)
    project = plans.project(place, draft(cost=0, starts_on=day, ends_on=day))
    assert queries.list_items(project.id)[0].cost == 0


def test_two_taps_add_one_item(place: Estate) -> None:
    project = plans.project(place)
    first = items.add_item(project, draft(), by=CLERK, now=NOW, once="tap")
    second = items.add_item(project, draft("另一项"), by=CLERK, now=NOW, once="tap")
    assert (second.id, second.name) == (first.id, "小区道路")
    assert queries.count_items(project.id) == 1


def test_a_change_says_on_record_what_stood_before(place: Estate) -> None:
    project = plans.project(place, draft(cost=18_600_001, money=HALF))
    item = plans.item(project)
    all_central = {MoneySource.CENTRAL: 18_600_001}
    changed = draft(cost=18_600_001, money=all_central, nature=Nature.BASIC, nature_source="街道会议纪要")
    items.change_item(item, changed, by=CLERK, now=NOW)
    session.expire_all()
    item = plans.item(project)
    assert {piece.source: piece.amount for piece in item.money} == all_central
    assert (item.nature, item.nature_source) == (Nature.BASIC, "街道会议纪要")
    said = list_of(f"item:{item.id}")[-1]
    assert said.action == "plan.change_item"
    assert said.detail["was"] == {
        "nature": None,
        "nature_source": "",
        "money": {"central": 9_300_000, "pipeline_company": 9_300_001},
    }


def test_a_change_of_nothing_leaves_no_record(place: Estate) -> None:
    project = plans.project(place, draft())
    item = plans.item(project)
    items.change_item(item, draft(), by=CLERK, now=NOW)
    assert [entry.action for entry in list_of(f"item:{item.id}")] == ["plan.add_item"]


def test_back_to_undecided_forgets_the_source(place: Estate) -> None:
    project = plans.project(place, draft(nature=Nature.BASIC, nature_source="街道会议纪要"))
    item = plans.item(project)
    items.change_item(item, draft(nature_source="街道会议纪要"), by=CLERK, now=NOW)
    assert (item.nature, item.nature_source) == (None, "")


def test_an_item_leaves_a_draft_with_its_money_but_not_a_published_plan(place: Estate) -> None:
    project = plans.project(place, draft(cost=18_600_001, money=HALF), draft("供气"))
    items.drop_item(plans.item(project), CLERK, now=NOW)
    assert [item.name for item in queries.list_items(project.id)] == ["供气"]
    publish(project, CLERK, now=NOW)
    with pytest.raises(PublishedStays):
        items.drop_item(plans.item(project, "供气"), CLERK, now=NOW)
