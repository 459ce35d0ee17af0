"""``flask check record``: whether what was done still stands on record as it was written."""

import click
from flask.cli import with_appcontext

from portal.audit import chain
from portal.voting.record_cli import check
from portal.web.terminal import fail


@check.command("record")
@with_appcontext
def record() -> None:
    """The chain over everything that was done; its newest digest is to be kept elsewhere."""
    wrong = list(chain.findings())
    if wrong:
        fail(wrong)
    head = chain.head()
    click.echo(
        f"操作记录完整：链上 {head.length} 条，最新指纹 {head.digest}；还有 {head.waiting} 条等着上链。"
    )
