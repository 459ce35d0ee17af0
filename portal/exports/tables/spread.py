"""A table of one estate, or of many with two columns more; rows are drawn estate by estate."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from portal.communities.models import Estate
from portal.exports.catalogue import Source
from portal.voting.models import Vote
from portal.voting.queries import list_votes
from portal.web.sheets import Block, Row, Sheet

Columns = Sequence[tuple[str, int]]
"""Heads with their widths in digits."""
Lines = Callable[[Estate], Iterator[Row]]
_PLACE: Columns = (("街道", 14), ("小区", 18))


@dataclass(frozen=True)
class Form:
    """A table's name, the lines over it, and its columns."""

    name: str
    above: Sequence[str]
    columns: Columns


def sheet(source: Source, form: Form, lines: Lines) -> Sheet:
    """One sheet; nothing is read before its first row is asked for."""
    columns = [*(_PLACE if source.wide else ()), *form.columns]
    heads, widths = [head for head, _ in columns], [width for _, width in columns]
    return Sheet(form.name, widths, [Block(_spread(source, lines), heads)], form.above)


def _spread(source: Source, lines: Lines) -> Iterator[Row]:
    for estate in source.estates:
        place = (estate.street.name, estate.name) if source.wide else ()
        for line in lines(estate):
            yield (*place, *line)


def votes_of(source: Source, estate: Estate) -> list[Vote]:
    """The vote that was asked for; else those of the estate, without drafts, that end in the period."""
    if source.vote is not None:
        return [source.vote]
    return [vote for vote in list_votes(estate.id) if source.period.holds(vote.closes_at)]
