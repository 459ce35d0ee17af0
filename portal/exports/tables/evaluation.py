"""效果评价: each point of each round in figures, never which home judged how."""

from collections.abc import Iterator

from portal.communities.models import Estate
from portal.domain.satisfaction import NAMES, Figure, Response, Verdict
from portal.evaluation.models import Point, Round
from portal.evaluation.queries.figures import results_of
from portal.evaluation.queries.rounds import list_rounds
from portal.evaluation.words import KINDS, PARTS
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.tables.spread import Columns, Form, sheet
from portal.web.sheets import NOTHING, Cell, Hundredths, Row, Share, Sheet

_COLUMNS: Columns = (
    ("评价", 26),
    ("类型", 14),
    ("开始", 18),
    ("截止", 18),
    ("状态", 10),
    ("应评户数", 10),
    ("已评户数", 10),
    ("参评率", 10),
    ("评的是", 14),
    ("项目", 24),
    ("指数（满分100）", 11),
    ("评了的户数", 9),
    *((name, 9) for name in NAMES.values()),
)
_FEW = "户数少，不列"


def evaluation(source: Source) -> Sheet:
    """Figures of closed rounds; of a running one only how many answered."""
    above = words.over(source, "效果评价", by="开始时间")
    above.append("指数＝各户评分的平均（非常满意100，非常不满意和没做0，不了解不算）；不足5户的不列。")
    return sheet(source, Form("效果评价", above, _COLUMNS), lambda estate: _lines(source, estate))


def _lines(source: Source, estate: Estate) -> Iterator[Row]:
    for each in list_rounds(estate.id):
        if source.period.holds(each.opens_at):
            results = results_of(each)
            head = _head(each, results.response)
            for point, figure in results.points:
                yield *head, *_point(point, figure, running=each.closed_at is None)


def _head(of: Round, response: Response) -> Row:
    share: Cell = Share(response.answered, response.asked) if response.asked else NOTHING
    return (
        of.title,
        KINDS[of.kind],
        of.opens_at,
        of.closes_at,
        "已结束" if of.closed_at else "评价中",
        response.asked,
        response.answered,
        share,
    )


def _point(point: Point, figure: Figure, *, running: bool) -> Row:
    counts: list[Cell] = [figure.counts.get(verdict, 0) for verdict in Verdict]
    index: Cell = Hundredths(figure.tenths * 10) if figure.tenths is not None else NOTHING
    households: Cell = figure.households
    if running or not figure.shown:
        index, counts = NOTHING if running else _FEW, [NOTHING] * len(counts)
        households = NOTHING if running else figure.households
    return PARTS[point.part], point.name, index, households, *counts
