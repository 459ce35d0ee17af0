"""``flask roll …``: read a roll and report; take it into the database, all or nothing."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from portal.audit.services import Actor
from portal.communities.errors import NoEstateNamed, said
from portal.communities.roll.kinds import AreaSource, area_source_in
from portal.communities.roll.reading import read_roll
from portal.communities.roll.result import RollReading
from portal.communities.services.importing import import_roll
from portal.communities.services.places import find_or_make_estate
from portal.db import transaction
from portal.domain.amounts import format_hundredths
from portal.web.clock import now
from portal.web.terminal import refusing, say_json

roll = AppGroup("roll", help="Read and import rolls.")
CONSOLE = Actor(None, "命令行")
_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
_AREA_SOURCE = click.option("--area-source", help="登记, 测绘 or 合同: where the areas come from.")


@roll.command("check")
@_FILE
@_AREA_SOURCE
@_AS_JSON
def check(file: Path, area_source: str | None, as_json: bool) -> None:
    """Read FILE (xlsx, xls, csv) and report; nothing is written."""
    with refusing():
        reading = read_roll(file.read_bytes(), file.name, default_area_source=_source(area_source))
    _report(reading, as_json, {})


@roll.command("import")
@_FILE
@click.option("--estate", help="The estate's name; needed where the file names none.")
@click.option("--street", help="The street's name, where several have an estate of that name.")
@_AREA_SOURCE
@_AS_JSON
@with_appcontext
def import_(
    file: Path, estate: str | None, street: str | None, area_source: str | None, as_json: bool
) -> None:
    """Make the estate's roll what FILE says, and show what changes."""
    content = file.read_bytes()
    with refusing():
        reading = read_roll(content, file.name, default_area_source=_source(area_source))
    if reading.errors:
        _report(reading, as_json, {})
    with refusing(), transaction():
        name = estate or reading.estate
        if name is None:
            raise NoEstateNamed
        place = find_or_make_estate(name, street)
        comparison = import_roll(place, reading, (file.name, content), by=CONSOLE, now=now())
    for home in comparison.warned:
        click.echo(f"提醒：{home} 在正在进行的投票的名册上；那份名册已经固定，不随这次导入改变。", err=True)
    _report(reading, as_json, {"changes": comparison.to_json()})


def _source(word: str | None) -> AreaSource | None:
    if word is None:
        return None
    found = area_source_in(word)
    if found is None:
        raise click.BadParameter(f"{word!r}: 应为 登记、测绘 或 合同", param_hint="--area-source")
    return found


def _report(reading: RollReading, as_json: bool, more: dict[str, object]) -> None:
    """Say what was read; end with 1 where there are errors."""
    for problem in reading.errors:
        click.echo(said(problem), err=True)
    if as_json:
        say_json(reading.to_json() | more)
    else:
        _say(reading, more)
    if reading.errors:
        sys.exit(1)


def _say(reading: RollReading, more: dict[str, object]) -> None:
    counted = f"{reading.parts} 套、{reading.heads} 位业主、{format_hundredths(reading.area)} ㎡"
    click.echo(f"计入 {counted}；不计入 {reading.excluded_parts} 套。")
    for problem in reading.warnings:
        click.echo(f"提醒：{said(problem)}")
    changes = more.get("changes")
    if isinstance(changes, dict):
        click.echo("新增 {added} 套，变更 {changed} 套，减少 {removed} 套。".format(**changes))
