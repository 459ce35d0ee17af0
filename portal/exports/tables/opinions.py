"""征求意见汇总表: what the households of each building answered, would pay and speak of.

Answers are in voters and come from the split that hides small groups; whole figures from the count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.communities.models import Estate
from portal.domain.matters import ManagementMode
from portal.domain.tally import Choice, QuestionKind, option_answer
from portal.exports import words
from portal.exports.asked import (
    Papers,
    Promised,
    issued_and_reached,
    papers_by_building,
    promised_by_building,
    spoken_of,
)
from portal.exports.catalogue import Source
from portal.exports.tables.spread import Columns, Form, sheet, votes_of
from portal.exports.tables.wishes import lines_of
from portal.plans.queries.wishes import list_surveys
from portal.voting.models import Question, Vote
from portal.voting.queries import is_secret
from portal.voting.queries.counting import count, turnout
from portal.voting.queries.splits import by_building
from portal.voting.words import MODES
from portal.web.sheets import NOTHING, Cell, Hundredths, Row, Share, Sheet

_COLUMNS: Columns = (
    ("征求事项", 26),
    ("楼栋", 10),
    ("应征户数", 11),
    ("发放", 8),
    ("收回", 8),
    ("入户率", 9),
    ("同意（户）", 13),
    ("同意占比", 13),
    ("不同意（户）", 13),
    ("不同意占比", 13),
    ("未表态（户）", 13),
    ("未表态占比", 13),
    ("同意出资户数", 14),
    ("认缴金额（元）", 14),
    ("各改造项支持户数", 36),
    *((f"{name}（户）", 15) for name in MODES.values()),
    ("主要意见", 30),
    ("填报人", 10),
    ("审核", 10),
)
_FEW = "不足5户，不列"
_WHOLE = "合计"
Answers = Mapping[str, int]


@dataclass(frozen=True)
class _Line:
    """What stands in a row; ``said`` by question, None where it is hidden or too few stand behind it."""

    name: str
    papers: Papers
    promised: Promised
    said: Mapping[int, Answers | None]
    spoken: str


def opinions(source: Source) -> Sheet:
    """One line a building and one for the whole; while a vote is open only papers, promises and matters."""
    above = words.over(source, "征求意见汇总表", by="截止时间")
    if source.vote is not None:
        above[0] = f"{source.vote.title}：征求意见汇总表"
    above.append(
        "入户率＝送到或收回的÷发放；占比＝÷发放；未表态含弃权、未选、作废和未收回。不足5户的楼栋不列意向。"
    )
    return sheet(source, Form("征求意见汇总表", above, _COLUMNS), lambda estate: _lines(source, estate))


def _lines(source: Source, estate: Estate) -> Iterator[Row]:
    promised, spoken = promised_by_building(estate.id), spoken_of(estate.id, source.period)
    for survey in list_surveys(estate.id) if source.vote is None else ():
        if source.period.holds(survey.closes_at):
            yield from lines_of(survey, promised)
    for vote in votes_of(source, estate):
        hidden = is_secret(vote, source.now)
        for line in _of_vote(vote, promised, spoken, hidden=hidden):
            yield vote.title, *_row(vote, line, few=NOTHING if hidden else _FEW)


def _of_vote(
    vote: Vote, promised: Mapping[str, Promised], spoken: Mapping[str, str], *, hidden: bool
) -> Iterator[_Line]:
    papers = papers_by_building(vote.id)
    splits = {} if hidden else {asked.id: _split(vote, asked) for asked in vote.questions}
    for name, counts in papers.items():
        said = {asked.id: splits.get(asked.id, {}).get(name) for asked in vote.questions}
        yield _Line(name, counts, promised.get(name, Promised()), said, spoken.get(name, ""))
    yield _whole(vote, papers, promised, hidden=hidden)


def _split(vote: Vote, asked: Question) -> Mapping[str, Answers | None]:
    return {each.name: each.answers for each in by_building(vote, asked)}


def _whole(
    vote: Vote, papers: Mapping[str, Papers], promised: Mapping[str, Promised], *, hidden: bool
) -> _Line:
    """By the count, where a voter with homes in two buildings is one."""
    issued, reached = issued_and_reached(vote.id)
    homes = sum(each.homes for each in papers.values())
    whole = Papers(homes, issued, turnout(vote.id).returned, reached)
    of = [promised[name] for name in papers if name in promised]
    money = Promised(sum(each.willing for each in of), sum(each.amount for each in of))
    said: dict[int, Answers | None] = {asked.id: None for asked in vote.questions}
    if not hidden:
        for counted in count(vote):
            answers = counted.count.answers
            said[counted.question.id] = {answer: weight.heads for answer, weight in answers.items()}
    return _Line(_WHOLE, whole, money, said, "")


def _row(vote: Vote, line: _Line, *, few: str) -> Row:
    papers = line.papers
    return (
        line.name,
        papers.homes,
        papers.issued,
        papers.returned,
        _share(papers.reached, papers.issued),
        *_stance(vote, line, few),
        line.promised.willing,
        Hundredths(line.promised.amount),
        _items(vote, line, few),
        *(_mode(vote, line, mode, few) for mode in MODES),
        line.spoken,
        None,
        None,
    )


def _share(have: int, of: int) -> Cell:
    return Share(have, of) if of else NOTHING


def _stance(vote: Vote, line: _Line, few: str) -> Row:
    """By the first question that is answered with yes or no."""
    asked = next((each for each in vote.questions if each.kind is QuestionKind.APPROVE), None)
    if asked is None:
        return (NOTHING,) * 6
    said, issued = line.said[asked.id], line.papers.issued
    if said is None:
        return (few,) * 6
    yes, no = said.get(Choice.APPROVE, 0), said.get(Choice.OPPOSE, 0)
    return tuple(cell for number in (yes, no, issued - yes - no) for cell in (number, _share(number, issued)))


def _items(vote: Vote, line: _Line, few: str) -> Cell:
    """Of questions with things to choose; those about who manages stand in columns of their own."""
    found = []
    for asked in vote.questions:
        options = [option for option in asked.options if option.mode is None]
        if options and line.said[asked.id] is None:
            return few
        said = line.said[asked.id] or {}
        found += [f"{option.text} {said.get(option_answer(option.key), 0)}" for option in options]
    return "；".join(found) or NOTHING


def _mode(vote: Vote, line: _Line, mode: ManagementMode, few: str) -> Cell:
    for asked in vote.questions:
        for option in asked.options:
            if option.mode is mode:
                said = line.said[asked.id]
                return few if said is None else said.get(option_answer(option.key), 0)
    return NOTHING
