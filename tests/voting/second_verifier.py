"""A verification bundle checked once more, written plainly from its description; shares no code with ours.

It counts from ``ballots.csv`` in the words of the ballot, with fractions, and builds trees by their
recursive definition; ``verify.py`` counts from the log with whole numbers and builds them as they grow.
"""

import csv
import json
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

REASONS = {"未签名", "签名与名册不符", "非业主且无委托", "非本次选票", "逾期", "重复"}
WORDS = {
    "approve": "同意",
    "oppose": "反对",
    "abstain": "弃权",
    "follow_majority": "随多数",
    "none_of_these": "均不同意",
    "blank": "未选",
}


def is_sound(folder: Path) -> bool:
    """Whether everything in the bundle agrees with everything else."""
    try:
        _check(folder)
    except Exception:  # whatever cannot be read is no proof
        return False
    return True


def _check(folder: Path) -> None:
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert sha256((folder / name).read_bytes()).hexdigest() == digest
    rule, result, root = (_json(folder / f"{name}.json") for name in ("rule", "result", "root"))
    lines = (folder / "log.jsonl").read_text().removesuffix("\n").split("\n")
    log = [json.loads(line) for line in lines]
    _check_log(log, lines, root)
    assert sha256(_flat(rule).encode()).hexdigest() == log[1]["rule"]
    roll_lines = (folder / "electorate.csv").read_text().removesuffix("\n").split("\n")[1:]
    assert _tree([line.encode() for line in roll_lines]) == log[0]["roll"] == root["roll"]
    roll = {line.split(",")[0]: Decimal(line.split(",")[2]) for line in roll_lines}
    assert len(roll) == len(roll_lines)
    with (folder / "ballots.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["receipt", "voter", "channel", "time", "invalid", *(q["key"] for q in rule["questions"])]
    served, counted = _last_words(log)
    assert [row[0] for row in rows] == [event["receipt"] for event in counted]
    for row, event in zip(rows, counted, strict=True):
        _check_row(row, event, rule)
    _check_result(rule, result, roll, rows, served)
    assert result["recorded"] == (log[1]["kind"] == "recorded")
    stages = {"closed": "counting", "published": "preliminary", "final": "final", "recounting": "counting"}
    assert result["state"] == [stages[event["kind"]] for event in log if event["kind"] in stages][-1]


def _json(path: Path) -> Any:
    return json.loads(path.read_text())


def _flat(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _tree(leaves: list[bytes]) -> str:
    return _hash([sha256(b"\0" + leaf).digest() for leaf in leaves]).hex()


def _hash(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 section 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + _hash(leaves[:split]) + _hash(leaves[split:])).digest()


def _check_log(log: list[Any], lines: list[str], root: Any) -> None:
    encoded = [line.encode() for line in lines]
    assert [event["n"] for event in log] == list(range(len(log)))
    assert (root["size"], root["root"]) == (len(log), _tree(encoded))
    public = [event for event in log if "root" in event]
    assert all(
        event["root"] == _tree(encoded[: event["n"]]) and event["size"] == event["n"] for event in public
    )
    assert root["published"] == [
        {"kind": e["kind"], "at": e["at"], "n": e["n"], "root": _tree(encoded[: e["n"] + 1])} for e in public
    ]


def _last_words(log: list[Any]) -> tuple[dict[str, str], list[Any]]:
    """How each was served last, and the ballots that count in the order in which they came."""
    served, said, counts = {}, {}, {}
    for event in log:
        match event["kind"]:
            case "delivered":
                served[event["voter"]] = event["way"]
            case "cast":
                said[event["receipt"]] = event
                counts[event["voter"]] = event["receipt"]
            case "keyed":
                said[event["receipt"]] = event
            case "checked" if event["counts"]:
                counts[said[event["receipt"]]["voter"]] = event["receipt"]
            case "set_aside":
                del counts[event["voter"]]
            case "restored":
                counts[event["voter"]] = event["receipt"]
    return served, sorted((said[receipt] for receipt in counts.values()), key=lambda event: event["n"])


def _check_row(row: list[str], event: Any, rule: Any) -> None:
    _receipt, voter, channel, time, invalid, *cells = row
    assert (voter, time) == (event["voter"], event["signed"])
    channels = {"纸质": "paper", "上门": "doorstep", "线上": "online", "电话": "phone"}
    assert channels[channel] == event["channel"]
    assert (invalid in REASONS) == (event["invalid"] is not None)
    for cell, question in zip(cells, rule["questions"], strict=True):
        texts = {f"option:{option['key']}": option["text"] for option in question["options"]} | WORDS
        assert cell == "、".join(texts[answer] for answer in event["answers"][question["key"]])


def _check_result(
    rule: Any, result: Any, roll: dict[str, Decimal], rows: list[list[str]], served: dict[str, str]
) -> None:
    voted = {row[1] for row in rows}
    missing = sum(way == "undeliverable" and voter not in voted for voter, way in served.items())
    back = result["ballots"]
    assert (result["id"], result["title"], result["regime"]) == (rule["vote"], rule["title"], rule["regime"])
    assert result["roll"] == {"heads": len(roll), "area": str(sum(roll.values()))}
    assert (back["issued"], back["returned"], back["undeliverable"]) == (len(roll), len(rows), missing)
    assert back["invalid"] == sum(bool(row[4]) for row in rows)
    assert back["not_returned"] == len(roll) - len(rows) - missing
    assert back["by_channel"] == {w: sum(r[2] == w for r in rows) for w in {row[2] for row in rows}}
    silent = [v for v, way in served.items() if way != "undeliverable" and v not in voted]
    assert len(result["questions"]) == len(rule["questions"])
    for place, question in enumerate(rule["questions"]):
        said = result["questions"][place]
        assert (said["key"], said["class"]) == (question["key"], question["class"])
        _Question(rule, question, roll, [(row[1], row[4], row[5 + place]) for row in rows]).check(
            said, silent
        )


class _Question:
    """One question, from the words in its column."""

    def __init__(
        self, rule: Any, asked: Any, roll: dict[str, Decimal], rows: list[tuple[str, str, str]]
    ) -> None:
        self.rule, self.asked, self.roll = rule, asked, roll
        self.texts = {option["text"]: option["key"] for option in asked["options"]}
        self.voters: dict[str, set[str]] = defaultdict(set)
        self.part: set[str] = set()
        for voter, invalid, cell in rows:
            words = ["作废"] if invalid else [cell] if cell in self.texts else cell.split("、")
            for word in words:
                self.voters[self.texts.get(word, word)].add(voter)
                if self.takes_part(word):
                    self.part.add(voter)

    def takes_part(self, word: str) -> bool:
        name = {"作废": "invalid_participates", "未选": "blank_participates"}.get(word)
        return name is None or self.rule["settings"][name]["value"]

    def weigh(self, voters: set[str]) -> tuple[int, Decimal]:
        return len(voters), sum((self.roll[voter] for voter in voters), Decimal("0.00"))

    def leader(self) -> str | None:
        names = ["同意", "反对"] if self.asked["kind"] == "approve" else [*self.texts.values(), "均不同意"]
        weights = {name: self.weigh(self.voters.get(name, set())) for name in names}
        heads = sorted(names, key=lambda name: weights[name], reverse=True)[0]
        area = sorted(names, key=lambda name: weights[name][::-1], reverse=True)[0]
        return heads if heads == area and weights[heads][0] else None

    def check(self, said: Any, silent: list[str]) -> None:
        deemed = self.rule["deemed"]
        owners = self.rule["regime"] == "owners" and self.asked["kind"] != "budget"
        leads = self.leader()
        first = self.judge(said, leads, {}, set())
        outcome = first
        if deemed and owners:
            goes = "同意" if deemed["counts_to"] == "approve" else leads
            second = self.judge(said["with_deemed"], leads, {goes: set(silent)} if goes else {}, set(silent))
            outcome = second if deemed["decides"] else first
            assert (said["with_deemed"]["outcome"], said["with_deemed"]["winner"]) == second
        else:
            assert said["with_deemed"] is None
        assert (said["outcome"], said["winner"]) == outcome

    def judge(
        self, said: Any, leads: str | None, more: dict[str, set[str]], also: set[str]
    ) -> tuple[str | None, str | None]:
        part = self.weigh(self.part | also)
        assert said["participating"] == {"heads": part[0], "area": str(part[1])}
        sums = {
            name: self.weigh(self.voters.get(name, set()) | more.get(name, set()))
            for name in self.names(more)
        }
        assert said["choices"] == {name: {"heads": h, "area": str(a)} for name, (h, a) in sums.items()}
        asked = "同意"
        if self.texts:
            ranked = {key: self.weigh(self.voters.get(key, set())) for key in self.texts.values()}
            asked = max(ranked, key=lambda key: ranked[key])
        favour = self.voters.get(asked, set()) | more.get(asked, set())
        if asked == leads:
            favour = favour | self.voters.get("随多数", set())
        tests = self.tests(self.weigh(set(self.roll)), part, self.weigh(favour))
        assert said["tests"] == tests
        return self.outcome(tests, asked)

    def names(self, more: dict[str, set[str]]) -> set[str]:
        there = {name for name, voters in self.voters.items() if voters and self.takes_part(name)}
        return there | {name for name, voters in more.items() if voters}

    def tests(self, whole: Any, part: Any, favour: Any) -> list[Any]:
        settings, budget = self.rule["settings"], self.asked["kind"] == "budget"
        if self.rule["regime"] == "residents":
            asked = [("present", "participation", part[0], whole[0], settings["residents_present"]["value"])]
            votes = ("votes", "approval", favour[0], part[0], settings["residents_votes"]["value"])
            return [_test(*line) for line in (asked if budget else [*asked, votes])]
        if self.rule["regime"] == "survey" or budget:
            return []
        needs = ">1/2" if self.asked["class"] == "ordinary" else ">=3/4"
        return [
            _test("heads", "participation", part[0], whole[0], ">=2/3"),
            _test("area", "participation", part[1], whole[1], ">=2/3"),
            _test("heads", "approval", favour[0], part[0], needs),
            _test("area", "approval", favour[1], part[1], needs),
        ]

    def outcome(self, tests: list[Any], asked: str) -> tuple[str | None, str | None]:
        if self.rule["regime"] == "survey":
            return None, None
        if any(not test["met"] for test in tests if test["test"] == "participation"):
            return "no_quorum", None
        if self.asked["kind"] == "budget":
            return "advice", None
        if all(test["met"] for test in tests):
            return "passed", asked if self.texts else None
        return ("not_passed" if self.asked["kind"] == "approve" else "no_decision"), None


def _test(measure: str, test: str, have: Any, of: Any, needs: str) -> Any:
    strict = not needs.startswith(">=")
    least = Fraction(needs.lstrip(">="))
    share = Fraction(have) / Fraction(of) if of else Fraction(-1)
    met = share > least if strict else share >= least
    figures = {"measure": measure, "test": test, "have": str(have), "of": str(of)}
    return {**figures, "needs": needs.lstrip(">="), "strict": strict, "met": met}
