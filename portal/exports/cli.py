"""``flask report …``: the street's files into a folder."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import NoResultFound

from portal.accounts.queries import get_staff, roles_of
from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.communities.queries import list_estates_named
from portal.db import transaction
from portal.exports.catalogue import Source, Table
from portal.exports.errors import (
    FolderUnusable,
    FullNeedsSomebody,
    NotAllowed,
    OneScope,
    SeveralEstates,
    UnknownEstate,
    UnknownVote,
)
from portal.exports.files import Made, Order, parts_of, source_of
from portal.exports.queries import snapshot
from portal.exports.services import check_full, record_export
from portal.permissions import Permission, may
from portal.voting.queries import get_vote
from portal.web.clock import now
from portal.web.sheets import whole, write
from portal.web.terminal import refusing

report = AppGroup("report", help="The street office's files.")
CONSOLE = Actor(None, "命令行")


@report.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--vote", "vote_id", type=int, help="A vote's id: result, buildings, count sheet, voters.")
@click.option("--estate", help="An estate's name: roll, votes, plan, pledges, matters.")
@click.option("--street", help="The street's name, where several have an estate of that name.")
@click.option("--by", help="The staff account that takes the files.")
@click.option("--purpose", default="", help="What they are for; kept on record.")
@click.option("--full", is_flag=True, help="With names, phones and choices; needs --by and a purpose.")
@click.option("--confirm", is_flag=True, help="Yes, full: these files hold personal data.")
@with_appcontext
def export(  # noqa: PLR0913  # one argument an option
    folder: Path,
    *,
    vote_id: int | None,
    estate: str | None,
    street: str | None,
    by: str | None,
    purpose: str,
    full: bool,
    confirm: bool,
) -> None:
    """Write xlsx, and each sheet as csv beside it, into DIR, which is made if it is missing."""
    with refusing():
        place = _place(vote_id, estate, street)
        actor = _actor(by, place, full=full)
        if full:
            check_full(purpose, confirmed=confirm)
        table = Table.ESTATE if vote_id is None else Table.VOTE
        order = Order(table, place.id, vote_id, full, purpose.strip() or "命令行导出")
        made = _write(order, folder, actor)
    click.echo(f"已导出 {len(made)} 个文件到 {folder}：")
    for file in made:
        click.echo(f"  {file.name}（{file.written.rows} 行，{file.written.sha256[:8]}）")


def _place(vote_id: int | None, estate: str | None, street: str | None) -> Estate:
    if (vote_id is None) == (estate is None):
        raise OneScope
    if estate is None:
        try:
            return get_vote(vote_id or 0).estate
        except NoResultFound as error:
            raise UnknownVote(id=vote_id) from error
    found = list_estates_named(estate, street)
    if not found:
        raise UnknownEstate(name=estate)
    if len(found) > 1:
        raise SeveralEstates(name=estate)
    return found[0]


def _actor(name: str | None, place: Estate, *, full: bool) -> Actor:
    """Who takes the files; the console itself never takes full ones."""
    if name is None:
        if full:
            raise FullNeedsSomebody
        return CONSOLE
    account = get_staff(name)
    if not may(roles_of(account, place), Permission.EXPORT_FULL if full else Permission.EXPORT_MASKED):
        raise NotAllowed(name=name)
    return Actor(account.id, account.display_name)


def _write(order: Order, folder: Path, by: Actor) -> list[Made]:
    """All files of one moment. They take their names when they are on record, or not at all."""
    moment = now()
    with ExitStack() as drafts:
        with snapshot():
            source = source_of(order, moment)
            made = _fill(order, source, folder, drafts)
        with transaction():
            for file in made:
                record_export(order, file, by=by, now=moment)
    return made


def _fill(order: Order, source: Source, folder: Path, drafts: ExitStack) -> list[Made]:
    made = []
    _prepare(folder)
    for name, kind, sheets in parts_of(order, source):
        target = drafts.enter_context(whole(folder / name))
        made.append(Made(name, kind, write(target, sheets, kind)))
    return made


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise FolderUnusable(folder=folder, why=error.strerror or error) from error
