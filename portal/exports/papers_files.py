"""The official papers of a vote or an estate as files in a folder: for commands."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import transaction
from portal.exports.papers import all as every
from portal.exports.papers import register
from portal.exports.papers.document import Paper
from portal.exports.papers.kinds import SORTS, Kind, Where, fits
from portal.exports.papers.register import Form, Ordered
from portal.exports.queries import snapshot
from portal.web.clock import now
from portal.web.sheets import measured, whole

__all__ = ["every", "write_papers"]
_OF_VOTE = frozenset({Kind.NOTICE, Kind.EXTENSION, Kind.BALLOT, Kind.PRELIMINARY, Kind.FINAL, Kind.COUNT})
_OF_ESTATE = _OF_VOTE | {Kind.ROLL, Kind.PLAN, Kind.LEDGER, Kind.FUND, Kind.SATISFACTION, Kind.PROJECTS}


def write_papers(place: Estate, vote_id: int | None, folder: Path, by: Actor) -> list[str]:
    """Each that can be made now, masked, as .docx and .pdf; on the register before a file has its name.

    :return: the names of the files.
    """
    where, name = Where(place.id, None, now()), place.name
    with snapshot():
        made = list(_write(where, vote_id))
    with transaction(), ExitStack() as drafts:
        return [file for each in made for file in _put(each, folder, (name, by), drafts)]


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
