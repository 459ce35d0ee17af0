"""案卷: everything of an estate's project as plain files, with an index and checksums, fit to hand over.

Names are masked in every table. Closed votes come with their own file, which holds the verification bundle;
of votes that are still open there is nothing but their line in the list. What would tie a home to a ballot of
the bundle (逐户计票, 送达记录, 入户记录) is left out: see docs/adr/0020-who-may-recount.md.
"""

import json
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from portal.communities.models import Estate
from portal.domain.stages import NAMES as STAGES
from portal.exports.catalogue import Source, Table
from portal.exports.files import (
    ARCHIVE_KIND,
    Archive,
    Ends,
    Order,
    file_name,
    name_of,
    scope_key,
    source_of,
)
from portal.exports.papers.register import Form, draw, list_made
from portal.exports.papers.register import file_name as file_name_of
from portal.exports.queries import snapshot
from portal.exports.tables import sheets_of
from portal.exports.words import FILE_WORDS
from portal.plans.queries import find_project
from portal.plans.queries.versions import list_versions
from portal.voting.bundle.archive import write_archive, write_index
from portal.voting.models import Vote
from portal.voting.queries import is_secret, list_votes
from portal.voting.queries.logbook import count_lines, instant
from portal.web.sheets import FileKind, measured, write

_MOST_PAPERS = 10_000
_WHEN = (2020, 1, 1, 0, 0, 0)  # a zip wants a time; ours says nothing


def make_archive(order: Order, target: IO[bytes], *, now: datetime) -> Archive:
    """Everything of one moment, in one zip.

    :raises sqlalchemy.exc.NoResultFound: no such estate.
    """
    with TemporaryDirectory() as folder:
        root = Path(folder) / "案卷"
        with snapshot():
            source = source_of(replace(order, full=False), now)
            name = file_name(order, source)
            rows, ends = write_project(source, root)
        _pack(root, name, target)
    return Archive(f"{name}.{ARCHIVE_KIND}", ARCHIVE_KIND, measured(target, rows), ends)


def write_project(source: Source, root: Path) -> tuple[int, Ends]:
    """Fill a new folder; return how many rows its tables have, and where each vote's record ended."""
    if source.estate is None:
        raise ValueError("the file of a project, and no estate")
    root.mkdir(parents=True)
    rows = _tables(source, root / "表格")
    _plan(source.estate, root / "改造方案")
    ends, left_out = _votes(source, root / "表决")
    _papers(source.estate, root / "公文")
    text = _about(source, left_out)
    (root / "说明.txt").write_text("\n".join(text), encoding="utf-8", newline="\r\n")
    write_index(root)
    return rows, ends


def _tables(source: Source, folder: Path) -> int:
    folder.mkdir()
    order = Order(Table.ESTATE, None, None, full=False, purpose="")
    book = name_of(order, source, FILE_WORDS[Table.ESTATE])
    rows = _write(folder / f"{book}.xlsx", sheets_of(Table.ARCHIVE, source), FileKind.XLSX)
    for sheet in sheets_of(Table.ARCHIVE, source):
        _write(folder / f"{name_of(order, source, sheet.name)}.csv", [sheet], FileKind.CSV)
    return rows


def _write(path: Path, sheets: Sequence[Any], kind: FileKind) -> int:
    with path.open("w+b") as file:
        return write(file, sheets, kind).rows


def _papers(estate: Estate, folder: Path) -> None:
    """Every masked paper on the register, in both forms; a superseded one says so on its face."""
    kept = [paper for paper in list_made(scope_key(estate.id, None), limit=_MOST_PAPERS) if paper.masked]
    if not kept:
        return
    folder.mkdir()
    for paper in kept:
        for form in Form:
            (folder / file_name_of(paper, estate.name, form)).write_bytes(draw(paper, form))


def _plan(estate: Estate, folder: Path) -> None:
    """Every published version as it was published; without a project there is no folder."""
    project = find_project(estate.id)
    if project is None:
        return
    folder.mkdir()
    for version in list_versions(project.id):
        if version.published_at is None:
            continue
        said = {
            "project": project.title,
            "version": version.number,
            "published_at": instant(version.published_at),
            "reason": version.reason,
            "digest": version.digest,
            "content": version.content,
        }
        text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
        (folder / f"第{version.number}版.json").write_text(text, encoding="utf-8", newline="\n")


def _votes(source: Source, folder: Path) -> tuple[Ends, list[Vote]]:
    ends: dict[int, tuple[int, str]] = {}
    left_out = []
    for vote in list_votes(source.estates[0].id):
        if is_secret(vote, source.now):
            left_out.append(vote)
            continue
        size = count_lines(vote.id)
        ends[vote.id] = size, write_archive(vote, folder / f"投票{vote.id}", source.now)
    return ends, left_out


def _about(source: Source, left_out: Sequence[Vote]) -> Iterator[str]:
    estate = source.estates[0]
    project = find_project(estate.id)
    yield f"{estate.street.name}{estate.name}：改造项目案卷"
    yield f"生成时间：{instant(source.now)}"
    if project is not None:
        yield f"项目：{project.title}，{STAGES[project.stage]}"
    yield ""
    yield "表格：各类台账，姓名已隐去一部分；每张表有 xlsx 和 csv 两种，不需要本平台的软件就能看。"
    yield "改造方案：公布过的每一版，原样。"
    yield "公文：登记过的公告、公示和统计表，Word 和 PDF 各一份；被代替的上面写明。"
    yield "表决：每次已截止的投票一个文件夹，先看里面的“摘要.html”；怎样重新计票写在“摘要.txt”末尾。"
    yield "逐户计票、送达、入户记录不在案卷里：和核验包放在一起，能看出哪一户怎么投；要用时由街道另外导出。"
    yield "目录.csv：每个文件的大小和校验码；SHA256SUMS 可以用 sha256sum -c SHA256SUMS 核对。"
    for vote in left_out:
        yield f"没有收入：“{vote.title}”，投票还没有截止，或者没有结果就作废了。"
    if estate.is_demo:
        yield "演示数据：人名和数字都是编的。"
    yield ""


def _pack(folder: Path, name: str, target: IO[bytes]) -> None:
    """Straight from disk: no file is ever whole in memory."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with path.open("rb") as source, archive.open(entry, "w") as inside:
                shutil.copyfileobj(source, inside, 1 << 20)
