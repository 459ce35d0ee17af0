"""Finished files: their kinds, their checksums, and how they get their names."""

import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from portal.web.sheets.cells import Sheet, inert, shown
from portal.web.sheets.workbook import write_xlsx


class FileKind(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"

    @property
    def mimetype(self) -> str:
        if self is FileKind.CSV:
            return "text/csv"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    rows = (write_xlsx if kind is FileKind.XLSX else _write_csv)(target, sheets)
    size = target.seek(0, os.SEEK_END)
    target.seek(0)
    digest = hashlib.file_digest(target, "sha256").hexdigest()  # type: ignore[arg-type]  # any seekable file
    target.seek(0)
    return Written(rows, size, digest)


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
