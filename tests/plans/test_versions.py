"""A published plan is never edited; what a new version changes, why, and who is asked and told."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, NoResultFound

from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.plans import beyond, differences, queries
from portal.plans.errors import (
    AdjoiningDiffers,
    ConsultationIncomplete,
    ConsultationNeeded,
    ConsultationRunning,
    DraftExists,
    HeritageUnheard,
    NoSuchCase,
    NothingChanged,
    NotPublishedYet,
    PublishedIsKept,
    QuantityNeedsUnit,
    WhyNeeded,
)
from portal.plans.models import MoneySource, PlanVersion, Project, Sharing
from portal.plans.queries import versions as reads
from portal.plans.said import ItemDraft, draft_of, from_json, to_json
from portal.plans.services import items, projects, versions
from portal.plans.services.snapshots import content_of, digest_of
from tests.factories import plans
from tests.factories.plans import CLERK, NOW, draft
from tests.factories.voting import estate

pytestmark = pytest.mark.usefixtures("isolated")

LATER = NOW + timedelta(days=10)
PAID = {MoneySource.CITY: 80_000, MoneySource.RESIDENTS: 20_000}
ROAD = draft(cost=100_000, money=PAID, sharing=Sharing.BY_AREA)


@pytest.fixture
def place(isolated: None) -> Iterator[Estate]:
    with transaction():
        yield estate([5000, 7000])


@pytest.fixture
def project(place: Estate) -> Project:
    return plans.published(place, ROAD, draft("供气"))


def _begin(project: Project) -> PlanVersion:
    return versions.begin(project, "居民提了意见", by=CLERK, now=LATER)


def _road(**said: object) -> ItemDraft:
    kept = {"cost": 100_000, "money": PAID, "sharing": Sharing.BY_AREA}
    return draft(**(kept | said))


def _propose(version: PlanVersion, **said: object) -> None:
    versions.propose(version, plans.item(version.project), _road(**said), why="更合适")


def _voted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beyond, "was_voted_on", [lambda estate_id, since: True])


def test_publishing_makes_the_first_version_with_a_checksum(project: Project) -> None:
    first = queries.find_published_version(project)
    assert first is not None
    assert (first.number, first.published_at, first.lines) == (1, NOW, None)
    assert first.digest == digest_of(content_of(project))
    assert [item["name"] for item in (first.content or {})["items"]] == ["小区道路", "供气"]
    assert (
        queries.version_ref(first) == f"试验改造方案 第1版（2026-03-20，校验码 {(first.digest or '')[:12]}）"
    )


def test_a_plan_nobody_published_has_no_version_and_a_draft_no_reference(place: Estate) -> None:
    project = plans.project(place, draft())
    assert queries.find_published_version(project) is None
    with pytest.raises(NotPublishedYet):
        _begin(project)
    projects.publish(project, CLERK, now=NOW)
    with pytest.raises(ValueError, match="draft"):
        queries.version_ref(_begin(project))


def test_a_published_plan_is_not_edited_in_place(project: Project) -> None:
    item = plans.item(project)
    with pytest.raises(PublishedIsKept):
        items.change_item(item, draft("改名"), by=CLERK, now=LATER)
    with pytest.raises(PublishedIsKept):
        items.add_item(project, draft("又一项"), by=CLERK, now=LATER)
    with pytest.raises(PublishedIsKept):
        projects.describe(project, "别的名称", summary="", by=CLERK, now=LATER)
    with pytest.raises(PublishedIsKept):
        projects.take_over_policy(project.estate_id, "方案", by=CLERK, now=LATER)


def test_a_change_is_seen_by_nobody_until_it_is_published(project: Project) -> None:
    version = _begin(project)
    _propose(version, place="1栋门前")
    assert plans.item(project).place == ""
    assert reads.find_published_version(project) is not version
    versions.publish_version(version, CLERK, now=LATER)
    assert plans.item(project).place == "1栋门前"
    assert queries.find_published_version(project) is version
    [change] = (version.lines or {})["lines"]
    assert change["lines"] == [{"field": "place", "old": "", "new": "1栋门前"}]
    assert (change["why"], version.is_large) == ("更合适", False)


def test_added_and_dropped_items_come_and_go_with_the_version(project: Project) -> None:
    version = _begin(project)
    versions.propose(version, None, draft("扶手", cost=500), why="老人多", once="tap")
    versions.propose(version, None, draft("扶手", cost=500), why="老人多", once="tap")
    versions.propose(version, plans.item(project, "供气"), None, why="管线单位另做")
    versions.publish_version(version, CLERK, now=LATER)
    assert [item.name for item in queries.list_items(project.id)] == ["小区道路", "扶手"]
    assert queries.count_items(project.id) == 2
    assert version.is_large


def test_what_was_published_cannot_be_changed_even_in_the_database(project: Project) -> None:
    first = queries.find_published_version(project)
    assert first is not None
    for statement in ("UPDATE plan_version SET reason = 'x'", "DELETE FROM plan_version"):
        with pytest.raises(DatabaseError), session.begin_nested():
            session.execute(sa.text(f"{statement} WHERE id = :id"), {"id": first.id})


@pytest.mark.parametrize(
    ("said", "large"),
    [
        ({"cost": 110_000, "money": PAID | {MoneySource.CITY: 90_000}}, False),  # 10 % is not more than 10 %
        ({"cost": 110_001, "money": PAID | {MoneySource.CITY: 90_001}}, True),
        ({"money": {MoneySource.CITY: 78_000, MoneySource.RESIDENTS: 22_000}}, False),
        ({"money": {MoneySource.CITY: 77_999, MoneySource.RESIDENTS: 22_001}}, True),
        ({"money": {MoneySource.CITY: 100_000}}, True),  # residents pay nothing any more: a change of 100 %
        ({"sharing": Sharing.EQUALLY}, True),
        ({"what": "坡道防滑", "starts_on": date(2026, 5, 1)}, False),
    ],
)
def test_small_or_large_by_the_stated_rule(project: Project, said: dict[str, object], *, large: bool) -> None:
    version = _begin(project)
    _propose(version, **said)
    found = differences.why_large(versions.changes_of(version), project.large_percent)
    assert bool(found) is large


def test_a_large_change_after_a_vote_needs_residents_asked_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    _voted(monkeypatch)
    version = _begin(project)
    _propose(version, sharing=Sharing.EQUALLY)
    with pytest.raises(ConsultationNeeded):
        versions.publish_version(version, CLERK, now=LATER)
    day = LATER.date()
    with pytest.raises(ConsultationIncomplete):
        versions.consult(version, "居民会议", days=(day, day - timedelta(days=1)), outcome="同意")
    versions.consult(version, "居民会议", days=(day - timedelta(days=5), day), outcome="多数同意")
    with pytest.raises(ConsultationRunning):
        versions.publish_version(version, CLERK, now=LATER)
    versions.publish_version(version, CLERK, now=LATER + timedelta(days=1))
    assert plans.item(project).sharing is Sharing.EQUALLY


def test_a_small_change_after_a_vote_and_a_large_one_before_go_without(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _begin(project)
    _propose(before, sharing=Sharing.EQUALLY)
    versions.publish_version(before, CLERK, now=LATER)
    _voted(monkeypatch)
    after = _begin(project)
    _propose(after, sharing=Sharing.EQUALLY, what="坡道防滑")
    versions.publish_version(after, CLERK, now=LATER)
    assert [each.number for each in reads.list_versions(project.id)] == [3, 2, 1]


def test_refusals_of_a_draft(project: Project) -> None:
    version = _begin(project)
    with pytest.raises(DraftExists):
        _begin(project)
    with pytest.raises(NothingChanged):
        versions.publish_version(version, CLERK, now=LATER)
    item = plans.item(project)
    with pytest.raises(WhyNeeded):
        versions.propose(version, item, _road(what="改"), why=" ")
    with pytest.raises(NoSuchCase):
        versions.propose(version, item, _road(what="改"), why="改", case_number="没有的号")


def test_saying_what_is_published_takes_the_change_back(project: Project) -> None:
    version = _begin(project)
    _propose(version, what="坡道防滑")
    _propose(version)
    assert version.changes == []


def test_another_estates_draft_is_not_found(project: Project) -> None:
    elsewhere = estate([5000], name="别的小区", street="别的街道")
    version = _begin(project)
    assert reads.get_draft(project.estate_id, version.id) is version
    with pytest.raises(NoResultFound):
        reads.get_draft(elsewhere.id, version.id)
    with pytest.raises(NoResultFound):
        reads.get_version(project.estate_id, version.id)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"is_heritage": True}, HeritageUnheard),
        (
            {"is_adjoining": True, "starts_on": date(2026, 4, 1), "ends_on": date(2026, 5, 2)},
            AdjoiningDiffers,
        ),
        ({"quantity": 35_000}, QuantityNeedsUnit),
    ],
)
def test_what_may_not_be_published(
    place: Estate, said: dict[str, object], refusal: type[RuleViolated]
) -> None:
    inside = draft("小区道路", starts_on=date(2026, 5, 1), ends_on=date(2026, 6, 1))
    with pytest.raises(refusal):
        plans.published(place, inside, draft("相邻道路", **said))


def test_heritage_with_an_opinion_and_adjoining_works_with_a_reason_are_published(place: Estate) -> None:
    inside = draft("小区道路", starts_on=date(2026, 5, 1), ends_on=date(2026, 6, 1))
    apart = draft("相邻道路", is_adjoining=True, starts_on=date(2026, 9, 1), apart_reason="等管线单位")
    together = draft("公交站", is_adjoining=True, starts_on=date(2026, 5, 1), ends_on=date(2026, 6, 1))
    old = draft("老祠堂屋面", is_heritage=True, heritage_opinion="区文化旅游委 3月1日复函：同意")
    assert plans.published(place, inside, apart, together, old).published_at == NOW


def test_what_is_said_survives_the_way_through_json() -> None:
    said = _road(starts_on=date(2026, 5, 1), quantity=1250, unit="米", is_heritage=True)
    assert from_json(to_json(said)) == said


def test_a_draft_of_an_item_is_what_was_said(project: Project) -> None:
    assert draft_of(plans.item(project)) == ROAD


def test_a_draft_is_given_up_without_a_trace_in_the_plan(project: Project) -> None:
    version = _begin(project)
    _propose(version, what="坡道防滑")
    versions.drop_draft(version, CLERK, now=LATER)
    assert reads.find_draft(project.id) is None
    assert plans.item(project).what == ""
