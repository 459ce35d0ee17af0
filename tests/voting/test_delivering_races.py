"""Two clerks write down the same round at the same moment, on both databases."""

import pytest

from portal.db import session, transaction
from portal.voting.models import Delivery, DeliveryWay
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.services.delivering import Served, deliver
from tests.factories import voting as make
from tests.factories.voting_desk import voter_ids
from tests.voting.test_races import together

pytestmark = pytest.mark.usefixtures("fresh_database")


def test_two_presses_at_once_serve_each_once() -> None:
    with transaction():
        vote_id = make.opened(make.estate([5000, 6000, 7000])).id
    session.remove()

    def press() -> int:
        vote = get_vote(vote_id)
        return deliver(
            vote, voter_ids(vote), Served(DeliveryWay.LETTERBOX, make.NOW), by=make.CLERK, now=make.NOW
        )

    assert sorted(together(*[press] * 5), key=str) == [0, 0, 0, 0, 3]
    assert session.query(Delivery).count() == 3
    assert check_vote(get_vote(vote_id), make.NOW) == []
