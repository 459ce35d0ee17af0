"""The other half of the decision over the roll of 柏杨路: served, 60 % by phone, 30 % on paper, doubted.

Who answers what follows from the order of the homes on the sheet, as in `test_dry_run`; the sums were added
up from the sheet. Some voted twice, some say it was not them, and after closing owners are called back.
"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.papers import Papers
from portal.domain.sampling import drawn
from portal.voting.answers import from_values
from portal.voting.models import (
    CallBackOutcome,
    Channel,
    DeliveryWay,
    InvalidReason,
    Vote,
    Voter,
)
from portal.voting.queries import get_vote
from portal.voting.queries.ballots import find_counted_ballot
from portal.voting.queries.call_backs import get_drawn, list_asked, list_papers, sum_up
from portal.voting.queries.checking import check_vote
from portal.voting.queries.counting import turnout
from portal.voting.queries.deliveries import figures, list_out
from portal.voting.queries.disputes import find_dispute
from portal.voting.queries.homes import voters_by_home
from portal.voting.queries.report import result_of
from portal.voting.services.attaching import attach_plan
from portal.voting.services.calling_back import Said, Thrown, call_back, draw
from portal.voting.services.closing import close, publish_result
from portal.voting.services.delivering import Served, deliver
from portal.voting.services.disputing import Decision, decide, dispute
from portal.voting.services.drafting import create
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.opening import open_now
from tests.factories import plans
from tests.factories import voting as make
from tests.voting.test_dry_run import PLAN, PLANS, Party, agreed, cast_some, estate, parties

pytestmark = pytest.mark.usefixtures("isolated")
__all__ = ["estate"]  # the fixture: the sheet imported, its roll published
HOUR = timedelta(hours=1)
PHONES, PAPERS = range(231), range(231, 346)  # 60 % and 30 % of 385
UNSIGNED, RESTORED, LEFT_ASIDE = 231, 232, 233
BOTH, PAPER_WAS_EARLIER = (2, 4, 6), 3  # on the phone first, then on paper against it; the other way round
NOBODY_THERE = range(380, 385)
SEED = Thrown("6251433612", "居民监督员李某、业主王某")
#: What stands at the end: 345 of 385 papers back, one of them without a signature.
BALLOTS = {"issued": 385, "returned": 345, "invalid": 1, "not_returned": 35, "undeliverable": 5}
CHOICES = {"同意": {"heads": 271, "area": "20676.36"}, "反对": {"heads": 73, "area": "5515.49"}}


@pytest.fixture
def vote(estate: Estate) -> Vote:
    with transaction():
        plans.published(estate)
        made = create(make.specification(estate, PLAN), make.CLERK, now=make.NOW)
        attach_plan(made)
        open_now(made, make.CLERK, now=make.NOW - timedelta(days=3))
    return made


class World:
    """The voters in the order of the sheet, and the people with papers in their hands."""

    def __init__(self, vote: Vote) -> None:
        self.vote, self.known = vote, parties()
        homes = voters_by_home(vote)
        self.ids = [homes[party.home] for party in self.known]
        with transaction():
            names = ("甲", "乙", "回访员", "街道", "业主账号")
            self.first, self.second, self.caller, self.judge, self.owner = map(make.clerk, names)

    def voter(self, place: int) -> Voter:
        return session.get_one(Voter, self.ids[place])

    def on_paper(self, place: int, answer: str, at: datetime, invalid: InvalidReason | None = None) -> None:
        voter = self.voter(place)
        given = [from_values(question, [answer], follow_majority=False) for question in self.vote.questions]
        paper = Paper(Channel.PAPER, at, given, invalid)
        enter(voter, paper, once="paper", by=self.first, now=make.NOW + HOUR)
        check(voter, paper, by=self.second, now=make.NOW + 2 * HOUR)


def served(world: World) -> None:
    with transaction():
        for way, places, note in (
            (DeliveryWay.SIGNED, range(200), ""),
            (DeliveryWay.LETTERBOX, range(200, 380), ""),
            (DeliveryWay.UNDELIVERABLE, NOBODY_THERE, "去过三次，没人"),
        ):
            ids = [world.ids[place] for place in places]
            deliver(world.vote, ids, Served(way, make.NOW, note), by=world.first, now=make.NOW)


def voted(world: World) -> None:
    with transaction():
        cast_some(world.vote, world.known, PHONES, [PLANS], make.NOW)
        for place in PAPERS:
            spoilt = InvalidReason.UNSIGNED if place == UNSIGNED else None
            world.on_paper(place, PLANS[place % 10], make.NOW, spoilt)
        for place in BOTH:
            world.on_paper(place, "oppose", make.NOW + HOUR)
        world.on_paper(PAPER_WAS_EARLIER, "oppose", make.NOW - HOUR)


def disputed(world: World) -> None:
    for place, restore in ((RESTORED, True), (LEFT_ASIDE, False)):
        with transaction():
            ballot = find_counted_ballot(world.ids[place])
            assert ballot is not None
            about = dispute(world.voter(place), ballot, "不是我签的", by=world.owner, now=make.NOW + 3 * HOUR)
            said = Decision(restore, "当面收的", "核对了签名")
            decide(world.voter(place), about, said, by=world.judge, now=make.NOW + 4 * HOUR)


def called_back(world: World, now: datetime) -> None:
    """The first owner who is asked denies it, and remembers at the committee; the second is not reached."""
    with transaction():
        draw(get_vote(world.vote.id), SEED, by=world.first, now=now)
    asked = list_asked(world.vote.id)
    outcomes = [CallBackOutcome.DENIED, CallBackOutcome.NOT_REACHED]
    outcomes += [CallBackOutcome.CONFIRMED] * (len(asked) - 2)
    ids = [(each.drawn.id, each.drawn.ballot_id, each.voter.id) for each in asked]
    with transaction():
        for (drawn_id, _, _), outcome in zip(ids, outcomes, strict=True):
            call_back(get_drawn(world.vote.id, drawn_id), Said(outcome, "a"), by=world.caller, now=now)
    with transaction():
        about = find_dispute(ids[0][1])
        assert about is not None
        voter = session.get_one(Voter, ids[0][2])
        decide(voter, about, Decision(True, "当面收的", "业主想起来了"), by=world.judge, now=now)


def plainly(known: list[Party]) -> dict[str, tuple[int, str]]:
    """The second count, straight from the sheet."""
    heads: dict[str, int] = {}
    area: dict[str, int] = {}
    for place in (*PHONES, *PAPERS):
        if place in {UNSIGNED, LEFT_ASIDE}:
            continue
        answer = "反对" if place in BOTH or PLANS[place % 10] == "oppose" else "同意"
        heads[answer] = heads.get(answer, 0) + 1
        area[answer] = area.get(answer, 0) + known[place].area
    return {answer: (heads[answer], f"{area[answer] // 100}.{area[answer] % 100:02}") for answer in heads}


def wrong_papers(known: list[Party]) -> int:
    """How many papers would have to be wrong for the plan to fail, straight from the sheet."""
    counted = [place for place in (*PHONES, *PAPERS) if place not in {UNSIGNED, LEFT_ASIDE}]
    for_it = [place for place in counted if place not in BOTH and PLANS[place % 10] != "oppose"]
    papers = sorted((known[p].area for p in (*BOTH, *PAPERS) if p != LEFT_ASIDE), reverse=True)
    whole, came = sum(party.area for party in known), sum(known[place].area for place in counted)
    yes = sum(known[place].area for place in for_it)
    for number in range(1, len(papers) + 1):
        weight = sum(papers[:number])
        heads = 4 * (len(for_it) - number) < 3 * len(counted) or 3 * (len(counted) - number) < 2 * 385
        if heads or 4 * (yes - weight) < 3 * came or 3 * (came - weight) < 2 * whole:
            return number
    raise AssertionError("nothing could change it")


def test_served_voted_doubted_and_called_back(vote: Vote, tmp_path: Path) -> None:
    world = World(vote)
    served(world)
    voted(world)
    disputed(world)
    end = vote.closes_at + HOUR
    with transaction():
        close(get_vote(vote.id), make.CLERK, now=end)
    papers = {receipt for receipt, _, _ in list_papers(vote.id)}
    called_back(world, end)

    done = sum_up(vote.id)
    assert done is not None
    assert (done.draw.papers, done.draw.overturning) == (117, wrong_papers(world.known))
    sampled = [each.drawn.ballot.receipt for each in list_asked(vote.id)]
    assert sampled == drawn(SEED.seed, papers, done.draw.sampled)
    assert (done.denied, done.not_reached, done.open) == (1, 1, 0)
    assert done.confirmed == done.draw.sampled - 2

    with transaction():
        publish_result(get_vote(vote.id), make.CLERK, now=end)
    result = result_of(get_vote(vote.id), end)
    (plan,) = result["questions"]
    said = {word: (weight["heads"], weight["area"]) for word, weight in plan["choices"].items()}
    assert said == plainly(world.known)
    assert (plan["choices"], plan["outcome"]) == (CHOICES, "passed")
    assert {key: result["ballots"][key] for key in BALLOTS} == BALLOTS
    assert figures(list_out(vote.id)).papers == turnout(vote.id).papers == Papers(385, 345, 5)
    assert check_vote(get_vote(vote.id), end) == []
    assert agreed(vote, tmp_path / "bundle", end)
