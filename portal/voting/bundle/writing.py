"""Writing the bundle: no names in it; it is for owners on the roll, supervising bodies and courts."""

import csv
import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.db import session
from portal.domain.deadlines import CHINA
from portal.domain.errors import N_, RuleViolated
from portal.voting.answers import as_text
from portal.voting.models import Answer, Ballot, BallotState, Publication, PublicationKind, Vote, Voter
from portal.voting.queries.logbook import canonical, count_lines, electorate_rows, list_lines, root
from portal.voting.queries.reading import is_secret
from portal.voting.queries.report import result_of
from portal.voting.words import CHANNELS, INVALID_REASONS

VERIFIER = Path(__file__).with_name("verify.py")


class NotClosedYet(RuleViolated):
    text = N_("投票还没有截止，截止后才能给出核验包。")


class FolderThere(RuleViolated):
    text = N_("“%(folder)s”已经存在，请给一个新的文件夹名。")


def write_bundle(vote: Vote, folder: Path, now: datetime) -> str:
    """Everything that a recount needs; return the fingerprint of the record that it ends with.

    :raises RuleViolated: still open, or the folder is there already.
    """
    if is_secret(vote, now):
        raise NotClosedYet
    if folder.exists():
        raise FolderThere(folder=folder.name)
    draft = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    _write_all(vote, draft, now)
    draft.rename(folder)
    return root(vote.id)


def _write_all(vote: Vote, folder: Path, now: datetime) -> None:
    _table(folder / "electorate.csv", ("number", "heads", "area", "commitment"), electorate_rows(vote.id))
    head = ("receipt", "voter", "channel", "time", "invalid", *(q.key for q in vote.questions))
    _table(folder / "ballots.csv", head, _ballots(vote))
    lines = "".join(f"{line}\n" for line in list_lines(vote.id))
    (folder / "log.jsonl").write_text(lines, encoding="utf-8", newline="\n")
    _document(folder / "rule.json", _rule(vote.id))
    _document(folder / "result.json", result_of(vote, now))
    _document(folder / "root.json", {"size": count_lines(vote.id), "root": root(vote.id)})
    shutil.copyfile(VERIFIER, folder / "verify.py")
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir())
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")


def _rule(vote_id: int) -> dict[str, Any]:
    """As announced, word for word: the publication, never what the tables say now."""
    notice = (Publication.vote_id == vote_id) & (Publication.kind == PublicationKind.NOTICE)
    return session.scalars(select(Publication.body).where(notice).order_by(Publication.id)).first() or {}


def _ballots(vote: Vote) -> Iterable[Sequence[str]]:
    """The ballots that count, in the order in which they came to the record."""
    counted = select(Ballot, Voter.number).join(Voter, Voter.id == Ballot.voter_id)
    counted = counted.where(Ballot.vote_id == vote.id, Ballot.state == BallotState.COUNTED)
    with_answers = selectinload(Ballot.answers).selectinload(Answer.option)
    for ballot, number in session.execute(counted.order_by(Ballot.id).options(with_answers)):
        spoilt = INVALID_REASONS[ballot.invalid_reason] if ballot.invalid_reason else ""
        words = ["" if spoilt else as_text(question, ballot.answers) for question in vote.questions]
        signed = ballot.signed_at.astimezone(CHINA).isoformat()
        yield (
            ballot.receipt,
            number,
            CHANNELS[ballot.channel],
            signed,
            spoilt,
            *words,
        )


def _table(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(head)
        table.writerows(rows)


def _document(path: Path, body: dict[str, Any]) -> None:
    # Canonical first, so that what is hashed and what is read are the same values.
    path.write_text(json.dumps(json.loads(canonical(body)), ensure_ascii=False, indent=1), encoding="utf-8")
