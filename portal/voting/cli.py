"""``flask vote …``: votes from files, their ballots and results."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import NoResultFound

from portal.accounts.queries import get_staff, roles_of
from portal.audit.services import Actor
from portal.db import transaction
from portal.permissions import Permission, may
from portal.voting.bundle.writing import FolderThere
from portal.voting.errors import NotAllowed, UnknownVote
from portal.voting.models import Vote
from portal.voting.models.logbook import Recipient
from portal.voting.queries import get_vote
from portal.voting.queries.report import result_of
from portal.voting.roll_cli import publish as _publish_roll  # noqa: F401  # joins the roll's commands
from portal.voting.services.arranging import set_by_name
from portal.voting.services.drafting import create
from portal.voting.services.handing import HandedTo, hand_over_file, hand_to_console
from portal.voting.services.opening import open_now
from portal.voting.services.recording import import_papers, record_held
from portal.voting.specification import read_specification
from portal.web.clock import now
from portal.web.terminal import refusing, say_json

vote = AppGroup("vote", help="Votes from files, their ballots and results.")
CONSOLE = Actor(None, "命令行")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")


@vote.command("create")
@click.argument("file", type=_FILE)
@_AS_JSON
@with_appcontext
def create_(file: Path, as_json: bool) -> None:
    """A draft vote from FILE (JSON)."""
    with refusing(), transaction():
        made = create(read_specification(file.read_bytes()), CONSOLE, now=now())
    _tell(made, as_json, f"已建草稿：{made.title}（编号 {made.id}）")


@vote.command("set")
@click.argument("vote_id", type=int)
@click.argument("key")
@click.argument("value")
@click.option("--source", default="", help="What the value of a setting rests on; for settings only.")
@click.option("--by", required=True, help="The staff account that sets it.")
@with_appcontext
def set_(vote_id: int, key: str, value: str, source: str, by: str) -> None:
    """Fill in KEY of draft VOTE_ID: what its notice still lacks, or one of its settings."""
    with refusing(), transaction():
        draft = _get(vote_id)
        set_by_name(draft, key, (value, source), _staff(by, draft, Permission.VOTE_PREPARE), now=now())
    click.echo(f"已设 {key}。")


@vote.command("open")
@click.argument("vote_id", type=int)
@click.option("--by", required=True, help="The staff account that announces it.")
@with_appcontext
def open_(vote_id: int, by: str) -> None:
    """Announce and open vote VOTE_ID now, where its checklist is green."""
    with refusing(), transaction():
        opened = _get(vote_id)
        open_now(opened, _staff(by, opened, Permission.VOTE_OPEN), now=now())
    click.echo(f"已公告并开始：{opened.title}")


@vote.command("record")
@click.argument("file", type=_FILE)
@click.argument("ballots", type=_FILE)
@_AS_JSON
@with_appcontext
def record_(file: Path, ballots: Path, as_json: bool) -> None:
    """A vote held before, from FILE (JSON) with its returned BALLOTS (csv or xlsx)."""
    with refusing(), transaction():
        made = record_held(file.read_bytes(), (ballots.read_bytes(), ballots.name), CONSOLE, now=now())
    _tell(made, as_json, f"已补录：{made.title}（编号 {made.id}）")


@vote.command("ballots")
@click.argument("vote_id", type=int)
@click.argument("ballots", type=_FILE)
@click.option("--entered-by", required=True, help="Who keyed the papers into the sheet.")
@click.option("--checked-by", required=True, help="Who checked them against the papers; another person.")
@_AS_JSON
@with_appcontext
def ballots_(vote_id: int, ballots: Path, entered_by: str, checked_by: str, as_json: bool) -> None:
    """Returned paper BALLOTS (csv or xlsx) of vote VOTE_ID."""
    with refusing(), transaction():
        counted = _get(vote_id)
        number = import_papers(
            counted,
            (ballots.read_bytes(), ballots.name),
            entered_by=_staff(entered_by, counted, Permission.BALLOT_ENTER),
            checked_by=_staff(checked_by, counted, Permission.BALLOT_ENTER),
            now=now(),
        )
    if as_json:
        say_json({"id": vote_id, "rows": number})
    else:
        click.echo(f"已录入 {number} 行。")


@vote.command("result")
@click.argument("vote_id", type=int)
@_AS_JSON
@with_appcontext
def result(vote_id: int, as_json: bool) -> None:
    """The count of vote VOTE_ID; while it is open, roll and turnout only."""
    with refusing():
        counted = result_of(_get(vote_id), now())
    if as_json:
        say_json(counted)
    else:
        click.echo(json.dumps(counted, ensure_ascii=False, indent=2))


@vote.command("bundle")
@click.argument("vote_id", type=int)
@click.argument("folder", type=click.Path(path_type=Path))
@with_appcontext
def bundle(vote_id: int, folder: Path) -> None:
    """The verification bundle of a closed vote VOTE_ID in a new FOLDER, with a program that recounts it."""
    with refusing(), transaction():
        root = hand_to_console(_get(vote_id), folder, by=CONSOLE, now=now())
    click.echo(f"核验包已写入 {folder}，指纹 {root}")


@vote.command("archive")
@click.argument("vote_id", type=int)
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def archive(vote_id: int, file: Path) -> None:
    """The whole of a closed vote VOTE_ID as one zip FILE, readable without this software."""
    with refusing(), transaction():
        if file.exists():
            raise FolderThere(folder=file.name)
        to = HandedTo(Recipient.FILE, CONSOLE.name, "由命令行写出")
        packed = hand_over_file(_get(vote_id), to, by=CONSOLE, now=now())
        file.write_bytes(packed.content)
    click.echo(f"案卷已写入 {file}")


def _get(vote_id: int) -> Vote:
    try:
        return get_vote(vote_id)
    except NoResultFound as error:
        raise UnknownVote(id=vote_id) from error


def _staff(name: str, of: Vote, permission: Permission) -> Actor:
    """Who does it, if the account may do it in the vote's estate."""
    account = get_staff(name)
    if not may(roles_of(account, of.estate), permission):
        raise NotAllowed(name=name)
    return Actor(account.id, account.display_name)


def _tell(made: Vote, as_json: bool, sentence: str) -> None:
    if as_json:
        say_json({"id": made.id, "title": made.title})
    else:
        click.echo(sentence)
