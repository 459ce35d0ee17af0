"""Finished files: their kinds, their checksums, and how they get their names."""

import csv
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO

from portal.web.clock import CHINA
from portal.web.sheets.cells import Cell, Sheet, inert, shown, writable
from portal.web.sheets.workbook import write_xlsx


class FileKind(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"

    @property
    def mimetype(self) -> str:
        return _TYPES[self]


_TYPES: Mapping[FileKind, str] = {
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv",
    FileKind.JSON: "application/json",
}


@dataclass(frozen=True)
class Written:
    """What a finished file holds: ``rows`` of tables without their heads, and its checksum."""

    rows: int
    size: int
    sha256: str


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that stands under its name only once it is complete and on disk; readable for its owner only."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    draft = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write(target: IO[bytes], sheets: Sequence[Sheet], kind: FileKind) -> Written:
    """Fill an empty binary file that can also be read; it is left at its beginning."""
    writers = {FileKind.XLSX: write_xlsx, FileKind.CSV: _write_csv, FileKind.JSON: _write_json}
    return measured(target, writers[kind](target, sheets))


def measured(target: IO[bytes], rows: int) -> Written:
    """Size and checksum of a file that is finished; it is left at its beginning."""
    size = target.seek(0, os.SEEK_END)
    target.seek(0)
    digest = hashlib.file_digest(target, "sha256").hexdigest()  # type: ignore[arg-type]  # any seekable file
    target.seek(0)
    return Written(rows, size, digest)


def _write_json(target: IO[bytes], sheets: Sequence[Sheet]) -> int:
    """``{"sheets": [{"name", "above", "tables": [{"title", "heads", "rows"}]}]}``, a row a line.

    Numbers of people are numbers; areas, money and shares are decimals as text, so that no reader rounds.
    """
    text = io.TextIOWrapper(target, encoding="utf-8", newline="\n", write_through=True)
    rows = 0
    text.write('{"sheets": [')
    for number, sheet in enumerate(sheets):
        head = {"name": sheet.name, "above": list(sheet.above)}
        text.write(("," if number else "") + "\n" + _json(head)[:-1] + ', "tables": [')
        for place, block in enumerate(sheet.blocks):
            about = {"title": block.title, "heads": list(block.heads)}
            text.write(("," if place else "") + "\n" + _json(about)[:-1] + ', "rows": [')
            for line, row in enumerate(block.rows):
                text.write(("," if line else "") + "\n" + _json([_plain(cell) for cell in row]))
                rows += 1
            text.write("]}")
        text.write("]}")
    text.write("]}\n")
    text.detach()
    return rows


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(cell: Cell) -> object:
    """A moment with its zone; a text as it is, for nothing here takes one for a formula."""
    if isinstance(cell, datetime):
        return cell.astimezone(CHINA).isoformat(timespec="seconds")
    if isinstance(cell, str):
        return writable(cell)
    return cell if cell is None or isinstance(cell, int) else shown(cell)


def _write_csv(target: IO[bytes], sheets: Sequence[Sheet]) -> int:
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    out = csv.writer(text)
    rows = 0
    for number, sheet in enumerate(sheets):
        out.writerows([[]] if number else [])
        out.writerows([[inert(line)] for line in sheet.above])
        for place, block in enumerate(sheet.blocks):
            out.writerows([[]] if place or sheet.above else [])
            out.writerows([[inert(block.title)]] if block.title else [])
            out.writerows([list(block.heads)] if block.heads else [])
            for row in block.rows:
                out.writerow([shown(cell) for cell in row])
                rows += 1
    text.detach()
    return rows
