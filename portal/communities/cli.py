"""``flask roll …``: read a roll and report; take it into the database, all or nothing."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.audit.services import Actor
from portal.communities.errors import NoEstateNamed, NoSuchAreaSource, NoSuchFile, said
from portal.communities.roll.kinds import AreaSource, area_source_in
from portal.communities.roll.reading import read_roll
from portal.communities.roll.result import RollReading
from portal.communities.services.comparing import Comparison, Home
from portal.communities.services.importing import import_roll
from portal.communities.services.places import find_or_make_estate
from portal.db import transaction
from portal.domain.amounts import format_hundredths
from portal.domain.errors import RuleViolated
from portal.web.clock import now
from portal.web.terminal import refusing, say_json

roll = AppGroup("roll", help="Read and import rolls.")
CONSOLE = Actor(None, "命令行")
_FILE = click.argument("file", type=click.Path(path_type=Path))
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
_AREA_SOURCE = click.option(
    "--area-source", help="登记, 测绘 or 合同: where the areas come from, where FILE does not say."
)
_NOTHING = RollReading(None, ())
_NO_CHANGES = {"changes": {"added": 0, "removed": 0, "changed": 0}}
_FIRST = 20


@roll.command("check")
@_FILE
@_AREA_SOURCE
@_AS_JSON
def check(file: Path, area_source: str | None, as_json: bool) -> None:
    """Read FILE (xlsx, xls, csv) and report; nothing is written, and no database is needed."""
    with _refusing(_NOTHING, {}, as_json):
        _content, reading = _read(file, area_source)
    _report(reading, {}, as_json)


@roll.command("import")
@_FILE
@click.option("--estate", help="The estate's name; needed where the file names none.")
@click.option("--street", help="The street's name, where several have an estate of that name.")
@_AREA_SOURCE
@_AS_JSON
def import_(
    file: Path, estate: str | None, street: str | None, area_source: str | None, as_json: bool
) -> None:
    """Make the estate's roll what FILE says, and show what changes."""
    with _refusing(_NOTHING, _NO_CHANGES, as_json):
        content, reading = _read(file, area_source)
    if reading.errors:
        _report(reading, _NO_CHANGES, as_json)
    with _refusing(reading, _NO_CHANGES, as_json), transaction():
        name = (estate or reading.estate or "").strip()
        if not name:
            raise NoEstateNamed
        place = find_or_make_estate(name, street.strip() if street else None)
        comparison = import_roll(place, reading, (file.name, content), by=CONSOLE, now=now())
    for home in comparison.warned:
        click.echo(f"提醒：{home} 在正在进行的投票的名册上；那份名册已经固定，不随这次导入改变。", err=True)
    _report(reading, {"changes": comparison.to_json()}, as_json)
    if not as_json:
        _say_changes(comparison)


def _read(file: Path, area_source: str | None) -> tuple[bytes, RollReading]:
    """The file's bytes, and what was read in them. :raises RuleViolated: no file, no roll, no such source."""
    source = _source(area_source)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise NoSuchFile(file=file) from error
    return content, read_roll(content, file.name, default_area_source=source)


def _source(word: str | None) -> AreaSource | None:
    if word is None:
        return None
    found = area_source_in(word)
    if found is None:
        raise NoSuchAreaSource(typed=word)
    return found


@contextmanager
def _refusing(reading: RollReading, more: Mapping[str, object], as_json: bool) -> Iterator[None]:
    """A refusal of the whole file ends with 1; as JSON it is an error that has neither row nor column."""
    with refusing():
        try:
            yield
        except RuleViolated as refusal:
            if as_json:
                errors = [{"row": None, "column": None, "message": each} for each in refusal.sentences]
                say_json({**reading.to_json(), "errors": errors, **more})
            raise


def _report(reading: RollReading, more: Mapping[str, object], as_json: bool) -> None:
    """Say what was read; end with 1 where there are errors."""
    for problem in reading.errors:
        click.echo(said(problem), err=True)
    if as_json:
        say_json({**reading.to_json(), **more})
    else:
        _say(reading)
    if reading.errors:
        sys.exit(1)


def _say(reading: RollReading) -> None:
    counted = f"{reading.parts} 套、{reading.heads} 位业主、{format_hundredths(reading.area)} ㎡"
    click.echo(f"计入 {counted}；不计入 {reading.excluded_parts} 套。")
    for problem in reading.warnings:
        click.echo(f"提醒：{said(problem)}")


def _say_changes(comparison: Comparison) -> None:
    click.echo("新增 {added} 套，变更 {changed} 套，减少 {removed} 套。".format(**comparison.to_json()))
    for word, homes in (
        ("新增", comparison.added),
        ("变更", comparison.changed),
        ("减少", comparison.removed),
    ):
        if homes:
            click.echo(f"{word}：{_listed(homes)}")


def _listed(homes: Iterable[Home]) -> str:
    names = [str(home) for home in homes]
    more = f"等 {len(names)} 套" if len(names) > _FIRST else ""
    return "、".join(names[:_FIRST]) + more
