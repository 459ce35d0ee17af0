"""``flask report papers``: the official papers of a vote or an estate, as Word and PDF into a folder."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.audit.services import Actor
from portal.db import transaction
from portal.exports.cli import prepare, report, taker, the_place
from portal.exports.papers import all as every
from portal.exports.papers import register
from portal.exports.papers.document import Paper
from portal.exports.papers.kinds import SORTS, Kind, Where, fits
from portal.exports.papers.register import Form, Ordered
from portal.exports.queries import snapshot
from portal.web.clock import now
from portal.web.sheets import measured, whole
from portal.web.terminal import refusing

__all__ = ["every", "papers"]
_OF_VOTE = frozenset({Kind.NOTICE, Kind.EXTENSION, Kind.BALLOT, Kind.PRELIMINARY, Kind.FINAL, Kind.COUNT})
_OF_ESTATE = _OF_VOTE | {Kind.ROLL, Kind.PLAN, Kind.LEDGER, Kind.FUND, Kind.SATISFACTION, Kind.PROJECTS}


@report.command("papers")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--vote", "vote_id", type=int, help="A vote's id: notice, specimen, results, count sheet.")
@click.option("--estate", help="An estate's name: those of all its votes, roll, plan, money, evaluation.")
@click.option("--street", help="Whose estate of that name, where several streets have one.")
@click.option("--by", help="The staff account that takes the files.")
@with_appcontext
def papers(
    folder: Path, *, vote_id: int | None, estate: str | None, street: str | None, by: str | None
) -> None:
    """Write each official paper that can be made now, masked, as .docx and .pdf into DIR."""
    with refusing():
        place = the_place(vote_id, estate, street)
        actor, where, name = taker(by, place), Where(place.id, None, now()), place.name
        prepare(folder)
        with snapshot():
            made = list(_write(where, vote_id))
        with transaction(), ExitStack() as drafts:
            names = [file for each in made for file in _put(each, folder, (name, actor), drafts)]
    click.echo(f"已写出 {len(names)} 个文件到 {folder}：")
    for file in names:
        click.echo(f"  {file}")


def _write(where: Where, vote_id: int | None) -> Iterator[tuple[Ordered, Paper]]:
    kinds = _OF_ESTATE if vote_id is None else _OF_VOTE
    for kind in (each for each, sort in SORTS.items() if each in kinds and fits(sort, where)):
        for offer in SORTS[kind].offers(where):
            asked = vote_id is None or offer.subject.split("-")[0] == str(vote_id)
            if asked and not offer.wanting:
                order = Ordered(kind, offer, where, "命令行导出")
                yield order, register.write(order)


def _put(
    made: tuple[Ordered, Paper], folder: Path, by: tuple[str, Actor], drafts: ExitStack
) -> Iterator[str]:
    """On the register, and both files; they take their names when all is on record, or not at all."""
    order, paper = made
    name, actor = by
    kept = register.keep(order, paper, by=actor)
    for form in Form:
        file = register.file_name(kept, name, form)
        target = drafts.enter_context(whole(folder / file))
        target.write(register.draw(kept, form))
        register.note_taken(kept, form, measured(target, 0).sha256, where=order.where, by=actor)
        yield file
