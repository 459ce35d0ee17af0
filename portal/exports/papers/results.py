"""The figures of a vote on its papers: those of the count, and no others."""

from collections.abc import Iterator

from portal.domain.electorate import ZERO, Weight
from portal.domain.tally import Choice, QuestionKind, option_answer
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.papers import document as doc
from portal.exports.papers.document import Block
from portal.exports.tables.summary import summary
from portal.voting.models import Vote
from portal.voting.queries import scope_names
from portal.voting.queries.call_backs import called_back, sum_up
from portal.voting.queries.counting import QuestionCount, count, turnout
from portal.voting.verdicts import verdict, winner
from portal.web.sheets import NOTHING, Cell, Hundredths, Share

_SKIPPED = frozenset({"导出时间", "状态"})


def result_blocks(source: Source) -> Iterator[Block]:
    """The summary as it is exported, without what only a file says."""
    first, *others = doc.blocks_of(summary(source))
    yield doc.Block(first.kind, rows=[row for row in first.rows if row[0] not in _SKIPPED])
    yield from others
    yield from called_back_blocks(source.the_vote)


def final_blocks(source: Source, contact: str, convener: str) -> Iterator[Block]:
    """标题, 概述, 范围, 时间, 单位; then each matter with its weights, shares and the law's verdict."""
    vote = source.the_vote
    back = turnout(vote.id)
    yield doc.facts(
        [
            ("投票标题", vote.title),
            ("事项概述", vote.explanation or "、".join(asked.text for asked in vote.questions)),
            ("涉及范围", "、".join(scope_names(vote)) or f"{vote.estate.name}全小区"),
            ("开始时间", doc.moment(vote.opens_at)),
            ("结束时间", doc.moment(vote.closes_at)),
            ("发起单位", convener),
            ("联系", contact),
            ("涉及总人数", f"{back.roll.heads} 人"),
            ("涉及总面积", doc.metres(back.roll.area)),
        ]
    )
    for number, counted in enumerate(count(vote), start=1):
        yield from _question(number, counted, vote)
    yield from called_back_blocks(vote)


def called_back_blocks(vote: Vote) -> Iterator[Block]:
    """回访核票 as the publication has it; nothing where nothing was drawn."""
    said = called_back(vote.id).get("call_backs")
    if said is None:
        return
    yield doc.heading("回访核票")
    rows = [tuple(f"{said[key]} 张" for key in _CALLED)]
    yield doc.table("", ("纸票", "抽中", "本人确认", "本人否认", "没有联系上", "没有问"), rows)
    done = sum_up(vote.id)
    if done is not None:
        yield doc.paragraph(f"随机数 {done.draw.seed}，当众抽取；抽谁、抽多少，照随机数和回执号谁都能重算。")
    if said["open"] and said["because"]:
        yield doc.paragraph(f"没有问完就公布的原因：{said['because']}")


_CALLED = ("papers", "sampled", "confirmed", "denied", "not_reached", "open")


def _question(number: int, counted: QuestionCount, vote: Vote) -> Iterator[Block]:
    roll, here, result = counted.count.roll, counted.participating, verdict(counted)
    yield doc.heading(f"第 {number} 项：{counted.question.text}")
    yield doc.facts(
        [
            ("参与人数", f"{here.heads} 人，占 {_share(here.heads, roll.heads)}"),
            ("参与面积", f"{doc.metres(here.area)}，占 {_share(here.area, roll.area)}"),
            *_approval(counted, here),
            ("判定", f"{result.sentence}（{result.detail}）"),
        ]
    )
    heads = ("关口", "比什么", "现有", "总数", "要求", "结论")
    if counted.result.tests:
        yield doc.table(
            "", heads, [_test(counted, place) for place in range(len(counted.result.tests))], _WIDTHS
        )


_WIDTHS = (4, 2, 3, 3, 3, 2)


def _approval(counted: QuestionCount, here: Weight) -> Iterator[tuple[str, Cell]]:
    answers = counted.count.answers
    named = [(option.text, option_answer(option.key)) for option in counted.question.options]
    if counted.question.kind is QuestionKind.APPROVE:
        named.insert(0, ("同意", Choice.APPROVE))
    for name, answer in named:
        weight = answers.get(answer, ZERO)
        yield f"{name}：人数", f"{weight.heads} 人，占参与表决 {_share(weight.heads, here.heads)}"
        yield f"{name}：面积", f"{doc.metres(weight.area)}，占参与表决 {_share(weight.area, here.area)}"


def _share(have: int, of: int) -> str:
    return doc.said(Share(have, of)) if of else NOTHING


def _test(counted: QuestionCount, place: int) -> list[Cell]:
    test = counted.result.tests[place]
    area = test.measure == "area"
    name = words.HURDLES[test.test]
    if name == "同意" and counted.result.leader and counted.question.options:
        name = f"同意“{winner(counted).text}”"
    have: Cell = Hundredths(test.have) if area else test.have
    of: Cell = Hundredths(test.of) if area else test.of
    return [name, words.MEASURES[test.measure], have, of, words.needs(test), "过线" if test.met else "未过线"]
