"""The record of a vote with 100,000 ballots: its fingerprint, and the whole bundle counted again."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from portal.domain.fingerprint import fingerprint_of, leaf_hash
from portal.voting.bundle import verify
from portal.voting.bundle.writing import VERIFIER

from .frame import Row, Work

_BALLOTS = 100_000
_AT = "2026-03-20T10:00:00+08:00"
_SETTINGS = {
    "blank_participates": False,
    "invalid_participates": False,
    "replaceable": True,
    "paper_against_phone": "later_signed",
}
_RULE: dict[str, Any] = {
    "vote": 1,
    "title": "十万张票",
    "regime": "owners",
    "opens": "2026-03-01T00:00:00+08:00",
    "closes": "2026-04-01T00:00:00+08:00",
    "deemed": None,
    "settings": {key: {"value": value, "source": ""} for key, value in _SETTINGS.items()},
    "questions": [{"key": "q1", "text": "同意吗？", "kind": "approve", "class": "special", "options": []}],
}


def _roll() -> list[str]:
    return [f"{n:08},1,{50 + n % 90}.{n % 100:02},{n:064x}" for n in range(_BALLOTS)]


def _events(roll: verify.Tree) -> Iterator[dict[str, Any]]:
    yield {"kind": "roll_frozen", "roll": roll.root()}
    yield {"kind": "announced", "rule": verify.sha256(_RULE)}
    for n in range(_BALLOTS):
        answer = ("approve", "approve", "approve", "approve", "oppose", "abstain")[n % 6]
        said = {"channel": "online", "signed": _AT, "invalid": None, "answers": {"q1": [answer]}}
        yield {"kind": "cast", "receipt": f"{n:08}", "voter": f"{n:08}", "replaces": None, **said}
    yield {"kind": "closed"}


def _log(roll: verify.Tree) -> list[str]:
    tree, lines = verify.Tree(), list[str]()
    for n, event in enumerate(_events(roll)):
        before = {"size": n, "root": tree.root()} if event["kind"] in verify.MILESTONES else {}
        lines.append(verify.canonical({"n": n, "at": _AT, **event, **before}))
        tree.add(lines[-1])
    return lines


def _bundle(folder: Path) -> Path:
    """As the portal writes one, without a database."""
    roll, tree = _roll(), verify.Tree()
    for line in roll:
        tree.add(line)
    lines = _log(tree)
    events, root = verify.check_log(lines)
    replay = verify.Replay(
        _RULE, {row.split(",")[0]: (1, int(row.split(",")[2].replace(".", ""))) for row in roll}
    )
    for event in events:
        replay.take(event)
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(verify.ballot_rows(replay))
    texts = {
        "electorate.csv": "\n".join(["number,heads,area,commitment", *roll, ""]),
        "log.jsonl": "\n".join([*lines, ""]),
        "ballots.csv": table.getvalue(),
        "verify.py": VERIFIER.read_text(encoding="utf-8"),
    }
    for name, body in (("rule", _RULE), ("result", replay.result()), ("root", root)):
        texts[f"{name}.json"] = json.dumps(body, ensure_ascii=False, indent=1)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    sums = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in sorted(texts)]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    return folder


@contextmanager
def fingerprint(folder: Path) -> Iterator[tuple[Work, Work]]:
    """The Merkle root over the lines, against a chain of bare hashes over the same lines."""
    lines = [line.encode() for line in _log(verify.Tree())]
    yield lambda: _discard(fingerprint_of(map(leaf_hash, lines))), _chain(lines)


@contextmanager
def recount(folder: Path) -> Iterator[tuple[Work, Work]]:
    """``verify.py`` over the whole bundle, against reading the log and a chain of bare hashes."""
    bundle = _bundle(folder)

    def ours() -> None:
        with redirect_stdout(io.StringIO()) as said:
            if verify.main(["verify.py", str(bundle)]):
                raise RuntimeError(said.getvalue())

    def bare() -> None:
        lines = (bundle / "log.jsonl").read_bytes().splitlines()
        _chain(lines)()
        for line in lines:
            json.loads(line)

    yield ours, bare


def _chain(lines: list[bytes]) -> Callable[[], None]:
    def chain() -> None:
        link = b""
        for line in lines:
            link = hashlib.sha256(link + line).digest()

    return chain


def _discard(_: bytes) -> None:
    pass


ROWS = [
    Row("the fingerprint of a record of 100,000 ballots", 0.33, "records/s", fingerprint, 1),
    Row("a bundle of 100,000 ballots, counted again", 0.1, "bundles/s", recount, 1),
]
