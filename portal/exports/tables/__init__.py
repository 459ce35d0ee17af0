"""Each table of the catalogue as sheets; nothing is read before a row is asked for, but for the figures."""

from collections.abc import Callable, Mapping, Sequence

from portal.exports.catalogue import Source, Table
from portal.exports.tables.estate import cases, plan, pledges, roll
from portal.exports.tables.summary import summary
from portal.exports.tables.vote import buildings, opinions, voters, votes
from portal.web.sheets import Sheet

Maker = Callable[[Source], Sheet]

_SHEETS: Mapping[Table, Sequence[Maker]] = {
    Table.VOTE: (summary, buildings, opinions, voters),
    Table.RESULT: (summary, buildings, opinions),
    Table.VOTERS: (voters,),
    Table.ESTATE: (roll, votes, plan, pledges, cases),
    Table.ROLL: (roll,),
    Table.VOTES: (votes,),
    Table.PLAN: (plan,),
    Table.PLEDGES: (pledges,),
    Table.CASES: (cases,),
}


def sheets_of(table: Table, source: Source) -> list[Sheet]:
    """In the order in which they stand in the workbook."""
    return [make(source) for make in _SHEETS[table]]
