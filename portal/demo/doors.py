"""Serving and doors of the open vote, and two small votes whose papers were drawn and asked about."""

import secrets
from datetime import datetime, timedelta

from portal.communities.models import Estate
from portal.demo.people import Staff
from portal.domain.deadlines import CHINA
from portal.domain.matters import Matter, Subject
from portal.domain.stages import VoteState
from portal.domain.tally import Regime
from portal.voting.answers import from_values
from portal.voting.models import CallBackOutcome, Channel, DeliveryWay, VisitOutcome, Vote, Voter
from portal.voting.queries import get_vote, list_votes
from portal.voting.queries.ballots import find_counted_ballot
from portal.voting.queries.call_backs import list_asked
from portal.voting.queries.counting import turnout
from portal.voting.queries.electorate import list_voters
from portal.voting.queries.visits import list_parts_in
from portal.voting.services.calling_back import Said, Thrown, call_back, draw
from portal.voting.services.closing import close, publish_result
from portal.voting.services.delivering import Served, deliver
from portal.voting.services.drafting import create
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.opening import announce
from portal.voting.services.receiving import Counted, count_box
from portal.voting.services.serving import Posted, post_notice
from portal.voting.services.visiting import Seen, hand_over, take_along, visit
from portal.voting.specification import Papers, ScopeSpec, VoteSpec
from portal.voting.templates import motion

_NOTES = {
    VisitOutcome.NOBODY: "晚上七点去过，灯没亮（演示）",
    VisitOutcome.REFUSED: "说要再想想（演示）",
    VisitOutcome.HANDED_IN: "",
    VisitOutcome.LEFT: "塞进信报箱（演示）",
    VisitOutcome.AWAY: "邻居说在成都带孙子（演示）",
}
_WAYS = (DeliveryWay.SIGNED, DeliveryWay.LETTERBOX, DeliveryWay.WECHAT, DeliveryWay.SMS)
_THROWN = Thrown("6 2 5 1 4 3 3 6 1 2", "居民监督员李某、业主王某（演示）")


def go_round(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    """Served in every way, visited with every outcome; papers asked about, and being asked about."""
    estate = estates["油房沟小区"]
    vote = next(
        get_vote(each.id)
        for each in list_votes(estate.id)
        if each.regime is Regime.OWNERS and each.state in {VoteState.OPEN, VoteState.ANNOUNCED}
    )
    _serve(vote, staff, now)
    _visit(vote, staff, now)
    buildings = list(dict.fromkeys(voter.parts[0].building for voter in list_voters(vote.id)))
    asked = _small(estate, buildings[0], "门前空地", staff, now - timedelta(days=5))
    _ask(asked, staff, now - timedelta(days=4, hours=2), until=None)
    box = Counted(turnout(asked.id).returned, "居民监督员李某、业主王某（演示）")
    count_box(asked, box, by=staff["clerk"].actor, now=now - timedelta(days=4, hours=3))
    publish_result(asked, staff["clerk"].actor, now=now - timedelta(days=4))
    asking = _small(estate, buildings[1], "楼顶平台", staff, now - timedelta(days=1))
    _ask(asking, staff, now - timedelta(hours=4), until=5)


def _serve(vote: Vote, staff: dict[str, Staff], now: datetime) -> None:
    """Most are served; the last of the roll could not be, two are not written down yet."""
    ids = [voter.id for voter in list_voters(vote.id)]
    left, by, at = ids[:-6], staff["clerk"].actor, vote.opens_at + timedelta(hours=1)
    for place, way in enumerate(_WAYS):
        deliver(vote, left[place :: len(_WAYS)], Served(way, at), by=by, now=now)
    why = "去过三次没人，电话停机（演示）"
    deliver(vote, ids[-4:], Served(DeliveryWay.UNDELIVERABLE, at, why), by=by, now=now)
    post_notice(vote, Posted("各单元公告栏，干事甲，照片 0301（演示）", at), by=by, now=now)


def _visit(vote: Vote, staff: dict[str, Staff], now: datetime) -> None:
    """One building with every outcome; its list went to the second clerk, another one is out."""
    silent = [voter for voter in list_voters(vote.id) if find_counted_ballot(voter.id) is None]
    names = list(dict.fromkeys(voter.parts[0].building for voter in silent))
    here = {voter.id for voter in silent}
    parts = [part for part in list_parts_in(vote.id, names[-1]) if part.voter_id in here]
    first, second, at = staff["clerk"].actor, staff["clerk2"].actor, now - timedelta(hours=20)
    for place, part in enumerate(parts[:10]):
        outcome = list(VisitOutcome)[place % len(VisitOutcome)]
        seen = Seen(outcome, secrets.token_urlsafe(8), _NOTES[outcome])
        visit(part, seen, by=first, now=at + timedelta(minutes=4 * place))
    again = Seen(VisitOutcome.NOBODY, secrets.token_urlsafe(8), _NOTES[VisitOutcome.NOBODY])
    visit(parts[0], again, by=second, now=now - timedelta(hours=2))
    own = take_along(vote, names[-1], by=first, now=now - timedelta(hours=6))
    if second.account_id is not None:
        hand_over(own, second.account_id, "5 楼以上还没去（演示）", by=first, now=now - timedelta(hours=3))
    take_along(vote, names[0], by=first, now=now - timedelta(hours=1))


def _small(estate: Estate, building: str, what: str, staff: dict[str, Staff], closes: datetime) -> Vote:
    """A building decides what a common part is for; all on paper, keyed by two clerks; closed."""
    by = staff["clerk"].actor
    closes = closes.astimezone(CHINA).replace(hour=18, minute=0, second=0, microsecond=0)
    opens = closes - timedelta(days=5)
    spec = VoteSpec(
        title=f"{building}{what}怎么用（演示）",
        estate=estate.name,
        street=estate.street.name,
        regime=Regime.OWNERS,
        subject=Subject.COMMON_USE,
        matter=Matter.COMMON_USE,
        scope=ScopeSpec(buildings=(building,)),
        notice_at=opens - timedelta(days=16),
        opens_at=opens,
        closes_at=closes,
        questions=(motion("q1", f"是否同意把{what}改成公共晾晒和休息的地方？", Matter.COMMON_USE),),
        convener=f"{estate.community.name}居民委员会",
        papers=Papers(
            convened_under="街道关于共用部分改用的通知（演示）",
            contact=f"{estate.community.contact}，{estate.community.phone}",
            supervisor=f"{estate.street.name}办事处",
            plan_ref="改用方案第一版（演示）",
        ),
    )
    vote = create(spec, by, now=opens - timedelta(days=16))
    announce(vote, by, now=opens - timedelta(days=16))
    voters = list(list_voters(vote.id))
    for place, voter in enumerate(voters[: len(voters) * 9 // 10]):
        _key(
            voter, "oppose" if place % 9 == 8 else "approve", staff, opens + timedelta(hours=place % 100 + 1)
        )
    close(vote, by, now=closes + timedelta(minutes=5))
    return vote


def _key(voter: Voter, answer: str, staff: dict[str, Staff], at: datetime) -> None:
    given = [from_values(question, [answer], follow_majority=False) for question in voter.vote.questions]
    paper = Paper(Channel.PAPER, at, given)
    enter(voter, paper, once=secrets.token_urlsafe(8), by=staff["clerk"].actor, now=at + timedelta(hours=1))
    check(voter, paper, by=staff["clerk2"].actor, now=at + timedelta(hours=2))


def _ask(vote: Vote, staff: dict[str, Staff], at: datetime, *, until: int | None) -> None:
    """The street asks, which had no paper in hand; one owner is not reached.

    :param until: how many are asked so far, the third of whom says no; None where all were asked and agreed.
    """
    draw(vote, _THROWN, by=staff["clerk"].actor, now=at)
    by = staff["street"].actor
    for place, each in enumerate(list_asked(vote.id)[:until]):
        outcome = CallBackOutcome.NOT_REACHED if place == 3 else CallBackOutcome.CONFIRMED
        if until is not None and place == 2:
            outcome = CallBackOutcome.DENIED
        note = "业主说票是儿子签的（演示）" if outcome is CallBackOutcome.DENIED else ""
        said = Said(outcome, secrets.token_urlsafe(8), note)
        call_back(each.drawn, said, by=by, now=at + timedelta(minutes=10 * (place + 1)))
