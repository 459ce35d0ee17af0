"""Votes of an estate, a street or the district: one line a vote, or one line a question with its tests."""

from collections.abc import Iterator

from portal.communities.models import Estate
from portal.domain.tally import Hurdle, Measure, Result, Test
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.tables.spread import Columns, Form, sheet, votes_of
from portal.exports.tables.vote import TURNOUT, turnout_row
from portal.voting.models import Vote
from portal.voting.queries import is_secret, state_of
from portal.voting.queries.counting import QuestionCount, count, turnout
from portal.voting.verdicts import ruling, verdict, winner
from portal.voting.words import CLASSES, KINDS, OUTCOMES, REGIMES, STATES
from portal.web.sheets import NOTHING, Cell, Hundredths, Row, Sheet

_PERIOD = "截止时间"
_NO_RESULT = "还没有结果"
_TURNOUT: Columns = tuple(zip(TURNOUT, (9, 9, 10, 13, 13, 10), strict=True))
_LIST: Columns = (
    ("投票", 24),
    ("表决方式", 14),
    ("状态", 14),
    ("补录", 7),
    ("公告", 18),
    ("开始", 18),
    ("截止", 18),
    *_TURNOUT,
    ("结论", 36),
)


def votes(source: Source) -> Sheet:
    """投票一览: every vote but drafts, the newest of an estate first."""
    form = Form("投票一览", words.over(source, "投票一览", by=_PERIOD), _LIST)
    return sheet(source, form, lambda estate: _votes(source, estate))


def _votes(source: Source, estate: Estate) -> Iterator[Row]:
    for vote in votes_of(source, estate):
        yield _vote(vote, source)


def _vote(vote: Vote, source: Source) -> Row:
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
        *turnout_row(back.roll, back.taking_part),
        "；".join(said) or _NO_RESULT,
    )


_TESTS = (
    (Hurdle.PARTICIPATION, Measure.HEADS),
    (Hurdle.PARTICIPATION, Measure.AREA),
    (Hurdle.APPROVAL, Measure.HEADS),
    (Hurdle.APPROVAL, Measure.AREA),
)
_RESULTS: Columns = (
    ("投票", 24),
    ("表决方式", 14),
    ("状态", 14),
    ("截止", 18),
    ("表决事项", 30),
    ("类别", 11),
    *_TURNOUT,
    ("同意或选中的项", 16),
    ("同意人数", 9),
    ("同意面积（㎡）", 13),
    ("参加人数过线", 9),
    ("参加面积过线", 9),
    ("同意人数过线", 9),
    ("同意面积过线", 9),
    ("结果", 14),
    ("一句话", 40),
)


def results(source: Source) -> Sheet:
    """表决结果, one line a question; of a vote that is not closed only who took part."""
    form = Form("表决结果", words.over(source, "表决结果", by=_PERIOD), _RESULTS)
    return sheet(source, form, lambda estate: _results(source, estate))


def _results(source: Source, estate: Estate) -> Iterator[Row]:
    for vote in votes_of(source, estate):
        roll, hidden = turnout(vote.id).roll, is_secret(vote, source.now)
        for counted in count(vote):
            asked = counted.question
            yield (
                vote.title,
                REGIMES[vote.regime],
                STATES[state_of(vote, source.now)],
                vote.closes_at,
                asked.text,
                CLASSES[asked.class_] if asked.class_ else KINDS[asked.kind],
                *turnout_row(roll, counted.participating),
                *(_hidden(counted.result) if hidden else _outcome(counted)),
            )


def _hidden(result: Result) -> Row:
    """Whether enough took part may be known; nothing of what they said."""
    met = [_met(result, test) for test in _TESTS[:2]]
    return NOTHING, None, None, *met, NOTHING, NOTHING, NOTHING, _NO_RESULT


def _outcome(counted: QuestionCount) -> Row:
    result, outcome = counted.result, ruling(counted).outcome
    have = {(test.test, test.measure): test.have for test in result.tests}
    heads, area = (have.get(key) for key in _TESTS[2:])
    leader = winner(counted).text if result.leader and counted.question.options else NOTHING
    return (
        leader,
        heads,
        Hundredths(area) if area is not None else None,
        *(_met(result, test) for test in _TESTS),
        OUTCOMES[outcome] if outcome else NOTHING,
        str(verdict(counted).sentence),
    )


def _met(result: Result, which: tuple[Hurdle, Measure]) -> Cell:
    found: list[Test] = [test for test in result.tests if (test.test, test.measure) == which]
    return ("过线" if found[0].met else "未过线") if found else NOTHING
