"""结果汇总: one vote on one page, with the figures of the count and nothing worked out anew."""

from collections.abc import Iterator, Mapping, Sequence

from portal.domain.electorate import Weight
from portal.domain.tally import TICKED, Choice, Hurdle, Measure, QuestionKind, Result, Test, option_answer
from portal.exports import words
from portal.exports.catalogue import Source
from portal.voting.answers import choices_offered
from portal.voting.queries import is_secret, scope_names, state_of
from portal.voting.queries.counting import QuestionCount, Turnout, count, turnout
from portal.voting.verdicts import Verdict, verdict, winner
from portal.voting.words import CHANNELS, CHOICES, CLASSES, KINDS, OUTCOMES, REGIMES, STATES
from portal.web.sheets import NOTHING, Block, Cell, Hundredths, Row, Share, Sheet

_ANSWER_HEADS = ("项目", "人数", "人数占比", "面积（㎡）", "面积占比")
_TEST_HEADS = ("关口", "比什么", "现有", "总数", "要求", "还差", "结论")


def summary(source: Source) -> Sheet:
    """Head, each question, papers and channels; while the vote is open only who took part."""
    vote = source.the_vote
    hidden, back = is_secret(vote, source.now), turnout(vote.id)
    blocks = [Block(_facts(source, back))]
    for number, counted in enumerate(count(vote), start=1):
        blocks += _question(number, counted, hidden=hidden)
    blocks += [_papers(back), _channels(back)]
    above = [*words.above(f"{vote.title}：结果汇总", vote.estate), *([words.HIDDEN] if hidden else [])]
    return Sheet("结果汇总", (26, 13, 13, 15, 17, 13, 13), blocks, above, upright=True)


def _facts(source: Source, back: Turnout) -> Iterator[Row]:
    vote = source.the_vote
    estate = vote.estate
    yield "投票标题", vote.title
    yield "小区", f"{estate.street.name}{estate.community.name}，{estate.name}"
    yield "投票范围", "、".join(scope_names(vote)) or "整个小区"
    yield "表决方式", REGIMES[vote.regime]
    if vote.convener:
        yield "召集人", vote.convener
    yield "公告时间", vote.notice_at
    yield "开始时间", vote.opens_at
    yield "截止时间", vote.closes_at
    yield (
        "状态",
        STATES[state_of(vote, source.now)] + ("，补录（以前表决，事后录入）" if vote.recorded else ""),
    )
    yield "名册总人数", back.roll.heads
    yield "名册总面积（㎡）", Hundredths(back.roll.area)
    yield "导出时间", source.now


def _papers(back: Turnout) -> Block:
    heads = ("发放", "收回", "其中作废", "未收回", "其中待复核", "无法送达")
    row = (
        back.issued,
        back.returned,
        back.invalid,
        back.not_returned,
        back.pending,
        back.undeliverable,
    )
    return Block([row], heads, "选票（收回＋未收回＋无法送达＝发放）")


def _channels(back: Turnout) -> Block:
    row = [back.by_channel.get(channel, 0) for channel in CHANNELS]
    return Block([[*row, back.returned]], (*CHANNELS.values(), "合计"), "收回的票，按渠道（含作废）")


def _question(number: int, counted: QuestionCount, *, hidden: bool) -> list[Block]:
    asked, result = counted.question, counted.result
    kind = CLASSES[asked.class_] if asked.class_ else KINDS[asked.kind]
    title = f"第 {number} 项：{asked.text}（{kind}）"
    if hidden:
        tests = [test for test in result.tests if test.test is Hurdle.PARTICIPATION]
        return [
            Block(_participation(counted, counted.participating), _ANSWER_HEADS, title),
            *_tests(counted, tests),
        ]
    outcome: list[Row] = [("结论", _said(verdict(counted)))]
    blocks = [
        Block(outcome, title=title),
        Block(_answers(counted, result), _ANSWER_HEADS),
        *_tests(counted, result.tests),
    ]
    return blocks + (_deemed(counted, result.with_deemed) if result.with_deemed else [])


def _participation(counted: QuestionCount, taking_part: Weight) -> Iterator[Row]:
    roll = counted.count.roll
    yield _weighed("名册全体", roll, roll)
    yield _weighed("参加（占全体）", taking_part, roll)


def _answers(counted: QuestionCount, result: Result) -> Iterator[Row]:
    """Every answer of the ballot, also one nobody gave; shares are of those who took part."""
    yield from _participation(counted, result.participating)
    for name, weight, takes_part in _lines(counted, result.choices):
        yield _weighed(name, weight, result.participating if takes_part else None)


def _lines(counted: QuestionCount, choices: Mapping[str, Weight]) -> Iterator[tuple[str, Weight, bool]]:
    asked, nothing = counted.question, Weight(0, 0)
    for option in asked.options:
        yield option.text, choices.get(option_answer(option.key), nothing), True
    for choice in choices_offered(asked, follow_majority=Choice.FOLLOW_MAJORITY in choices):
        yield CHOICES[choice], choices.get(choice, nothing), True
    for choice in (Choice.BLANK, Choice.INVALID):
        weight = counted.count.answers.get(choice, nothing)
        takes_part = choice in choices
        yield CHOICES[choice] + ("" if takes_part else "（不算参加）"), weight, takes_part
    if asked.kind is QuestionKind.BUDGET:
        yield "选了任一项", choices.get(TICKED, nothing), True


def _weighed(name: str, weight: Weight, of: Weight | None) -> Row:
    heads: Cell = Share(weight.heads, of.heads) if of else NOTHING
    area: Cell = Share(weight.area, of.area) if of else NOTHING
    return name, weight.heads, heads, Hundredths(weight.area), area


def _tests(counted: QuestionCount, tests: Sequence[Test]) -> list[Block]:
    return [Block([_test(counted, test) for test in tests], _TEST_HEADS)] if tests else []


def _test(counted: QuestionCount, test: Test) -> Row:
    def shown(value: int) -> Cell:
        return Hundredths(value) if test.measure is Measure.AREA else value

    name = words.HURDLES[test.test]
    if test.test is Hurdle.APPROVAL and counted.result.leader and counted.question.options:
        name = f"同意“{winner(counted).text}”"
    short = shown(test.short_by) if not test.met else NOTHING
    met = "过线" if test.met else "未过线"
    return (
        name,
        words.MEASURES[test.measure],
        shown(test.have),
        shown(test.of),
        words.needs(test),
        short,
        met,
    )


def _said(of: Verdict) -> str:
    return f"{of.sentence}（{of.detail}）"


def _deemed(counted: QuestionCount, result: Result) -> list[Block]:
    """The second line that must stand beside the first: silence counted as the clause says."""
    outcome: list[Row] = [("结论", OUTCOMES[result.outcome] if result.outcome else NOTHING)]
    return [
        Block(outcome, title="按约定把未表决的计入后（上面是实际投票）"),
        Block(_answers(counted, result), _ANSWER_HEADS),
        *_tests(counted, result.tests),
    ]
