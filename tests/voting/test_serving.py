"""Whom nobody could reach counts as served only after a notice hung; then a clause may reach them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from portal.db import session, transaction
from portal.domain.tally import CountsTo, Deemed
from portal.permissions import Role
from portal.voting.bundle import verify
from portal.voting.bundle.writing import write_bundle
from portal.voting.errors import PostedInFuture
from portal.voting.models import Delivery, DeliveryWay, ServedByNotice, Vote
from portal.voting.paper_errors import NobodyToNotice, NotHungYet
from portal.voting.queries import get_vote
from portal.voting.queries.counting import turnout
from portal.voting.queries.report import result_of
from portal.voting.services.closing import close, publish_result
from portal.voting.services.delivering import Served, deliver
from portal.voting.services.serving import Posted, post_notice
from portal.voting.specification import DeemedSpec, SettingSpec
from tests.factories import voting as make
from tests.factories.voting_desk import answer, staff, voter_ids
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
DAY = timedelta(days=1)
CLAUSE = DeemedSpec("未表决的计入多数", "2025年首次业主大会", Deemed(CountsTo.MAJORITY, decides=False))
FAILED = Served(DeliveryWay.UNDELIVERABLE, make.NOW - 2 * DAY, "去过三次，没人")
SIGNED = Served(DeliveryWay.SIGNED, make.NOW - 2 * DAY)


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def vote() -> Vote:
    """Four homes of 100 to 400 m2; the last cannot be reached, the third was served and says nothing."""
    with transaction():
        made = make.opened(make.estate([10000, 20000, 30000, 40000]), deemed=CLAUSE)
    for place in (0, 1):
        answer(voter_ids(made)[place], "approve")
    ids = voter_ids(made)
    with transaction():
        again = get_vote(made.id)
        deliver(again, [ids[2]], SIGNED, by=make.CLERK, now=make.NOW)
        deliver(again, [ids[3]], FAILED, by=make.CLERK, now=make.NOW)
    return made


def post(vote: Vote, days_ago: int) -> None:
    posted = Posted("各单元公告栏，照片 0301", make.NOW - days_ago * DAY)
    with transaction():
        post_notice(get_vote(vote.id), posted, by=make.CLERK, now=make.NOW)


def closed(vote: Vote) -> dict[str, Any]:
    end = vote.closes_at + timedelta(hours=1)
    with transaction():
        close(get_vote(vote.id), make.CLERK, now=end)
        publish_result(get_vote(vote.id), make.CLERK, now=end)
    session.expire_all()
    [question] = result_of(get_vote(vote.id), end)["questions"]
    return question["with_deemed"]["participating"]  # type: ignore[no-any-return]


def test_without_a_notice_the_clause_does_not_reach_them(vote: Vote) -> None:
    assert closed(vote) == {"heads": 3, "area": "600.00"}
    assert turnout(vote.id).undeliverable == 1


def test_after_the_notice_hung_its_days_they_count_as_served(vote: Vote, tmp_path: Path) -> None:
    """Posted two days ago, seven days, the first not counted: over in the night before the closing."""
    post(vote, 2)
    assert closed(vote) == {"heads": 4, "area": "1000.00"}
    assert turnout(vote.id).undeliverable == 0
    assert session.query(Delivery).filter_by(way=DeliveryWay.PUBLIC_NOTICE).count() == 1
    write_bundle(get_vote(vote.id), tmp_path / "bundle", vote.closes_at + DAY)
    assert verify.main(["verify.py", str(tmp_path / "bundle")]) == 0


def test_a_day_short_is_no_notice(vote: Vote) -> None:
    post(vote, 1)
    assert closed(vote) == {"heads": 3, "area": "600.00"}


def test_the_days_are_a_setting_of_the_vote() -> None:
    with transaction():
        few = {"undeliverable_days": SettingSpec(3, "议事规则第九条")}
        vote = make.opened(make.estate([10000, 20000]), settings=few)
        deliver(vote, [make.voters(vote)[0].id], FAILED, by=make.CLERK, now=make.NOW)
    post(vote, 0)
    notice = session.query(ServedByNotice).one()
    assert (notice.days, (notice.ends_at - make.NOW).days) == (3, 3)


def test_who_is_found_after_all_is_not_served_by_the_notice(vote: Vote) -> None:
    post(vote, 2)
    found = Served(DeliveryWay.SIGNED, make.NOW)
    with transaction():
        deliver(get_vote(vote.id), [voter_ids(vote)[3]], found, by=make.CLERK, now=make.NOW)
    closed(vote)
    assert session.query(Delivery).filter_by(way=DeliveryWay.PUBLIC_NOTICE).count() == 0


def test_a_notice_for_nobody_or_from_another_time_is_refused(vote: Vote) -> None:
    with pytest.raises(PostedInFuture):
        post(vote, -1)
    with pytest.raises(NotHungYet):
        post(vote, 9)
    with transaction():
        other = make.opened(make.estate([10000], name="别的小区", street="别的街道"))
    with pytest.raises(NobodyToNotice):
        post(other, 1)


def test_the_desk_says_where_it_hangs(vote: Vote, client: Client) -> None:
    client.sign_in(staff("干事一", Role.COMMUNITY_CLERK, vote.estate))
    page = client.read(f"/desk/estates/{vote.estate_id}/votes/{vote.id}/deliveries")
    address = f"/desk/estates/{vote.estate_id}/votes/{vote.id}/deliveries/posted"
    assert page.all("a", href=address)
    assert "1 户" in client.read(address).text
    answered = client.submit(address, {"place": "公告栏", "at": "2026-03-20T09:00"})
    assert answered.status_code == 303
    assert "公告栏" in client.read(address).text
    assert client.submit(address, {"place": "", "at": "2026-03-20T09:00"}).status_code == 200
