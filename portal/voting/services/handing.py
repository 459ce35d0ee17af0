"""Handing over the bundle and the file of a vote: to whom, why, and each copy on record.

Source: ADR 0020; 个人信息保护法 art. 25 (nothing about a home on the open web).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.audit.services import Actor, record
from portal.db import session
from portal.voting.bundle.archive import write_archive
from portal.voting.bundle.packing import zipped
from portal.voting.bundle.writing import write_bundle
from portal.voting.errors import ReasonMissing
from portal.voting.models import Vote
from portal.voting.models.logbook import BundleCopy, Recipient
from portal.voting.queries.logbook import count_lines
from portal.voting.services.locking import lock


@dataclass(frozen=True)
class HandedTo:
    """Who gets a copy. ``name`` is a body's or a court's; an owner is the voter."""

    recipient: Recipient
    name: str = ""
    purpose: str = ""
    voter_id: int | None = None


@dataclass(frozen=True)
class Packed:
    """An archive to be sent, by the name that it is saved under."""

    name: str
    content: bytes


def hand_over(vote: Vote, to: HandedTo, *, by: Actor, now: datetime) -> Packed:
    """The verification bundle as one archive; who got it is on record with the same commit.

    :raises RuleViolated: still open, or nobody says who gets it and why.
    """
    lock(vote)
    with TemporaryDirectory() as folder:
        root = write_bundle(vote, Path(folder) / "bundle", now)
        content = zipped(Path(folder) / "bundle", f"核验包-{vote.id}")
    _keep(vote, to, root, by, now)
    return Packed(f"核验包-{vote.title}.zip", content)


def hand_over_file(vote: Vote, to: HandedTo, *, by: Actor, now: datetime) -> Packed:
    """案卷: the whole vote as one archive, with index and checksums.

    :raises RuleViolated: still open, or nobody says who gets it and why.
    """
    lock(vote)
    with TemporaryDirectory() as folder:
        root = write_archive(vote, Path(folder) / "file", now)
        content = zipped(Path(folder) / "file", f"案卷-{vote.id}")
    _keep(vote, to, root, by, now)
    return Packed(f"案卷-{vote.title}.zip", content)


def hand_to_console(vote: Vote, folder: Path, *, by: Actor, now: datetime) -> str:
    """The bundle in a new folder of this machine; return the fingerprint.

    :raises RuleViolated: still open, or the folder is there already.
    """
    lock(vote)
    root = write_bundle(vote, folder, now)
    _keep(vote, HandedTo(Recipient.CONSOLE, by.name, "由命令行写出"), root, by, now)
    return root


def note_in_archive(vote: Vote, record_end: tuple[int, str], *, by: Actor, now: datetime) -> None:
    """The vote's file went out inside the file of its whole project.

    :param record_end: lines and fingerprint of the record as they stand in that file.
    """
    to = HandedTo(Recipient.FILE, by.name, "随项目案卷")
    session.add(
        BundleCopy(
            vote_id=vote.id,
            made_at=now,
            made_by=by.account_id,
            recipient=to.recipient,
            name=to.name,
            purpose=to.purpose,
            size=record_end[0],
            root=record_end[1],
        )
    )
    about = {"to": to.recipient.value, "name": to.name, "purpose": to.purpose, "root": record_end[1]}
    record(now, by, "vote.archive", f"vote:{vote.id}", estate_id=vote.estate_id, **about)


def _keep(vote: Vote, to: HandedTo, root: str, by: Actor, now: datetime) -> None:
    named = to.voter_id is not None if to.recipient is Recipient.OWNER else bool(to.name.strip())
    if not named or not to.purpose.strip():
        raise ReasonMissing
    session.add(
        BundleCopy(
            vote_id=vote.id,
            made_at=now,
            made_by=by.account_id,
            recipient=to.recipient,
            voter_id=to.voter_id,
            name=to.name.strip(),
            purpose=to.purpose.strip(),
            size=count_lines(vote.id),
            root=root,
        )
    )
    deed = {Recipient.OWNER: "vote.take_bundle", Recipient.FILE: "vote.archive"}.get(
        to.recipient, "vote.bundle"
    )
    about = {"to": to.recipient.value, "name": to.name.strip(), "purpose": to.purpose.strip(), "root": root}
    record(now, by, deed, f"vote:{vote.id}", estate_id=vote.estate_id, **about)
