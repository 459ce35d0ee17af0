"""Putting an export on record, and what a full one has to bring."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import NoResultFound

from portal.audit.services import Actor, record
from portal.db import session
from portal.exports.errors import NotConfirmed, PublicationMasked, PurposeMissing
from portal.exports.files import Archive, Made, Order
from portal.exports.models import ExportFile, ExportRecord
from portal.jobs.services import enqueue
from portal.voting.models import Vote
from portal.voting.services.handing import note_in_archive

PUBLICATION = "小区公示"
SHORTEST_PURPOSE = 4
MAKE = "exports.make"
WAITS = timedelta(hours=24)
"""How long a large file waits to be fetched."""


def check_full(purpose: str, *, confirmed: bool) -> None:
    """What names, phones and choices may leave for; who may take them is the permission's to say.

    :raises RuleViolated: no purpose, one for which they must not leave, or not confirmed a second time.

    Source: 个人信息保护法 art. 6, art. 25.
    """
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise PurposeMissing
    if "公示" in purpose:
        raise PublicationMasked
    if not confirmed:
        raise NotConfirmed


def record_export(order: Order, made: Made, *, by: Actor, now: datetime) -> ExportRecord:
    """Who took what, when, for what, and the checksum of the file as it is handed out."""
    written = made.written
    kept = ExportRecord(
        at=now,
        account_id=by.account_id,
        actor=by.name,
        estate_id=order.estate_id,
        vote_id=order.vote_id,
        table=order.table.value,
        format=str(made.kind),
        purpose=order.purpose,
        masked=order.masked,
        rows=written.rows,
        size=written.size,
        sha256=written.sha256,
        file_name=made.name,
        scope=order.scope,
    )
    session.add(kept)
    session.flush()
    record(
        now,
        by,
        "export.make",
        f"export:{kept.id}",
        estate_id=order.estate_id,
        scope=order.scope,
        table=kept.table,
        file_name=made.name,
        purpose=order.purpose,
        masked=order.masked,
        rows=written.rows,
        sha256=written.sha256,
    )
    return kept


def ask_for_file(order: Order, kind: str, title: str, *, by: Actor, now: datetime) -> ExportFile:
    """Have a large file made by a job, for this person alone.

    :param title: what it is, for the list of files.
    :raises ValueError: nobody in particular asks.
    """
    if by.account_id is None:
        raise ValueError("a large file for nobody")
    asked = ExportFile(
        token=secrets.token_urlsafe(24),
        account_id=by.account_id,
        wanted=order.as_data(),
        kind=kind,
        title=title,
        asked_at=now,
    )
    session.add(asked)
    session.flush()
    enqueue(now, MAKE, f"{MAKE}:{asked.id}", {"file": asked.id})
    record(
        now,
        by,
        "export.ask",
        f"export-file:{asked.id}",
        estate_id=order.estate_id,
        scope=order.scope,
        table=order.table.value,
        purpose=order.purpose,
        masked=order.masked,
    )
    return asked


def finish_file(file_id: int, made: Made, *, now: datetime) -> None:
    """It lies in the store and may be fetched from now on."""
    asked = session.get_one(ExportFile, file_id)
    asked.made_at, asked.expires_at = now, now + WAITS
    asked.file_name, asked.rows = made.name, made.written.rows
    asked.size, asked.sha256 = made.written.size, made.written.sha256
    if isinstance(made, Archive):
        asked.wanted = {**asked.wanted, "ends": [[vote_id, *end] for vote_id, end in made.ends.items()]}


def take_file(asked: ExportFile, order: Order, made: Made, *, by: Actor, now: datetime) -> ExportRecord:
    """Hand it out, once: whoever comes second finds nothing.

    :raises sqlalchemy.exc.NoResultFound: it was fetched or is over meanwhile.
    """
    mine = (
        ExportFile.id == asked.id,
        ExportFile.account_id == by.account_id,
        ExportFile.taken_at.is_(None),
        ExportFile.expires_at > now,
    )
    taken = update(ExportFile).where(*mine).values(taken_at=now).returning(ExportFile.id)
    if session.execute(taken).one_or_none() is None:
        raise NoResultFound
    note_votes(asked.wanted.get("ends", ()), by=by, now=now)
    return record_export(order, made, by=by, now=now)


def note_votes(ends: Iterable[tuple[int, int, str]], *, by: Actor, now: datetime) -> None:
    """Each vote's file that left inside an archive is a copy of its bundle, and goes on its record."""
    for vote_id, size, root in ends:
        note_in_archive(session.get_one(Vote, vote_id), (size, root), by=by, now=now)
