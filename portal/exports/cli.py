"""``flask report …``: the street's files into a folder."""

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import NoResultFound

from portal.accounts.models import Account
from portal.accounts.queries import find_street, get_staff, list_grants, roles_of
from portal.audit.services import Actor
from portal.communities.models import Estate, Street
from portal.communities.queries import list_estates_named
from portal.db import transaction
from portal.exports.archive import make_archive
from portal.exports.catalogue import Period, Source, Table
from portal.exports.errors import (
    FolderUnusable,
    FullNeedsSomebody,
    NotAllowed,
    OneScope,
    SeveralEstates,
    UnknownEstate,
    UnknownStreet,
    UnknownVote,
)
from portal.exports.files import ARCHIVE_KIND, Made, Order, file_name, parts_of, source_of
from portal.exports.papers_files import write_papers
from portal.exports.queries import snapshot
from portal.exports.services import check_full, note_votes, record_export
from portal.permissions import Permission, Role, may
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
@click.option("--street", help="Alone: all its estates in each table. Else whose estate of that name.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what happened from this day on.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Only what happened up to this day.")
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
    since: datetime | None,
    until: datetime | None,
    by: str | None,
    purpose: str,
    full: bool,
    confirm: bool,
) -> None:
    """Write xlsx, each sheet as csv beside it, and the official papers as docx and pdf, into DIR.

    DIR is made if it is missing. A whole street has no papers of its own here.
    """
    with refusing():
        wide = vote_id is None and estate is None and street is not None
        place = _street(street or "") if wide else _place(vote_id, estate, street)
        actor = _actor(by, place, full=full)
        if full:
            check_full(purpose, confirmed=confirm)
        order = _order(place, vote_id, purpose, full=full)
        period = Period(since.date() if since else None, until.date() if until else None)
        order = replace(order, period=period)
        made = _write(order, folder, actor)
        papers = write_papers(place, vote_id, folder, actor) if isinstance(place, Estate) else []
    click.echo(f"已导出 {len(made) + len(papers)} 个文件到 {folder}：")
    for file in made:
        click.echo(f"  {file.name}（{file.written.rows} 行，{file.written.sha256[:8]}）")
    for name in papers:
        click.echo(f"  {name}")


@report.command("archive")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--estate", required=True, help="An estate's name.")
@click.option("--street", help="Whose estate of that name, where several streets have one.")
@click.option("--by", help="The staff account that takes the file.")
@click.option("--purpose", default="", help="What it is for; kept on record.")
@with_appcontext
def archive(folder: Path, *, estate: str, street: str | None, by: str | None, purpose: str) -> None:
    """Write the whole file of an estate's project, one zip with index and checksums, into DIR."""
    with refusing():
        place = _place(None, estate, street)
        actor, moment = _actor(by, place, full=False), now()
        order = Order(Table.ARCHIVE, place.id, None, False, purpose.strip() or "命令行导出")
        _prepare(folder)
        with ExitStack() as drafts:
            name = file_name(order, source_of(order, moment)) + f".{ARCHIVE_KIND}"
            made = make_archive(order, drafts.enter_context(whole(folder / name)), now=moment)
            with transaction():
                record_export(order, made, by=actor, now=moment)
                note_votes([(vote_id, *end) for vote_id, end in made.ends.items()], by=actor, now=moment)
    click.echo(f"案卷已写到 {folder / made.name}（{made.written.size} 字节，{made.written.sha256[:8]}）")


def _street(name: str) -> Street:
    found = find_street(name)
    if found is None:
        raise UnknownStreet(name=name)
    return found


def _order(place: Estate | Street, vote_id: int | None, purpose: str, *, full: bool) -> Order:
    table, why = Table.ESTATE if vote_id is None else Table.VOTE, purpose.strip() or "命令行导出"
    if isinstance(place, Street):
        return Order(table, None, None, full, why, street_id=place.id)
    return Order(table, place.id, vote_id, full, why)


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


def _actor(name: str | None, place: Estate | Street, *, full: bool) -> Actor:
    """Who takes the files; the console itself never takes full ones."""
    if name is None:
        if full:
            raise FullNeedsSomebody
        return CONSOLE
    account = get_staff(name)
    if not may(_roles(account, place), Permission.EXPORT_FULL if full else Permission.EXPORT_MASKED):
        raise NotAllowed(name=name)
    return Actor(account.id, account.display_name)


def _roles(account: Account, place: Estate | Street) -> frozenset[Role]:
    if isinstance(place, Estate):
        return roles_of(account, place)
    return frozenset(grant.role for grant in list_grants(account.id) if grant.reaches(None, place.id))


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


def the_place(vote_id: int | None, estate: str | None, street: str | None) -> Estate:
    """:raises RuleViolated: none, both, unknown, or several of that name."""
    return _place(vote_id, estate, street)


def taker(name: str | None, place: Estate) -> Actor:
    """Who takes masked files. :raises RuleViolated: somebody who may not."""
    return _actor(name, place, full=False)


def prepare(folder: Path) -> None:
    """:raises FolderUnusable: nothing can be written there."""
    _prepare(folder)
