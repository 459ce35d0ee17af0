"""Writing the bundle: no names in it; it is for owners on the roll, supervising bodies and courts."""

import csv
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.db import session
from portal.domain.errors import N_, RuleViolated
from portal.voting.answers import as_text
from portal.voting.models import Answer, Ballot, BallotState, Vote, Voter
from portal.voting.queries.logbook import (
    announced_rule,
    count_lines,
    electorate_rows,
    instant,
    list_lines,
    list_milestones,
    roll_fingerprint,
    root,
)
from portal.voting.queries.reading import is_secret
from portal.voting.queries.report import counted_result
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
    lines = list_lines(vote.id)
    _table(folder / "electorate.csv", ("number", "heads", "area", "commitment"), electorate_rows(vote.id))
    head = ("receipt", "voter", "channel", "time", "invalid", *(q.key for q in vote.questions))
    _table(folder / "ballots.csv", head, _ballots(vote, lines))
    _text(folder / "log.jsonl", "".join(f"{line}\n" for line in lines))
    _document(folder / "rule.json", announced_rule(vote.id))
    _document(folder / "result.json", counted_result(vote, now))
    _document(folder / "root.json", _root(vote.id))
    shutil.copyfile(VERIFIER, folder / "verify.py")
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir())
    ]
    _text(folder / "SHA256SUMS", "".join(sums))


def _root(vote_id: int) -> dict[str, Any]:
    """How far the record goes, its fingerprint, the roll's, and each that was published on the way."""
    milestones = list_milestones(vote_id)
    return {
        "size": count_lines(vote_id),
        "root": root(vote_id),
        "roll": roll_fingerprint(vote_id),
        "published": [
            {"kind": found.kind, "at": instant(found.at), "n": found.size - 1, "root": found.root}
            for found in milestones
        ],
    }


def _ballots(vote: Vote, lines: Sequence[str]) -> Iterable[Sequence[str]]:
    """The ballots that count as the tables have them, in the order in which they came to the record."""
    entered = [event for event in map(json.loads, lines) if event["kind"] in {"cast", "keyed"}]
    came = {event["receipt"]: event["n"] for event in entered}
    counted = select(Ballot, Voter.number).join(Voter, Voter.id == Ballot.voter_id)
    counted = counted.where(Ballot.vote_id == vote.id, Ballot.state == BallotState.COUNTED)
    with_answers = selectinload(Ballot.answers).selectinload(Answer.option)
    found = session.execute(counted.order_by(Ballot.id).options(with_answers)).all()
    for ballot, number in sorted(found, key=lambda row: came.get(row[0].receipt, len(lines))):
        spoilt = INVALID_REASONS[ballot.invalid_reason] if ballot.invalid_reason else ""
        words = ["" if spoilt else as_text(question, ballot.answers) for question in vote.questions]
        yield (ballot.receipt, number, CHANNELS[ballot.channel], instant(ballot.signed_at), spoilt, *words)


def _table(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(head)
        table.writerows(rows)


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _document(path: Path, body: Mapping[str, Any]) -> None:
    _text(path, json.dumps(body, ensure_ascii=False, indent=1))
