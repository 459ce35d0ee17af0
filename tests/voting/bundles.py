"""Votes of every kind with their bundles, and what somebody might do to a bundle."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from portal.db import session, transaction
from portal.domain.deadlines import CHINA
from portal.voting.bundle.writing import write_bundle
from portal.voting.models import Vote
from portal.voting.queries import get_vote
from portal.voting.services.recording import record_held
from tests.factories import voting as make

AREAS = [10000, 5000, 7001, 8000, 9000, 4000, 6050, 3000]  # 101 … 801
AT = [(make.NOW - timedelta(days=1, minutes=n)).astimezone(CHINA).isoformat() for n in range(20)]

APPROVE = {"key": "q1", "text": "是否同意方案？", "kind": "approve", "class": "special"}
CHOOSE = {
    "key": "q2",
    "text": "谁来管？",
    "kind": "choose",
    "class": "ordinary",
    "options": [{"key": "a", "text": "物业公司"}, {"key": "b", "text": "服务中心、居民一起"}],
}
BUDGET = {
    "key": "q3",
    "text": "先做哪些？",
    "kind": "budget",
    "budget": "500000.00",
    "options": [
        {"key": "x", "text": "路灯", "cost": "120000.00"},
        {"key": "y", "text": "雨棚", "cost": "90000.00"},
        {"key": "z", "text": "健身器材", "cost": "300000.00"},
    ],
}
HEAD = "楼栋,单元,房号,渠道,时间,作废原因,送达,q1,q2,q3"
ROWS = [
    f'1栋,1单元,101,纸质,{AT[0]},,,同意,a,"x、y"',
    f"1栋,1单元,201,上门,{AT[1]},,,反对,均不同意,z",
    f"1栋,1单元,301,线上,{AT[2]},,,同意,b,弃权",
    f"1栋,1单元,401,电话,{AT[3]},,,随多数,a,x",
    f"1栋,1单元,501,纸质,{AT[4]},未签名,,同意,a,x",
    f"1栋,1单元,601,纸质,{AT[5]},,,,随多数,",
    "1栋,1单元,701,,,,当面签收 2026-03-15,,,",
    "1栋,1单元,801,,,,无法送达,,,",
]
FOLLOW = {"follow_majority": {"value": True, "source": "议事规则第十条"}}
DEEMED = {"clause": "议事规则第八条", "adopted": "2020年", "counts_to": "majority", "decides": False}
MEETING = {
    "residents_present": {"value": ">1/2", "source": "居民会议章程"},
    "residents_votes": {"value": ">=2/3", "source": "居民会议章程"},
}
COUNTING = {
    "invalid_participates": {"value": True, "source": "议事规则第九条"},
    "blank_participates": {"value": True, "source": "议事规则第九条"},
}

#: Every regime and clause; all with 随多数, a spoilt paper, 未选, and a budget.
KINDS: dict[str, dict[str, Any]] = {
    "owners": {},
    "deemed": {"deemed": DEEMED},
    "deemed decides": {"deemed": {**DEEMED, "decides": True}},
    "spoilt takes part": {"settings": {**FOLLOW, **COUNTING}},
    "residents": {"regime": "residents", "settings": {**FOLLOW, **MEETING}},
    "survey": {"regime": "survey"},
}


def held(**changes: Any) -> Vote:
    """A vote held before in which eight owners did eight different things."""
    with transaction():
        estate = make.estate(AREAS)
        specification = {
            "title": "补录的投票",
            "estate": estate.name,
            "regime": "owners",
            "notice": (make.NOW - timedelta(days=30)).isoformat(),
            "opens": (make.NOW - timedelta(days=10)).isoformat(),
            "closes": make.NOW.isoformat(),
            "settings": FOLLOW,
            "questions": [APPROVE, CHOOSE, BUDGET],
        }
        sheet = "\n".join([HEAD, *ROWS]).encode("utf-8-sig")
        content = json.dumps({**specification, **changes}).encode()
        return record_held(content, (sheet, "选票.csv"), make.CLERK, now=make.NOW)


def bundled(vote: Vote, folder: Path) -> Path:
    session.expire_all()
    write_bundle(get_vote(vote.id), folder, make.NOW + timedelta(days=1))
    return folder


def seal(folder: Path) -> None:
    """Write the checksums anew, as whoever changed something would."""
    names = sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS")
    sums = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")


def _lines(change: Callable[[list[str]], list[str]]) -> Callable[[str], str]:
    """A change to the lines of a file with a head that stays."""

    def changed(text: str) -> str:
        head, *lines = text.removesuffix("\n").split("\n")
        return "\n".join([head, *change(lines)]) + "\n"

    return changed


def _document(change: Callable[[Any], None]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        value = json.loads(text)
        change(value)
        return json.dumps(value, ensure_ascii=False, indent=1)

    return changed


def _set(*path: Any) -> Callable[[str], str]:
    """Put the last of ``path`` where the others lead."""
    *way, key, value = path

    def change(document: Any) -> None:
        for step in way:
            document = document[step]
        assert document[key] != value
        document[key] = value

    return _document(change)


_ROWS: dict[str, Callable[[str], str]] = {
    "drop the first": _lines(lambda lines: lines[1:]),
    "drop the last": _lines(lambda lines: lines[:-1]),
    "double one": _lines(lambda lines: [*lines, lines[1]]),
    "swap two": _lines(lambda lines: [lines[1], lines[0], *lines[2:]]),
    "turn round": _lines(lambda lines: lines[::-1]),
    "empty": _lines(lambda lines: []),
    "a blank line": _lines(lambda lines: [*lines, ""]),
}


def _first(change: Callable[[str], str]) -> Callable[[str], str]:
    return _lines(lambda lines: [change(lines[0]), *lines[1:]])


def _more(line: str) -> Callable[[str], str]:
    return _lines(lambda lines: [*lines, line])


def _swap(old: str, new: str) -> Callable[[str], str]:
    def changed(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return changed


_BALLOTS = {
    "another choice": _swap("同意", "反对"),
    "another channel": _swap("纸质", "线上"),
    "a spoilt paper made valid": _swap("未签名", ""),
    "another time": _swap("+08:00", "+07:00"),
    "another receipt": _first(lambda line: str((int(line[0]) + 1) % 10) + line[1:]),
    "one more": _lines(lambda lines: [*lines, "12345674" + lines[0][8:]]),
}
_ELECTORATE = {
    "another area": _swap(",100.00,", ",200.00,"),
    "two heads": _swap(",1,", ",2,"),
    "another home": _first(lambda line: line[:-1] + "g"),
    "one more": _more("12345674,1,80.00," + "0" * 64),
}
_LOG = {
    "another choice": _swap('["approve"]', '["oppose"]'),
    "another way": _swap('"signed"', '"letterbox"'),
    "an unknown event": _swap('"kind":"checked"', '"kind":"chequed"'),
    "another time": _swap("+08:00", "+07:00"),
}
_RULE = {
    "another class": _set("questions", 0, "class", "ordinary"),
    "another question": _set("questions", 0, "text", "是否反对方案？"),
    "another option": _set("questions", 1, "options", 0, "text", "别的公司"),
    "another setting": _set("settings", "blank_participates", "value", "maybe"),
    "another source": _set("settings", "notice_days", "source", "口头"),
    "another end": _set("closes", "2027-01-01T00:00:00+08:00"),
}
_RESULT = {
    "another title": _set("title", "别的投票"),
    "another state": _set("state", "final"),
    "one more returned": _set("ballots", "returned", 7),
    "another roll": _set("roll", "area", "1.00"),
    "another outcome": _set("questions", 0, "outcome", "void"),
    "more in favour": _set("questions", 0, "choices", "同意", {"heads": 9, "area": "1.00"}),
    "more taking part": _set("questions", 0, "participating", "heads", 8),
    "another order": _document(lambda body: body["questions"].reverse()),
}
_ROOT = {
    "another root": _set("root", "0" * 64),
    "another size": _set("size", 3),
    "another roll": _set("roll", "0" * 64),
    "an earlier root": _set("published", 0, "root", "0" * 64),
    "an earlier time": _set("published", 0, "at", "2020-01-01T00:00:00+08:00"),
}
_BY_FILE = {
    "ballots.csv": _ROWS | _BALLOTS,
    "electorate.csv": _ROWS | _ELECTORATE,
    "log.jsonl": _ROWS | _LOG,
    "rule.json": _RULE,
    "result.json": _RESULT,
    "root.json": _ROOT,
}
#: File and what is done to it; each of them is a doubt.
CHANGES = {f"{name}: {what}": (name, way) for name, ways in _BY_FILE.items() for what, way in ways.items()}


def apply(folder: Path, what: str) -> None:
    name, change = CHANGES[what]
    before = (folder / name).read_bytes().decode()
    after = change(before)
    assert after != before
    (folder / name).write_bytes(after.encode())
