"""The roll before a vote: published without names, open to objection, and what the checklist makes of it."""

from datetime import datetime, timedelta

import pytest

from portal.audit.services import Actor
from portal.communities.models import Estate, Part
from portal.communities.queries import list_parts
from portal.db import session, transaction
from portal.domain.deadlines import CHINA
from portal.voting.errors import (
    NoRoll,
    NotReady,
    ObjectionAnswered,
    ObjectionsOver,
    PostedInFuture,
    RollPublishedAlready,
)
from portal.voting.models import RollPublication, Vote
from portal.voting.queries import rolls
from portal.voting.services.drafting import create
from portal.voting.services.opening import missing_points, open_now
from portal.voting.services.rolls import Objected, answer_objection, object_to_roll, publish_roll
from portal.voting.specification import SettingSpec
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def estate() -> Estate:
    with transaction():
        return make.estate([5000, 6000, 7000])


def published(estate: Estate, *, days: int = 7, now: datetime = make.NOW) -> RollPublication:
    with transaction():
        return publish_roll(estate, days=days, by=make.CLERK, now=now)


def somebody() -> Actor:
    with transaction():
        return make.clerk("业主一")


def draft(estate: Estate, **changes: object) -> Vote:
    with transaction():
        return create(make.specification(estate, **changes), make.CLERK, now=make.NOW)


def missing(vote: Vote, now: datetime = make.NOW) -> list[str]:
    return [point.key for point in missing_points(vote, now)]


def test_it_says_homes_and_areas_and_nobodys_name(estate: Estate) -> None:
    made = published(estate)
    assert (made.number, made.parts, made.heads, made.area) == (1, 3, 3, 18000)
    assert made.body["lines"][0] == ["1栋", "1单元", "101", 5000, "register", "dwelling", 1]
    assert "业主" not in str(made.body)
    assert made.fingerprint == rolls.snapshot(estate.id).fingerprint


def test_the_day_of_posting_is_not_counted(estate: Estate) -> None:
    """Posted on 20 March for seven days: 27 March is the last, and it ends at midnight."""
    assert published(estate, days=7).ends_at == datetime(2026, 3, 28, 0, 0, tzinfo=CHINA)


def test_homes_of_one_owner_are_one_head(estate: Estate) -> None:
    with transaction():
        make.add_home_to_first(estate, "401", 3000)
    made = published(estate)
    assert (made.parts, made.heads, made.area) == (4, 3, 21000)
    assert [row[-1] for row in made.body["lines"]] == [1, 2, 3, 1]


def test_just_this_roll_is_published_once(estate: Estate) -> None:
    published(estate)
    with pytest.raises(RollPublishedAlready):
        published(estate)
    with transaction():
        session.get_one(Part, list_parts(estate.id)[0].id).area = 5001
    assert published(estate).number == 2


def test_nothing_is_posted_tomorrow_or_without_a_roll(estate: Estate) -> None:
    later = make.NOW + timedelta(minutes=1)
    with pytest.raises(PostedInFuture), transaction():
        publish_roll(estate, days=7, by=make.CLERK, now=make.NOW, posted_at=later)
    with transaction():
        empty = make.estate([], name="空小区", street="别的街道")
    with pytest.raises(NoRoll):
        published(empty)


def test_a_vote_waits_for_the_end_of_the_objection_period(estate: Estate) -> None:
    vote = draft(estate)
    assert missing(vote) == ["published"]
    made = published(estate, now=make.NOW - timedelta(days=3))
    just_before = made.ends_at - timedelta(microseconds=1)
    assert "published" in missing(vote, just_before)
    assert "published" not in missing(vote, made.ends_at)


@pytest.mark.parametrize(("days", "fits"), [(6, False), (7, True), (8, True)])
def test_it_hangs_as_many_days_as_the_vote_asks(estate: Estate, days: int, fits: bool) -> None:
    published(estate, days=days, now=make.NOW - timedelta(days=30))
    assert ("published" not in missing(draft(estate))) is fits


def test_fewer_days_need_a_setting_with_its_source(estate: Estate) -> None:
    published(estate, days=3, now=make.NOW - timedelta(days=30))
    shorter = {"roll_days": SettingSpec(3, "街道〔2026〕2号")}
    assert missing(draft(estate, settings=shorter)) == []


def test_a_roll_that_changed_is_published_anew(estate: Estate) -> None:
    published(estate, now=make.NOW - timedelta(days=30))
    vote = draft(estate)
    assert missing(vote) == []
    with transaction():
        session.get_one(Part, list_parts(estate.id)[0].id).area = 5001
    assert missing(vote) == ["published"]
    with pytest.raises(NotReady), transaction():
        open_now(vote, make.CLERK, now=make.NOW)


def test_an_unanswered_objection_holds_the_vote_back(estate: Estate) -> None:
    made = published(estate, now=make.NOW - timedelta(days=30))
    owner = somebody()
    with transaction():
        said = Objected("1栋1单元101", "产权证上是 51 平方米")
        raised = object_to_roll(made, said, once="a", by=owner, now=made.posted_at)
    vote = draft(estate)
    assert missing(vote) == ["objections"]
    with transaction():
        answer_objection(raised, "已核对，以登记为准", accepted=False, by=make.CLERK, now=make.NOW)
    assert missing(vote) == []


def test_objections_are_numbered_and_two_taps_make_one(estate: Estate) -> None:
    made, owner = published(estate), somebody()
    said = Objected("1栋1单元101", "面积不对")
    with transaction():
        numbers = [
            object_to_roll(made, said, once=once, by=owner, now=make.NOW).number for once in ("a", "a", "b")
        ]
    assert numbers == [1, 1, 2]


@pytest.mark.parametrize(("moment", "open_"), [(-1, False), (0, True), (8 * 86400 - 36001, True)])
def test_objections_within_the_period_only(estate: Estate, moment: int, open_: bool) -> None:
    """From the posting (10:00 on the 20th) to the last second before midnight after the 27th."""
    made, owner = published(estate), somebody()
    at = made.posted_at + timedelta(seconds=moment)
    if open_:
        with transaction():
            object_to_roll(made, Objected("1栋1单元101", "面积不对"), once="a", by=owner, now=at)
    else:
        with pytest.raises(ObjectionsOver):
            object_to_roll(made, Objected("1栋1单元101", "面积不对"), once="a", by=owner, now=at)
    with pytest.raises(ObjectionsOver):
        object_to_roll(made, Objected("1栋1单元101", "面积不对"), once="z", by=owner, now=made.ends_at)


def test_an_answer_stands(estate: Estate) -> None:
    made, owner = published(estate), somebody()
    with transaction():
        raised = object_to_roll(made, Objected("1栋", "不对"), once="a", by=owner, now=make.NOW)
        answer_objection(raised, "改", accepted=True, by=make.CLERK, now=make.NOW)
    with pytest.raises(ObjectionAnswered):
        answer_objection(raised, "不改", accepted=False, by=make.CLERK, now=make.NOW)
