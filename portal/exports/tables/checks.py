"""How papers were checked: who answered twice, and what owners said who were called back."""

from collections.abc import Iterator

from portal.communities.models import Estate
from portal.domain.bulletin import format_number
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.tables.spread import Columns, Form, sheet, votes_of
from portal.exports.tables.voters import home, name
from portal.voting.models import BallotState, Vote
from portal.voting.queries import setting
from portal.voting.queries.call_backs import Asked, Sum, list_asked, names_of, sum_up
from portal.voting.queries.numbered import list_conflicts
from portal.voting.settings import DEFAULTS
from portal.voting.words import CALL_BACKS, CHANNELS, INVALID_REASONS
from portal.web.sheets import Row, Sheet

_DOOR: Columns = (("投票", 24), ("票号", 12), ("房屋", 30), ("业主", 18))
_STATES = {
    BallotState.COUNTED: "计票",
    BallotState.PENDING: "待复核",
    BallotState.REPLACED: "留存，不计",
    BallotState.SET_ASIDE: "搁置，不计",
}
_CONFLICTS: Columns = (
    *_DOOR,
    ("渠道", 8),
    ("签名或投票时间", 18),
    ("现在", 12),
    ("作废原因", 18),
    ("公告的规定", 36),
)
_CALLED: Columns = (
    *_DOOR,
    ("次序", 7),
    ("后补", 7),
    ("结果", 12),
    ("问了几次", 9),
    ("最后一次", 18),
    ("谁问的", 12),
    ("异议处理", 12),
)


def conflicts(source: Source) -> Sheet:
    """Who answered on paper and on the phone, a line a ballot; one counts; never the choice."""
    above = words.over(source, "纸票和手机都投了", masked=source.masked, by="截止时间")
    form = Form("纸票和手机", above, _CONFLICTS)
    return sheet(source, form, lambda estate: _conflicts(source, estate))


def _conflicts(source: Source, estate: Estate) -> Iterator[Row]:
    for vote in votes_of(source, estate):
        rule = DEFAULTS["paper_against_phone"].words[setting(vote, "paper_against_phone")]
        for each in list_conflicts(vote.id):
            for ballot in each.ballots:
                yield (
                    vote.title,
                    format_number(each.voter.number),
                    home(each.voter.parts),
                    name(each.voter, masked=source.masked),
                    CHANNELS[ballot.channel],
                    ballot.signed_at,
                    _STATES.get(ballot.state),
                    INVALID_REASONS[ballot.invalid_reason] if ballot.invalid_reason else None,
                    rule,
                )


def call_backs(source: Source) -> Sheet:
    """回访核票: each paper that was drawn, what its owner said and who asked."""
    above = words.over(source, "回访核票", masked=source.masked, by="截止时间")
    done = sum_up(source.vote.id) if source.vote else None
    if done is not None:
        above.append(drawn_in_words(done, source.vote))
    return sheet(source, Form("回访核票", above, _CALLED), lambda estate: _call_backs(source, estate))


def drawn_in_words(done: Sum, vote: Vote | None) -> str:
    """The drawing in one line; seed and figures, nobody's name."""
    later = f"，后来计票的纸票又抽中 {done.sampled - done.draw.sampled} 张" if done.later else ""
    what = f"“{vote.title}”" if vote else ""
    return (
        f"{what}随机数 {done.draw.seed}：{done.draw.papers} 张纸票抽 {done.draw.sampled} 张{later}；"
        f"本人确认 {done.confirmed}，本人否认 {done.denied}，"
        f"没有联系上 {done.not_reached}，没有问 {done.open}。"
    )


def _call_backs(source: Source, estate: Estate) -> Iterator[Row]:
    for vote in votes_of(source, estate):
        done, asked = sum_up(vote.id), list_asked(vote.id)
        callers = names_of([each.last.called_by for each in asked if each.last])
        for each in asked if done else ():
            by = callers.get(each.last.called_by, "") if each.last else None
            late = "是" if done and each.drawn.rank > done.draw.sampled else None
            said = CALL_BACKS[each.last.outcome] if each.last else "没有问"
            yield (
                vote.title,
                format_number(each.voter.number),
                home(each.voter.parts),
                name(each.voter, masked=source.masked),
                each.drawn.rank,
                late,
                said,
                len(each.tries),
                each.last.called_at if each.last else None,
                by,
                _settled(each),
            )


def _settled(each: Asked) -> str | None:
    if each.dispute is None:
        return None
    if each.dispute.restored is None:
        return "搁置，待处理"
    return "恢复计票" if each.dispute.restored else "维持搁置"
