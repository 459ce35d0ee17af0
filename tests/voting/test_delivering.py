"""送达: every paper is in exactly one place, and the record says how it got there."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from portal.db import session, transaction
from portal.permissions import Role
from portal.voting.errors import WrongState
from portal.voting.models import Delivery, DeliveryWay, Vote
from portal.voting.paper_errors import NotYetServed, SayHow
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.queries.counting import turnout
from portal.voting.queries.deliveries import Reached, figures, list_out
from portal.voting.services.closing import close, publish_result
from portal.voting.services.delivering import Served, deliver
from tests.factories import voting as make
from tests.factories.voting_desk import answer, staff, voter_ids
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
SIGNED = Served(DeliveryWay.SIGNED, make.NOW)
FAILED = Served(DeliveryWay.UNDELIVERABLE, make.NOW, "去过三次，没人")


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def vote() -> Vote:
    with transaction():
        return make.opened(make.estate([10000, 20000, 30000, 40000]), make.APPROVE)


def serve(vote: Vote, places: list[int], served: Served = SIGNED) -> int:
    ids = voter_ids(vote)
    with transaction():
        again = get_vote(vote.id)
        return deliver(again, [ids[place] for place in places], served, by=make.CLERK, now=make.NOW)


def test_each_is_in_one_place_and_the_sums_hold(vote: Vote) -> None:
    assert [each.reached for each in list_out(vote.id)] == [Reached.ISSUED] * 4
    assert serve(vote, [0, 1]) == 2
    assert serve(vote, [2, 3], FAILED) == 2
    answer(voter_ids(vote)[0], "approve")
    answer(voter_ids(vote)[3], "approve")  # found after all, and voted
    out = list_out(vote.id)
    here = [Reached.RETURNED, Reached.SERVED, Reached.UNDELIVERABLE, Reached.RETURNED]
    assert [each.reached for each in out] == here
    sums, back = figures(out), turnout(vote.id)
    assert (sums.issued, sums.served, sums.returned, sums.not_returned, sums.undeliverable) == (4, 2, 2, 1, 1)
    assert sums.returned + sums.not_returned + sums.undeliverable == sums.issued
    same = (back.issued, back.returned, back.not_returned, back.undeliverable)
    assert same == (sums.issued, sums.returned, sums.not_returned, sums.undeliverable)
    assert check_vote(get_vote(vote.id), make.NOW) == []


def test_the_last_word_counts_and_all_stay(vote: Vote) -> None:
    serve(vote, [0], FAILED)
    serve(vote, [0])
    assert list_out(vote.id)[0].reached is Reached.SERVED
    assert session.query(Delivery).count() == 2
    assert check_vote(get_vote(vote.id), make.NOW) == []


def test_the_same_twice_is_once(vote: Vote) -> None:
    assert (serve(vote, [0, 1]), serve(vote, [0, 1, 2])) == (2, 1)


def test_what_cannot_be(vote: Vote, now: Any) -> None:
    with pytest.raises(NotYetServed):
        serve(vote, [0], Served(DeliveryWay.SIGNED, make.NOW + timedelta(minutes=1)))
    with pytest.raises(SayHow):
        serve(vote, [0], Served(DeliveryWay.UNDELIVERABLE, make.NOW))
    with pytest.raises(ValueError, match="by hand"):
        serve(vote, [0], Served(DeliveryWay.SIGNED_IN, make.NOW))
    late = vote.closes_at + timedelta(hours=1)
    with transaction():
        close(get_vote(vote.id), make.CLERK, now=late)
        publish_result(get_vote(vote.id), make.CLERK, now=late)
    with pytest.raises(WrongState):
        serve(vote, [0])


def test_a_voter_of_another_vote_is_left_out(vote: Vote) -> None:
    with transaction():
        other = make.opened(make.estate([5000], name="别的小区", street="别的街道"), make.APPROVE)
        assert deliver(get_vote(vote.id), voter_ids(other), SIGNED, by=make.CLERK, now=make.NOW) == 0


def test_the_pages(client: Client, vote: Vote) -> None:
    clerk = staff("干事一", Role.COMMUNITY_CLERK, vote.estate)
    first, second, *_ = voter_ids(vote)
    page = f"/desk/estates/{vote.estate_id}/votes/{vote.id}"
    client.sign_in(clerk)
    assert client.submit(f"{page}/deliveries").status_code == 200
    assert "请至少勾选一户" in client.page.text
    sent = client.submit(f"{page}/deliveries", voters=[str(first)], way="signed")
    assert sent.status_code == 303
    sent = client.submit(f"{page}/deliveries", voters=[str(second)], way="undeliverable")
    assert "写明去过几次" in client.page.text
    sent = client.submit(
        f"{page}/deliveries", voters=[str(second)], way="undeliverable", note="去过三次，没人"
    )
    assert sent.status_code == 303
    assert "已送达，未收回" in client.read(f"{page}/deliveries").text
    notice = client.read(f"{page}/deliveries/notice").text
    assert "1栋1单元201" in notice
    assert "1栋1单元101" not in notice
    assert "公告 7 天" in notice
    assert "已送达 1，无法送达 1，共 4" in client.read(page).text
