"""What came after the demonstration's votes: an end put off, objections answered, results settled."""

from datetime import datetime, timedelta

from portal.communities.models import Estate
from portal.demo.people import Staff
from portal.domain.stages import VoteState
from portal.voting.models import Vote
from portal.voting.queries import get_vote, list_votes
from portal.voting.queries.after import may_object
from portal.voting.queries.electorate import list_voters
from portal.voting.services.concluding import finalise, recount
from portal.voting.services.extending import extend
from portal.voting.services.objecting import Objection, answer_objection, raise_objection

_SAID = (
    ("电话里说：选票上写的面积和房产证差 2 个平方（演示）。", False),
    ("楼道里没看到公告（演示）。", False),
    ("请把我们这栋的票再数一遍（演示）。", True),
)
_ANSWERS = ("已对照登记簿，名册上的面积和登记一致（演示）。", "张贴照片已给本人看过（演示）。")


def follow_votes(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    """The open vote is put off; the published one is objected to; the recorded one is settled."""
    _put_off(_latest(estates["油房沟小区"], VoteState.OPEN), staff, now)
    _object(_latest(estates["柏杨路小区"], VoteState.PRELIMINARY), staff, now)
    _settle(_latest(estates["蓝宝石小区"], VoteState.PRELIMINARY), staff, now)


def _latest(estate: Estate, state: VoteState) -> Vote | None:
    return next((get_vote(vote.id) for vote in list_votes(estate.id) if vote.state is state), None)


def _put_off(vote: Vote | None, staff: dict[str, Staff], now: datetime) -> None:
    if vote is not None:
        until = vote.closes_at + timedelta(days=3)
        extend(vote, until, "还有十几户在外地，约好周末回来（演示）。", by=staff["clerk"].actor, now=now)


def _object(vote: Vote | None, staff: dict[str, Staff], now: datetime) -> None:
    """Two are answered, the third has led to a recount and still waits."""
    if vote is None or vote.published_at is None or not may_object(vote, vote.published_at):
        return
    by, at = staff["furong"].actor, vote.published_at + timedelta(hours=2)
    for place, (voter, (text, wants)) in enumerate(zip(list_voters(vote.id), _SAID, strict=False)):
        said = Objection(text, f"demo{place}", wants_recount=wants, on_paper=True)
        raise_objection(voter, said, by=by, now=at)
    for number, answer in enumerate(_ANSWERS, start=1):
        answer_objection(vote, number, answer, by=by, now=at + timedelta(hours=1))
    recount(vote, "第 3 号异议要求（演示）", by=by, now=at + timedelta(hours=2))


def _settle(vote: Vote | None, staff: dict[str, Staff], now: datetime) -> None:
    if vote is not None and vote.objections_until is not None and vote.objections_until < now:
        finalise(vote, staff["furong"].actor, now=vote.objections_until)
