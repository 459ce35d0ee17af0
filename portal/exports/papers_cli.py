"""``flask report papers``: the official papers of a vote or an estate, as Word and PDF into a folder."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.exports.cli import prepare, report, taker, the_place
from portal.exports.papers_files import write_papers
from portal.web.terminal import refusing


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
        prepare(folder)
        names = write_papers(place, vote_id, folder, taker(by, place))
    click.echo(f"已写出 {len(names)} 个文件到 {folder}：")
    for file in names:
        click.echo(f"  {file}")
