"""``flask check``: whether tables, record and publications still agree."""

import sys

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import NoResultFound

from portal.voting.errors import UnknownVote
from portal.voting.models import Vote
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.queries.logbook import list_announced_ids
from portal.web.clock import now
from portal.web.terminal import fail, refusing

check = AppGroup("check", help="Whether records and tables still agree.", invoke_without_command=True)


@check.command("vote")
@click.argument("vote_id", type=int)
@with_appcontext
def vote_(vote_id: int) -> None:
    """Vote VOTE_ID: its record, roll, ballots, result and publications."""
    with refusing():
        wrong = findings(_get(vote_id))
    if wrong:
        fail(wrong)
    click.echo("投票记录、名册、选票、结果和公布的内容都一致。")


def findings(vote: Vote) -> list[str]:
    """One line a finding, each with the vote that it is about."""
    return [f"投票 {vote.id}“{vote.title}”：{finding}。" for finding in check_vote(vote, now())]


@check.command("votes")
@with_appcontext
def votes() -> None:
    """Every vote that was announced or recorded."""
    ids = list_announced_ids()
    wrong = [line for vote_id in ids for line in findings(get_vote(vote_id))]
    if wrong:
        fail(wrong)
    click.echo(f"核对了 {len(ids)} 次投票，都一致。")


@click.pass_context
def _everything(context: click.Context) -> None:
    """Without a name, everything that can be checked."""
    if context.invoked_subcommand is not None:
        return
    ended = [_code(context, command) for command in check.commands.values() if not command.params]
    if any(ended):
        sys.exit(1)


def _code(context: click.Context, command: click.Command) -> int:
    """What one of them ends with; the others are still to speak."""
    try:
        context.invoke(command)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


check.callback = _everything


def _get(vote_id: int) -> Vote:
    try:
        return get_vote(vote_id)
    except NoResultFound as error:
        raise UnknownVote(id=vote_id) from error
