"""The other tables of one vote in figures: buildings, and the count sheet."""

from collections.abc import Iterator

from portal.domain.electorate import ZERO, Weight
from portal.domain.tally import Choice, QuestionKind, option_answer
from portal.exports import words
from portal.exports.catalogue import Source
from portal.voting.queries import is_secret
from portal.voting.queries.counting import QuestionCount, Turnout, by_building, count, turnout
from portal.voting.verdicts import verdict
from portal.web.sheets import Block, Hundredths, Row, Share, Sheet

TURNOUT = ("名册人数", "参加人数", "人数占比", "名册面积（㎡）", "参加面积（㎡）", "面积占比")


def turnout_row(roll: Weight, taking_part: Weight) -> Row:
    """Under the heads of TURNOUT."""
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
    rows: list[Row] = [(name, *turnout_row(roll, part)) for name, (roll, part) in by_building(vote).items()]
    rows.append(("合计", *turnout_row(back.roll, back.taking_part)))
    above = words.above(f"{vote.title}：各栋", vote.estate)
    above.append("一位业主在几栋都有房的，每栋各算一人，合计只算一人。参加＝交回有效票。")
    return Sheet("各栋", (16, 12, 12, 12, 16, 16, 12), [Block(rows, ("楼栋", *TURNOUT))], above)


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


def count_sheet(source: Source) -> Sheet:
    """表决意见统计表: one line a question, or one for each of its options; while open, turnout only."""
    vote = source.the_vote
    back, counted = turnout(vote.id), count(vote)
    above = words.above(f"{vote.title}：表决意见统计表", vote.estate)
    above.append(
        f"投票权数（户）{back.roll.heads}，专有部分总建筑面积 {_metres(back.roll.area)} ㎡；"
        f"参与 {back.taking_part.heads} 户、{_metres(back.taking_part.area)} ㎡。"
    )
    if is_secret(vote, source.now):
        rows = [(c.question.text, *turnout_row(back.roll, c.participating)) for c in counted]
        block = Block(rows, ("表决事项", *TURNOUT))
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
