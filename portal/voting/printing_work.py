"""Setting many papers: a worker does it in batches, each in a fresh process, and leaves one file behind."""

import io
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ClassVar

from flask import current_app
from pypdf import PdfWriter
from sqlalchemy import select

from portal.db import session
from portal.domain.errors import N_
from portal.jobs.rhythm import daily
from portal.jobs.schedule import every
from portal.jobs.services import enqueue
from portal.jobs.work import Payload, Work, register
from portal.voting.models import PaperBallot, PrintRun, Vote
from portal.voting.paper_words import ballot_words
from portal.voting.queries.numbered import list_papers_in
from portal.voting.services.printing import AT_ONCE, BATCH, WORK
from portal.web.papers import typeset

_KEPT = timedelta(days=7)
_TEMPLATE = "vote_ballots"


def set_papers(vote: Vote, run: PrintRun, site: str) -> bytes:
    """The file of a printing. Up to AT_ONCE papers are set here and now; more in processes of their own.

    What a process holds (fonts, pages) goes with it, so the worker stays small.
    """
    papers = list_papers_in(run.id)
    if len(papers) <= AT_ONCE:
        return typeset(_TEMPLATE, ballot_words(vote, run, papers, site))
    pieces = [ballot_words(vote, run, some, site) for some in _batches(papers)]
    joined = PdfWriter()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for piece in pool.map(typeset, [_TEMPLATE] * len(pieces), pieces):
            joined.append(io.BytesIO(piece))
    out = io.BytesIO()
    joined.write(out)
    return out.getvalue()


def _batches(papers: Sequence[PaperBallot]) -> Iterator[Sequence[PaperBallot]]:
    for start in range(0, len(papers), BATCH):
        yield papers[start : start + BATCH]


def printed_path(name: str) -> Path:
    """Where a file of a printing lies. :raises ValueError: a name this module never gave out."""
    stem, _, kind = name.partition(".")
    if kind != "pdf" or not stem.isalnum():
        raise ValueError("not a file of ours")
    folder: Path = current_app.config["PORTAL"].instance / "printed"
    return folder / name


class SetPapers(Work):
    """Writes the file of one printing."""

    kind: ClassVar[str] = WORK
    lease: ClassVar[timedelta] = timedelta(minutes=15)

    def outside(self, now: datetime, payload: Payload) -> str:
        run = session.get_one(PrintRun, payload["run"])
        vote = session.get_one(Vote, run.vote_id)
        content = set_papers(vote, run, current_app.config["PORTAL"].public_url)
        name = f"{secrets.token_hex(16)}.pdf"
        place = printed_path(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        return name

    def inside(self, now: datetime, payload: Payload, brought: Any) -> None:
        run = session.get_one(PrintRun, payload["run"])
        run.file_name, run.made_at = brought, now


def make_again(run: PrintRun, now: datetime) -> None:
    """Queue the file of a printing once more: the numbers are the same ones, so nothing is added."""
    run.file_name, run.made_at = None, None
    enqueue(now, WORK, f"{WORK}:{run.id}:{now.isoformat()}", {"run": run.id})


def clear_files(now: datetime, slot: datetime) -> None:
    """Papers with names do not lie about for longer than they are needed; they can be made again."""
    old = select(PrintRun).where(PrintRun.file_name.is_not(None), PrintRun.made_at < now - _KEPT)
    for run in session.scalars(old):
        printed_path(run.file_name or "").unlink(missing_ok=True)
        run.file_name = None


def is_large(run: PrintRun) -> bool:
    """A worker writes its file; a small one is set each time it is asked for."""
    return run.papers > AT_ONCE


def is_waiting(run: PrintRun) -> bool:
    """A worker has still to write the file."""
    return is_large(run) and run.made_at is None


register(SetPapers())
every("voting.clear_printed", daily(3, 40), clear_files, title=N_("清理打印用的选票文件"))
