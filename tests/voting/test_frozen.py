"""Once announced, nothing of a vote is edited; what was wrong is a new vote that names the old one."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.domain.stages import VoteState
from portal.domain.tally import CountsTo, Deemed, DeemedApproveOnlyForApprove, DeemedOnlyForOwners, Regime
from portal.voting.errors import NoSuchSuperseded, NotADraft, WrongState
from portal.voting.models import Publication, PublicationKind, Vote
from portal.voting.queries.announced import find_superseding
from portal.voting.queries.logbook import rule_document
from portal.voting.queries.report import result_of
from portal.voting.services import arranging
from portal.voting.services.drafting import create
from portal.voting.services.opening import announce, missing_points, open_now
from portal.voting.specification import DeemedSpec, Papers, SettingSpec
from tests.factories import voting as make
from tests.factories.voting_rules import BUDGET

pytestmark = pytest.mark.usefixtures("isolated")
CLAUSE = DeemedSpec("未投票的按多数意见计", "2025年业主大会", Deemed(CountsTo.MAJORITY))
TO_APPROVE = DeemedSpec("未投票的视为同意", "2025年业主大会", Deemed(CountsTo.APPROVE))


@pytest.fixture
def estate() -> Estate:
    with transaction():
        made = make.estate([5000, 6000, 7000])
        make.roll_published(made)
    return made


def draft(estate: Estate, **changes: object) -> Vote:
    with transaction():
        return create(make.specification(estate, **changes), make.CLERK, now=make.NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda vote: arranging.arrange(vote, {"convener": "别人"}, make.CLERK, now=make.NOW),
        lambda vote: arranging.arrange(vote, {"closes_at": make.NOW}, make.CLERK, now=make.NOW),
        lambda vote: arranging.decide_setting(
            vote, "follow_majority", SettingSpec(True, "后来想的"), make.CLERK, now=make.NOW
        ),
        lambda vote: arranging.agree_on_silence(vote, CLAUSE, make.CLERK, now=make.NOW),
        lambda vote: arranging.enter_electors(vote, {1: 2}, make.CLERK, now=make.NOW),
        lambda vote: arranging.supersede(vote, None, make.CLERK, now=make.NOW),
        lambda vote: announce(vote, make.CLERK, now=make.NOW),
    ],
)
@pytest.mark.parametrize("opens", [timedelta(days=-4), timedelta(days=2)])
def test_nothing_is_edited_after_the_announcement(
    estate: Estate, change: Callable[[Vote], None], opens: timedelta
) -> None:
    """Neither while it is open nor while it only hangs on the board."""
    vote = draft(estate, opens_at=make.NOW + opens, closes_at=make.NOW + timedelta(days=12))
    with transaction():
        announce(vote, make.CLERK, now=make.NOW)
        before = rule_document(vote)
    with pytest.raises((NotADraft, WrongState)):
        change(vote)
    session.expire_all()
    assert rule_document(vote) == before


def test_the_notice_keeps_everything_word_for_word(estate: Estate) -> None:
    vote = draft(estate)
    with transaction():
        open_now(vote, make.CLERK, now=make.NOW)
    notice = session.query(Publication).filter_by(vote_id=vote.id, kind=PublicationKind.NOTICE).one()
    basis = notice.body["basis"]
    assert basis["convened_under"] == "街道〔2026〕1号"
    assert basis["plan_ref"] == "改造方案第一版"
    assert basis["roll_published"]["number"] == 1
    assert notice.body["settings"]["notice_days"] == {"value": 15, "source": "物业管理条例第十四条"}


def test_a_new_vote_names_the_one_it_replaces(estate: Estate) -> None:
    old = draft(estate)
    with pytest.raises(NoSuchSuperseded):
        draft(estate, papers=Papers(supersedes=old.id))  # a draft can still be edited
    with transaction():
        open_now(old, make.CLERK, now=make.NOW)
    new = draft(estate)
    with transaction():
        arranging.supersede(new, old.id, make.CLERK, now=make.NOW)
    assert find_superseding(old.id) is None  # not before it is announced itself
    with transaction():
        open_now(new, make.CLERK, now=make.NOW)
    found = find_superseding(old.id)
    assert found is not None
    assert found.id == new.id


def test_another_estates_vote_cannot_be_replaced(estate: Estate) -> None:
    with transaction():
        other = make.opened(make.estate([5000], name="别的小区", street="别的街道"))
    with pytest.raises(NoSuchSuperseded):
        draft(estate, papers=Papers(supersedes=other.id))


@pytest.mark.parametrize(
    ("days", "fits"), [(timedelta(days=15), True), (timedelta(days=14, hours=23), False)]
)
def test_fifteen_days_hang_before_the_opening(estate: Estate, days: timedelta, fits: bool) -> None:
    """Calendar days: noticed on the 5th at 00:30, open on the 20th, or on the 19th at 23:30."""
    midnight = make.NOW.replace(hour=16, minute=30) - timedelta(days=16)  # 00:30 of the 5th in China
    vote = draft(estate, notice_at=midnight, opens_at=midnight + days)
    assert ("notice" not in {point.key for point in missing_points(vote, make.NOW)}) is fits


@pytest.mark.parametrize(
    ("hours", "fits"), [(119, False), (120, True), (60 * 24, True), (60 * 24 + 1, False)]
)
def test_five_to_sixty_days_are_open(estate: Estate, hours: int, fits: bool) -> None:
    opens = make.NOW - timedelta(hours=1)
    vote = draft(estate, opens_at=opens, closes_at=opens + timedelta(hours=hours))
    assert ("window" not in {point.key for point in missing_points(vote, make.NOW)}) is fits


def test_a_deemed_clause_stands_where_the_law_lets_it(estate: Estate) -> None:
    plain = draft(estate)
    with transaction():
        arranging.agree_on_silence(plain, TO_APPROVE, make.CLERK, now=make.NOW)
    with transaction():
        choice = create(make.specification(estate, make.CHOOSE), make.CLERK, now=make.NOW)
        survey = create(make.specification(estate, regime=Regime.SURVEY), make.CLERK, now=make.NOW)
    with pytest.raises(DeemedApproveOnlyForApprove):
        arranging.agree_on_silence(choice, TO_APPROVE, make.CLERK, now=make.NOW)
    with pytest.raises(DeemedOnlyForOwners):
        arranging.agree_on_silence(survey, CLAUSE, make.CLERK, now=make.NOW)


def test_an_open_budget_shows_turnout_only(estate: Estate) -> None:
    with transaction():
        vote = create(make.specification(estate, BUDGET, regime=Regime.SURVEY), make.CLERK, now=make.NOW)
        open_now(vote, make.CLERK, now=make.NOW)
    said = result_of(vote, make.NOW)["questions"][0]
    assert vote.state is VoteState.OPEN
    assert said["choices"] is None


def test_every_missing_point_says_what_to_do(estate: Estate) -> None:
    with transaction():
        empty = make.estate([5000], name="新小区", street="新街道")
    vote = draft(
        empty, convener="", papers=Papers(), notice_at=make.NOW - timedelta(days=5), closes_at=make.NOW
    )
    points = missing_points(vote, make.NOW)
    assert {point.key for point in points} == {
        "published",
        "notice",
        "window",
        "closing",
        "convener",
        "convened_under",
        "contact",
        "supervisor",
    }
    assert all("flask " in str(point) or "工作台" in str(point) for point in points)
    with pytest.raises(RuleViolated), transaction():
        open_now(vote, make.CLERK, now=make.NOW)
