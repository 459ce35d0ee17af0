"""案卷: a whole vote as plain files, to be kept for years and read without this software.

Names are masked; what ties a choice to a home is only in the bundle inside, which names nobody either.
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from portal.audit.queries import list_of
from portal.audit.words import ACTIONS, BY_RESIDENTS
from portal.domain.amounts import format_hundredths
from portal.domain.sampling import ticket
from portal.voting.bundle.writing import write_bundle
from portal.voting.models import Vote
from portal.voting.queries.after import list_publications
from portal.voting.queries.call_backs import find_draw, list_asked, sum_up
from portal.voting.queries.copies import list_copies
from portal.voting.queries.counting import count
from portal.voting.queries.electorate import list_voters
from portal.voting.queries.logbook import announced_rule, instant, roll_fingerprint, root
from portal.voting.queries.report import result_of
from portal.voting.verdicts import verdict
from portal.voting.words import CALL_BACKS, KIND_WORDS, PUBLICATIONS, RECIPIENTS, REGIMES, STATES


@dataclass(frozen=True)
class _Page:
    """What the summary says, as pairs and lists of words; written as a page and as text."""

    title: str
    facts: Sequence[tuple[str, str]]
    outcomes: Sequence[tuple[str, str]]
    publications: Sequence[str]


def write_archive(vote: Vote, folder: Path, now: datetime) -> str:
    """Fill a new folder; return the fingerprint of the record that it ends with.

    :raises RuleViolated: still open, or the folder is there already.
    """
    folder.mkdir(parents=True)
    write_bundle(vote, folder / "核验包", now)
    _json(folder / "公告.json", announced_rule(vote.id))
    _json(folder / "结果.json", result_of(vote, now))
    for number, found in enumerate(list_publications(vote.id), start=1):
        name = f"{number:02}-{PUBLICATIONS[found.kind]}.json"
        about = {"digest": found.digest, "size": found.record_size, "root": found.record_root}
        when = {"kind": found.kind.value, "at": instant(found.published_at)}
        _json(folder / "公布" / name, {**when, **about, "body": found.body})
    _table(
        folder / "名册（脱敏）.csv",
        ("房屋", "业主", "面积（㎡）", "面积来源", "用途"),
        _roll(vote.id),
    )
    _table(folder / "经办记录.csv", ("时间", "经办", "事情", "内容"), _deeds(vote.id))
    _table(folder / "核验包去向.csv", ("时间", "给谁", "名称", "用途", "记录行数", "指纹"), _copies(vote.id))
    _table(
        folder / "回访核票.csv",
        ("次序", "回执", "SHA-256", "结果", "问了几次", "最后一次"),
        _called_back(vote.id),
    )
    page = _page(vote, now)
    (folder / "摘要.txt").write_text(_as_text(page), encoding="utf-8", newline="\r\n")
    (folder / "摘要.html").write_text(_as_html(page), encoding="utf-8")
    write_index(folder)
    return root(vote.id)


def _roll(vote_id: int) -> Iterable[Sequence[object]]:
    """Without paper numbers, which would tie a home to its ballot in the bundle."""
    for voter in list_voters(vote_id):
        for part in voter.parts:
            home = f"{part.building}{part.entrance}{part.room}"
            area = format_hundredths(part.area)
            yield home, voter.masked, area, part.area_source, KIND_WORDS[part.kind]


def _deeds(vote_id: int) -> Iterable[Sequence[object]]:
    for entry in list_of(f"vote:{vote_id}"):
        who = "业主" if entry.action in BY_RESIDENTS else entry.actor
        detail = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True)
        yield instant(entry.at), who, ACTIONS.get(entry.action, entry.action), detail


def _copies(vote_id: int) -> Iterable[Sequence[object]]:
    for copy in list_copies(vote_id):
        to = RECIPIENTS[copy.recipient]
        yield instant(copy.made_at), to, copy.name, copy.purpose, copy.size, copy.root


def _called_back(vote_id: int) -> Iterable[Sequence[object]]:
    """What was drawn, so that the drawing can be repeated; empty where nothing was drawn."""
    done = find_draw(vote_id)
    if done is None:
        return
    for each in list_asked(vote_id):
        receipt, last = each.drawn.ballot.receipt, each.last
        said = CALL_BACKS[last.outcome] if last else "没有问"
        when = instant(last.called_at) if last else ""
        yield each.drawn.rank, receipt, ticket(done.seed, receipt), said, len(each.tries), when


def _drawing(vote_id: int) -> str:
    done = sum_up(vote_id)
    if done is None:
        return "没有抽"
    return (
        f"随机数 {done.draw.seed}，{instant(done.draw.drawn_at)}，在场 {done.draw.present}；"
        f"{done.draw.papers} 张纸票抽 {done.draw.sampled} 张，本人确认 {done.confirmed}，"
        f"本人否认 {done.denied}，没有联系上 {done.not_reached}，没有问 {done.open}"
    )


def _page(vote: Vote, now: datetime) -> _Page:
    counted = result_of(vote, now)
    roll, ballots = counted["roll"], counted["ballots"]
    papers = (
        f"发放 {ballots['issued']}，收回 {ballots['returned']}，其中作废 {ballots['invalid']}，"
        f"未收回 {ballots['not_returned']}，无法送达 {ballots['undeliverable']}"
    )
    facts = [
        ("小区", f"{vote.estate.street.name}{vote.estate.name}"),
        ("性质", REGIMES[vote.regime] + ("（补录）" if vote.recorded else "")),
        ("状态", STATES[vote.state]),
        ("公告", instant(vote.notice_at)),
        ("投票时间", f"{instant(vote.opens_at)} 到 {instant(vote.closes_at)}"),
        ("名册", f"{roll['heads']} 人，{roll['area']} 平方米"),
        ("选票", papers),
        ("回访核票", _drawing(vote.id)),
        ("名册指纹", roll_fingerprint(vote.id)),
        ("投票记录指纹", root(vote.id)),
    ]
    outcomes = [(item.question.text, str(verdict(item).sentence)) for item in count(vote)]
    published = [
        f"{instant(found.published_at)} {PUBLICATIONS[found.kind]}，指纹 {found.record_root}"
        for found in list_publications(vote.id)
    ]
    return _Page(vote.title, facts, outcomes, published)


_HOW = (
    "怎样核对：装有 Python 3.8 以上的电脑，打开“核验包”文件夹，运行 python3 verify.py，"
    "看它是否说“全部一致”，并把它列出的指纹和当时公告、结果上印的对一对。"
    "不用任何软件也能看：ballots.csv 是算数的选票，electorate.csv 是名册，log.jsonl 是投票记录。"
)


def _as_text(page: _Page) -> str:
    lines = [page.title, "", *(f"{name}：{value}" for name, value in page.facts), "", "结果"]
    lines += [f"{question}　{sentence}" for question, sentence in page.outcomes]
    return "\n".join([*lines, "", "公布", *page.publications, "", _HOW, ""])


def _as_html(page: _Page) -> str:
    facts = "".join(f"<tr><th>{escape(n)}</th><td>{escape(v)}</td></tr>" for n, v in page.facts)
    outcomes = "".join(f"<tr><th>{escape(q)}</th><td>{escape(s)}</td></tr>" for q, s in page.outcomes)
    published = "".join(f"<li>{escape(line)}</li>" for line in page.publications)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(page.title)}</title></head>"
        f"<body><h1>{escape(page.title)}</h1><table>{facts}</table><h2>结果</h2><table>{outcomes}</table>"
        f"<h2>公布</h2><ol>{published}</ol><p>{escape(_HOW)}</p></body></html>\n"
    )


def write_index(folder: Path) -> None:
    """目录: every file with its size and checksum, for people; SHA256SUMS, for programs."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path: path.relative_to(folder).as_posix() for path in paths}
    sums = {names[path]: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    rows = [
        (number, names[path], path.stat().st_size, sums[names[path]]) for number, path in enumerate(paths, 1)
    ]
    _table(folder / "目录.csv", ("序号", "文件", "字节", "SHA-256"), rows)
    sums["目录.csv"] = hashlib.sha256((folder / "目录.csv").read_bytes()).hexdigest()
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    (folder / "SHA256SUMS").write_text(text, encoding="utf-8", newline="\n")


def _json(path: Path, body: Mapping[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _table(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """With a mark at the front by which office programs know the letters."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(head)
        table.writerows(rows)
