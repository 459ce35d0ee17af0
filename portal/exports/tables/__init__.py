"""Each table of the catalogue as sheets; nothing is read before a row is asked for, but for the figures."""

from collections.abc import Callable, Mapping, Sequence

from portal.exports.catalogue import Source, Table
from portal.exports.tables.cases import cases
from portal.exports.tables.checks import call_backs, conflicts
from portal.exports.tables.estate import plan, pledges, roll
from portal.exports.tables.evaluation import evaluation
from portal.exports.tables.money import money
from portal.exports.tables.opinions import opinions
from portal.exports.tables.projects import projects
from portal.exports.tables.serving import deliveries, visits
from portal.exports.tables.summary import summary
from portal.exports.tables.vote import buildings, count_sheet
from portal.exports.tables.voters import disputes, voters
from portal.exports.tables.votes import results, votes
from portal.web.sheets import Sheet

Maker = Callable[[Source], Sheet]

_SHEETS: Mapping[Table, Sequence[Maker]] = {
    Table.VOTE: (summary, buildings, count_sheet, voters, disputes, conflicts, call_backs, deliveries),
    Table.OPINIONS: (opinions,),
    Table.RESULT: (summary, buildings, count_sheet),
    Table.VOTERS: (voters, disputes, conflicts, call_backs),
    Table.DELIVERIES: (deliveries,),
    Table.ESTATE: (
        roll,
        votes,
        opinions,
        results,
        visits,
        plan,
        projects,
        pledges,
        money,
        cases,
        evaluation,
    ),
    # Nothing with a paper's number, or a home and a moment: beside the bundle that tells who voted how.
    Table.ARCHIVE: (roll, votes, results, opinions, plan, projects, pledges, money, cases, evaluation),
    Table.ROLL: (roll,),
    Table.VOTES: (votes,),
    Table.VISITS: (visits,),
    Table.PLAN: (plan,),
    Table.PROJECTS: (projects,),
    Table.PLEDGES: (pledges,),
    Table.MONEY: (money,),
    Table.CASES: (cases,),
    Table.EVALUATION: (evaluation,),
}


def sheets_of(table: Table, source: Source) -> list[Sheet]:
    """In the order in which they stand in the workbook."""
    makers = _SHEETS[table]
    if table is Table.RESULT and source.vote is None:
        makers = (results,)
    return [make(source) for make in makers]
