"""What a vote rests on: a notice that really hung, the plan's public version, shares that are frozen."""

from datetime import timedelta

import pytest

from portal.communities.models import Estate
from portal.db import transaction
from portal.domain.matters import Matter, Subject
from portal.domain.tally import MatterClass, QuestionKind
from portal.pledges.services.schemes import open_scheme
from portal.voting.errors import NoPlan, NoSuchShares, NotReady
from portal.voting.models import Vote
from portal.voting.queries import get_vote
from portal.voting.queries.logbook import rule_document
from portal.voting.services.arranging import arrange, set_by_name
from portal.voting.services.attaching import CURRENT_PLAN, SHARES, fitting_shares
from portal.voting.services.drafting import create
from portal.voting.services.opening import announce, missing_points, open_now
from portal.voting.specification import Papers, QuestionSpec, ScopeSpec
from portal.voting.templates import motion
from tests.factories import plans, pledges
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")
DAY = timedelta(days=1)
REBUILD = motion("q1", "是否同意改造方案？", Matter.REBUILDING)
LIFT = motion("q1", "是否同意加装电梯？", Matter.REBUILDING)


@pytest.fixture
def estate() -> Estate:
    with transaction():
        made = make.estate([5000, 6000, 7000])
        make.roll_published(made)
    return made


def draft(estate: Estate, *questions: QuestionSpec, **changes: object) -> Vote:
    with transaction():
        return create(make.specification(estate, *questions, **changes), make.CLERK, now=make.NOW)


def missing(vote: Vote) -> set[str]:
    return {point.key for point in missing_points(vote, make.NOW)}


def test_a_draft_that_lay_about_is_no_notice(estate: Estate) -> None:
    """The days count from the announcement, whenever the draft says that it would be."""
    vote = draft(estate, papers=Papers(), opens_at=make.NOW + 14 * DAY, closes_at=make.NOW + 24 * DAY)
    assert vote.notice_at < make.NOW - 15 * DAY
    assert "notice" in missing(vote)
    with transaction():
        arrange(vote, {"opens_at": make.NOW + 15 * DAY}, make.CLERK, now=make.NOW)
    assert "notice" not in missing(vote)
    assert "notice" in {point.key for point in missing_points(vote, make.NOW + DAY)}


def test_the_announcement_is_the_notice(estate: Estate) -> None:
    words = Papers(convened_under="规定", contact="干事", supervisor="街道")
    times = {"opens_at": make.NOW + 15 * DAY, "closes_at": make.NOW + 25 * DAY}
    for planned in (make.NOW - 20 * DAY, make.NOW + 3 * DAY):
        vote = draft(estate, papers=words, notice_at=planned, **times)
        with transaction():
            announce(vote, make.CLERK, now=make.NOW)
        assert vote.notice_at == make.NOW


def test_what_hung_before_says_where_on_the_notice(estate: Estate) -> None:
    vote = draft(estate)
    with transaction():
        open_now(vote, make.CLERK, now=make.NOW)
    assert vote.notice_at == make.NOW - 20 * DAY
    assert rule_document(vote)["basis"]["notice_posted"] == make.PAPERS.notice_posted


def test_every_question_names_its_item_of_the_law(estate: Estate) -> None:
    """A file says nothing of it; without the item nobody knows what has to be attached."""
    bare = QuestionSpec("q1", "是否同意？", QuestionKind.APPROVE, MatterClass.SPECIAL)
    vote = draft(estate, bare)
    assert "matter" in missing(vote)
    with transaction():
        set_by_name(vote, "matter", ("rebuilding", ""), make.CLERK, now=make.NOW)
    assert "matter" not in missing(vote)
    assert "plan_ref" in missing(vote)


def test_a_softer_class_is_found_once_the_item_is_named(estate: Estate) -> None:
    vote = draft(estate, QuestionSpec("q1", "是否同意？", QuestionKind.APPROVE, MatterClass.ORDINARY))
    with transaction():
        set_by_name(vote, "matter", ("fund_raising", ""), make.CLERK, now=make.NOW)
    assert {"class", "cost_ref"} <= missing(vote)


def test_only_a_published_plan_can_be_attached(estate: Estate) -> None:
    vote = draft(estate, REBUILD, matter=Matter.REBUILDING)
    with transaction():
        plans.project(estate)  # written, not published
    with pytest.raises(NoPlan), transaction():
        arrange(vote, {"plan_ref": CURRENT_PLAN}, make.CLERK, now=make.NOW)
    with transaction():
        arrange(vote, {"plan_ref": "改造方案第一版"}, make.CLERK, now=make.NOW)
    assert "plan_ref" in missing(vote)  # words have no checksum


def test_the_attached_plan_is_the_version_that_holds(estate: Estate) -> None:
    vote = draft(estate, REBUILD, matter=Matter.REBUILDING)
    with transaction():
        plans.published(estate)
        arrange(vote, {"plan_ref": CURRENT_PLAN}, make.CLERK, now=make.NOW)
    assert "第1版" in (vote.plan_ref or "")
    assert (vote.plan_digest or "")[:12] in (vote.plan_ref or "")
    assert "plan_ref" not in missing(vote)
    with transaction():
        vote = get_vote(vote.id)
        vote.plan_digest = "0" * 64  # what was public when it was attached is not any more
    assert "plan_ref" in missing(vote)
    with pytest.raises(NotReady), transaction():
        open_now(vote, make.CLERK, now=make.NOW)


def test_shares_are_a_frozen_version_of_the_entrance_that_decides() -> None:
    with transaction():
        entrance, _parts = pledges.tower()
        scheme = pledges.drafted(entrance)
    scope = ScopeSpec(entrances=((entrance.building.name, entrance.name),))
    more = {"subject": Subject.LIFT, "matter": Matter.REBUILDING}
    vote = draft(entrance.building.estate, LIFT, scope=scope, **more)
    elsewhere = draft(entrance.building.estate, LIFT, **more)
    with pytest.raises(NoSuchShares), transaction():  # a draft of the shares may still change
        arrange(vote, {"cost_ref": f"{SHARES}{scheme.id}"}, make.CLERK, now=make.NOW)
    with transaction():
        open_scheme(scheme, by=make.CLERK, now=make.NOW)
        arrange(vote, {"cost_ref": f"{SHARES}{scheme.id}"}, make.CLERK, now=make.NOW)
    assert vote.cost_digest == scheme.digest
    assert "cost_ref" not in missing(vote)
    assert fitting_shares(elsewhere) == []  # the whole estate does not decide on an entrance's money
    with transaction():
        arrange(vote, {"cost_ref": "分摊办法第一版"}, make.CLERK, now=make.NOW)
    assert get_vote(vote.id).cost_digest is None
    assert "cost_ref" in missing(vote)
