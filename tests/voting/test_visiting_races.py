"""A phone sends the same visits twice at once, and two clerks draw at once, on both databases."""

from datetime import timedelta

import pytest

from portal.audit.services import Actor
from portal.db import session, transaction
from portal.voting.models import CallBackDraw, Delivery, Visit, VisitOutcome
from portal.voting.paper_errors import DrawnAlready
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.queries.visits import get_list, list_parts_in
from portal.voting.services.calling_back import Thrown, draw
from portal.voting.services.closing import close
from portal.voting.services.visiting import Brought, Seen, bring_in, take_along
from tests.factories import voting as make
from tests.factories.voting_desk import on_paper, voter_ids
from tests.voting.test_races import together

pytestmark = pytest.mark.usefixtures("fresh_database")


def test_the_same_sending_five_times_at_once_is_one() -> None:
    with transaction():
        vote = make.opened(make.estate([5000, 6000, 7000]))
        vote_id, by = vote.id, make.clerk("干事一")
        list_id = take_along(vote, "1栋", by=by, now=make.NOW).id
        doors = [part.id for part in list_parts_in(vote_id, "1栋")]
    session.remove()
    outcomes = (VisitOutcome.NOBODY, VisitOutcome.LEFT, VisitOutcome.AWAY)
    rows = [Brought(door, Seen(what, f"k{door}")) for door, what in zip(doors, outcomes, strict=True)]

    def send() -> tuple[int, ...]:
        made = bring_in(get_list(vote_id, list_id), rows, by=by, now=make.NOW + timedelta(minutes=5))
        return tuple(visit.id for visit in made)

    assert len(set(together(*[send] * 5))) == 1
    assert (session.query(Visit).count(), session.query(Delivery).count()) == (3, 1)
    assert check_vote(get_vote(vote_id), make.NOW) == []


def test_two_clerks_draw_once() -> None:
    with transaction():
        vote_id = make.opened(make.estate([5000, 6000, 7000])).id
    on_paper(voter_ids(get_vote(vote_id))[0], "approve", counts=True)
    end = get_vote(vote_id).closes_at + timedelta(hours=1)
    with transaction():
        close(get_vote(vote_id), make.CLERK, now=end)
    session.remove()

    def press(seed: str) -> str:
        try:
            draw(get_vote(vote_id), Thrown(seed, "王业主"), by=Actor(None, "干事"), now=end)
        except DrawnAlready:
            return "late"
        return "drawn"

    seeds = ("1111111111", "2222222222", "3333333333")
    done = together(*[lambda seed=seed: press(seed) for seed in seeds])
    assert sorted(done, key=str) == ["drawn", "late", "late"]
    assert session.query(CallBackDraw).count() == 1
    assert check_vote(get_vote(vote_id), end) == []
