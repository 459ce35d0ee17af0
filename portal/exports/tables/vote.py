"""The other tables of a vote: buildings, the count sheet, one line a voter."""

from collections.abc import Iterator, Sequence

from portal import crypto
from portal.domain.bulletin import format_number
from portal.domain.electorate import ZERO, Weight
from portal.domain.tally import Choice, QuestionKind, option_answer
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.queries import VoterLine, stream_voters
from portal.voting.answers import as_text
from portal.voting.models import Question, Vote, VoterPart
from portal.voting.queries import is_secret, list_votes, state_of
from portal.voting.queries.counting import QuestionCount, Turnout, by_building, count, turnout
from portal.voting.verdicts import verdict
from portal.voting.words import CHANNELS, INVALID_REASONS, REGIMES, STATES
from portal.web.sheets import Block, Cell, Hundredths, Row, Share, Sheet

_TURNOUT = ("名册人数", "参加人数", "人数占比", "名册面积（㎡）", "参加面积（㎡）", "面积占比")


def _turnout(roll: Weight, taking_part: Weight) -> Row:
    return (
        roll.heads,
        taking_part.heads,
        Share(taking_part.heads, roll.heads),
        Hundredths(roll.area),
        Hundredths(taking_part.area),
        Share(taking_part.area, roll.area),
    )


def buildings(source: Source) -> Sheet:
    """Roll and turnout of each building; the last line is the whole, where a party counts once."""
    vote = source.the_vote
    back = turnout(vote.id)
    rows: list[Row] = [(name, *_turnout(roll, part)) for name, (roll, part) in by_building(vote).items()]
    rows.append(("合计", *_turnout(back.roll, back.taking_part)))
    above = words.above(f"{vote.title}：各栋", vote.estate)
    above.append("一位业主在几栋都有房的，每栋各算一人，合计只算一人。参加＝交回有效票。")
    return Sheet("各栋", (16, 12, 12, 12, 16, 16, 12), [Block(rows, ("楼栋", *_TURNOUT))], above)


_OPINION_HEADS = (
    "表决事项",
    "选项",
    "赞同",
    "反对",
    "均不同意",
    "弃权",
    "随多数",
    "未选",
    "已作废",
    "已发放未收回",
    "无法送达",
    "赞同人数",
    "占参与表决人数",
    "赞同面积（㎡）",
    "占参与表决面积",
    "表决结果",
)


def opinions(source: Source) -> Sheet:
    """表决意见统计表: one line a question, or one for each of its options; while open, turnout only."""
    vote = source.the_vote
    back, counted = turnout(vote.id), count(vote)
    above = words.above(f"{vote.title}：表决意见统计表", vote.estate)
    above.append(
        f"投票权数（户）{back.roll.heads}，专有部分总建筑面积 {_metres(back.roll.area)} ㎡；"
        f"参与 {back.taking_part.heads} 户、{_metres(back.taking_part.area)} ㎡。"
    )
    if is_secret(vote, source.now):
        rows = [(c.question.text, *_turnout(back.roll, c.participating)) for c in counted]
        block = Block(rows, ("表决事项", *_TURNOUT))
        return Sheet("表决意见统计表", (30, 12, 12, 12, 16, 16, 12), [block], [*above, words.HIDDEN])
    lines = [line for item in counted for line in _opinion(item, back)]
    widths = (24, 16, *(8,) * 9, 8, 10, 13, 10, 22)
    return Sheet("表决意见统计表", widths, [Block(lines, _OPINION_HEADS)], above)


def _metres(area: int) -> str:
    return f"{area // 100}.{area % 100:02}"


def _opinion(item: QuestionCount, back: Turnout) -> Iterator[Row]:
    """In voters; 赞同 is what the line's option got, everything else is the question's."""
    answers, asked = item.count.answers, item.question
    said = str(verdict(item).sentence)
    approving = [("", Choice.APPROVE)] if asked.kind is QuestionKind.APPROVE else []
    for name, answer in [*approving, *((o.text, option_answer(o.key)) for o in asked.options)]:
        weight = answers.get(answer, ZERO)
        others = (
            Choice.OPPOSE,
            Choice.NONE_OF_THESE,
            Choice.ABSTAIN,
            Choice.FOLLOW_MAJORITY,
            Choice.BLANK,
            Choice.INVALID,
        )
        yield (
            asked.text,
            name,
            weight.heads,
            *(answers.get(choice, ZERO).heads for choice in others),
            back.not_returned,
            back.undeliverable,
            weight.heads,
            Share(weight.heads, item.participating.heads),
            Hundredths(weight.area),
            Share(weight.area, item.participating.area),
            said,
        )


_VOTER_HEADS = (
    "票号",
    "房屋",
    "套数",
    "业主",
    "面积（㎡）",
    "面积来源",
    "渠道",
    "投票时间",
    "票的情况",
    "作废原因",
)
_VOTER_WIDTHS = (12, 30, 7, 18, 12, 12, 8, 18, 11, 18)


def voters(source: Source) -> Sheet:
    """逐户计票, one line a voter.

    Masked, it has no choice and no receipt: area and home say whose a line is, and a receipt leads to
    the choice wherever ballots are laid open by receipt. Full, it has both, once the vote is closed.
    """
    vote = source.the_vote
    # Not answers that are hidden or masked: what is not read cannot slip into a file.
    open_book = not source.masked and not is_secret(vote, source.now)
    questions: Sequence[Question] = vote.questions if open_book else ()
    heads = (*_VOTER_HEADS, *(("回执", *(asked.text for asked in questions)) if open_book else ()))
    widths = (*_VOTER_WIDTHS, *((12, *(24 for _ in questions)) if open_book else ()))
    rows = _voter_rows(vote, questions, masked=source.masked, receipt=open_book)
    above = words.above(f"{vote.title}：逐户计票", vote.estate, masked=source.masked)
    if not source.masked and not open_book:
        above.append(words.HIDDEN)
    return Sheet("逐户计票", widths, [Block(rows, heads)], above)


def _voter_rows(vote: Vote, questions: Sequence[Question], *, masked: bool, receipt: bool) -> Iterator[Row]:
    for line in stream_voters(vote.id, answers=bool(questions)):
        voter, ballot = line.voter, line.ballot
        more: list[Cell] = []
        if receipt:
            more.append(format_number(ballot.receipt) if ballot else None)
            valid = ballot is not None and ballot.invalid_reason is None
            more += [as_text(asked, ballot.answers) if ballot and valid else None for asked in questions]
        yield (
            format_number(voter.number),
            "、".join(_home(part) for part in voter.parts),
            len(voter.parts),
            voter.masked if masked else crypto.unseal(voter.names),
            Hundredths(voter.area),
            words.area_sources(part.area_source for part in voter.parts),
            CHANNELS[ballot.channel] if ballot else None,
            ballot.signed_at if ballot else None,
            _came_back(line),
            INVALID_REASONS[ballot.invalid_reason] if ballot and ballot.invalid_reason else None,
            *more,
        )


def _home(part: VoterPart) -> str:
    return f"{part.building}{part.entrance}{part.room}"


def _came_back(line: VoterLine) -> str:
    if line.ballot is not None:
        return "作废" if line.ballot.invalid_reason else "有效"
    if line.pending:
        return "待复核"
    return "无法送达" if line.undeliverable else "未收回"


_LIST_HEADS = ("投票", "表决方式", "状态", "补录", "公告", "开始", "截止", *_TURNOUT, "结论")


def votes(source: Source) -> Sheet:
    """投票一览: every vote of the estate but drafts, the newest first."""
    found = list_votes(source.estate.id)
    rows = (_vote_row(vote, source) for vote in found)
    widths = (24, 14, 14, 7, 18, 18, 18, 9, 9, 10, 13, 13, 10, 36)
    above = words.above(f"{source.estate.name}：投票一览", source.estate)
    return Sheet("投票一览", widths, [Block(rows, _LIST_HEADS)], above)


def _vote_row(vote: Vote, source: Source) -> Row:
    back = turnout(vote.id)
    said = [] if is_secret(vote, source.now) else [str(verdict(item).sentence) for item in count(vote)]
    return (
        vote.title,
        REGIMES[vote.regime],
        STATES[state_of(vote, source.now)],
        "是" if vote.recorded else "否",
        vote.notice_at,
        vote.opens_at,
        vote.closes_at,
        *_turnout(back.roll, back.taking_part),
        "；".join(said) or "还没有结果",
    )
