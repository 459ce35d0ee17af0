"""意见台账: what residents raised, who answers for it, and what became of it."""

from collections.abc import Iterator

from portal.communities.models import Estate
from portal.domain.bodies import BODIES, TOPICS
from portal.domain.handling import LEVELS, last_day
from portal.domain.stages import CaseState
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.queries import CaseLine, stream_cases
from portal.exports.tables.spread import Columns, Form, sheet
from portal.feedback.models import Case
from portal.feedback.words import CATEGORIES, DESK_STATES, VIA
from portal.web.sheets import NOTHING, Cell, Row, Sheet

_COLUMNS: Columns = (
    ("编号", 17),
    ("类别", 8),
    ("地点", 18),
    ("内容", 44),
    ("照片", 7),
    ("现在", 12),
    ("提出时间", 18),
    ("最近一步", 18),
    ("最近一次答复", 36),
    ("怎么来的", 11),
    ("事由", 16),
    ("责任单位", 20),
    ("现由哪一级办", 11),
    ("答复期限", 12),
    ("首次答复", 18),
    ("按期", 8),
    ("重办次数", 8),
    ("多少人也这样说", 9),
)
_NAMES: Columns = (("提出人", 14), ("房屋", 18))
_ANSWERS = (CaseState.ANSWERED, CaseState.DONE)


def cases(source: Source) -> Sheet:
    """The oldest first. Masked, it names nobody and drops the numbers in what was written."""
    columns = _COLUMNS if source.masked else (*_COLUMNS, *_NAMES)
    above = words.over(source, "意见台账", masked=source.masked, by="提出时间")
    return sheet(source, Form("意见台账", above, columns), lambda estate: _lines(source, estate))


def _lines(source: Source, estate: Estate) -> Iterator[Row]:
    for line in stream_cases(estate.id, source.period):
        yield _line(line, source)


def _line(line: CaseLine, source: Source) -> Row:
    case, said = line.case, words.without_numbers if source.masked else str
    return (
        case.number,
        CATEGORIES[case.category],
        said(case.place),
        said(case.text),
        len(case.photos),
        DESK_STATES[case.state],
        case.raised_at,
        case.steps[-1].at if case.steps else None,
        said(_answer(case)),
        VIA[case.via],
        TOPICS[case.topic],
        BODIES[case.body].name if case.body else NOTHING,
        LEVELS[case.level],
        last_day(case.term_ends_at) if case.term_ends_at else None,
        case.answered_at,
        _in_term(case, source),
        case.reopenings,
        len(case.supporters),
        *(() if source.masked else (line.name, line.home)),
    )


def _answer(case: Case) -> str:
    """What the desk answered last."""
    return next((step.text for step in reversed(case.steps) if step.state in _ANSWERS), "")


def _in_term(case: Case, source: Source) -> Cell:
    """The midnight after the last day is no longer in the term."""
    if case.term_ends_at is None:
        return NOTHING
    if (case.answered_at or source.now) < case.term_ends_at:
        return "按期" if case.answered_at else "未到期"
    return "超期"
