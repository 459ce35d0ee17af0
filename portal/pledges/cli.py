"""``flask check money``: whether the papers and the ledger of contributions agree, to the fen."""

import click
from flask.cli import with_appcontext

from portal.pledges.services import reconciling
from portal.voting.record_cli import check
from portal.web.terminal import fail


@check.command("money")
@with_appcontext
def money() -> None:
    """Shares, promises, payments, refunds and spending against the ledger."""
    wrong = reconciling.findings()
    if wrong:
        fail(wrong)
    click.echo("出资账目核对完毕，分文不差。")
