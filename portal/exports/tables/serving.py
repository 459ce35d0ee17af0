"""送达记录 and 入户记录: how each voter was served, and who stood at which door with what outcome."""

from collections.abc import Iterator

from portal import crypto
from portal.communities.models import Estate
from portal.domain.bulletin import format_number
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.queries import Served, stream_deliveries, stream_visits
from portal.exports.tables.spread import Columns, Form, sheet, votes_of
from portal.voting.models import DeliveryWay
from portal.voting.words import WAYS
from portal.web.sheets import Cell, Row, Sheet

_DOOR: Columns = (("投票", 24), ("票号", 12), ("房屋", 20), ("业主", 18))
_RECORD: Columns = (("说明", 30), ("照片", 8), ("经手人", 12), ("记录时间", 18))


def deliveries(source: Source) -> Sheet:
    """Each serving with its proof; who was served twice stands twice, the last one counts."""
    above = words.over(source, "送达记录", masked=source.masked, by="送达时间")
    if source.vote is not None:
        above[0] = f"{source.vote.title}：送达记录"
    form = Form("送达记录", above, (*_DOOR, ("送达方式", 14), ("送达时间", 18), *_RECORD))
    return sheet(source, form, lambda estate: _deliveries(source, estate))


def _deliveries(source: Source, estate: Estate) -> Iterator[Row]:
    for vote in _votes(source, estate):
        for line in stream_deliveries(vote[0], source.period):
            yield vote[1], *_line(line, masked=source.masked)


def visits(source: Source) -> Sheet:
    """What came of every visit; never what somebody wants."""
    above = words.over(source, "入户记录", masked=source.masked, by="上门时间")
    form = Form("入户记录", above, (*_DOOR, ("上门结果", 14), ("上门时间", 18), *_RECORD))
    return sheet(source, form, lambda estate: _visits(source, estate))


def _visits(source: Source, estate: Estate) -> Iterator[Row]:
    for vote in _votes(source, estate):
        for line in stream_visits(vote[0], source.period):
            yield vote[1], *_line(line, masked=source.masked)


def _votes(source: Source, estate: Estate) -> list[tuple[int, str]]:
    """All votes, for the period is that of the servings."""
    whole = Source(estate, source.vote, source.masked, source.now)
    return [(vote.id, vote.title) for vote in votes_of(whole, estate)]


def _line(line: Served, *, masked: bool) -> Row:
    what: Cell = (
        WAYS[line.what] if isinstance(line.what, DeliveryWay) else words.OUTCOMES_OF_VISITS[line.what]
    )
    return (
        format_number(line.number),
        line.home,
        line.masked if masked else crypto.unseal(line.names),
        what,
        line.at,
        words.without_numbers(line.note) if masked else line.note,
        "有" if line.proof else "",
        line.by,
        line.recorded_at,
    )
