"""居民出资台账: one line a promise, over every scheme that was opened."""

from collections.abc import Iterator

from portal.communities.models import Estate
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.tables.spread import Columns, Form, sheet
from portal.pledges import ledger_sheet
from portal.pledges.queries import account
from portal.web.sheets import Row, Sheet

_COLUMNS: Columns = (("方案", 26), *zip(ledger_sheet.HEADS, ledger_sheet.WIDTHS, strict=True))


def money(source: Source) -> Sheet:
    """认缴 is a promise; 实缴 counts by the official receipt. Full, it names the owners."""
    above = words.over(source, "居民出资台账", masked=source.masked, by="签认时间")
    above.append("认缴是承诺，实缴以正式票据为准。")
    return sheet(source, Form("居民出资台账", above, _COLUMNS), lambda estate: _lines(source, estate))


def _lines(source: Source, estate: Estate) -> Iterator[Row]:
    names = account.names_of_staff(estate.id)
    for scheme in account.list_money_schemes(estate.id):
        rows = ledger_sheet.rows(estate, scheme, names, masked=source.masked)
        for commitment, row in rows:
            if source.period.holds(commitment.signed_at):
                yield (scheme.title, *row)
