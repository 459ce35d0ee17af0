"""From the bytes of a file to sheets of cells: xlsx, xls, and csv in the encodings in use here."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import islice
from typing import Any

from portal.communities.roll import old_workbook
from portal.communities.roll.cells import Cell
from portal.communities.roll.columns import HEADER_WITHIN, find_header
from portal.communities.roll.errors import (
    EmptyFile,
    FileTooLarge,
    NotASheet,
    SheetLocked,
    TextNotReadable,
    WebPageNotSheet,
)

Grid = list[list[Cell]]
Corner = tuple[int, int]

_MEGABYTE = 2**20
MAX_MEGABYTES = 20
_MAX_UNPACKED = 200 * _MEGABYTE
_MAX_ROWS = 100_000
_MAX_COLUMNS = 104  # up to CZ
_SECONDS = 30
SEPARATORS = (",", "\t", ";", "|")

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# The first record of an old workbook, BOF, and the one that stands behind it for a password, FILEPASS.
_LOCKED_STREAM = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}\x2f\x00", re.DOTALL)
_WEB_PAGE = re.compile(rb"<\s*(?:!doctype|html|head|meta|table|\?xml)", re.IGNORECASE)
# A filled cell beyond row 100,000 or column CZ. The reader lays the sheet out as one rectangle, so that a
# single stray cell at XFD1048576 would ask for half a terabyte and end the process.
_STRAY_CELL = re.compile(rb'r=["\'](?:[A-Z]{1,3}\d{6,7}|[A-Z]{3}\d+|[D-Z][A-Z]\d+)["\'][^>]*(?<!/)>\s*<(?!/)')


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it stands: `rows[0]` is the sheet's row 1. `merged` has both corners, counted from 0."""

    name: str
    rows: Grid
    merged: tuple[tuple[Corner, Corner], ...] = field(default=())


def sheets_in(content: bytes, file_name: str) -> list[Sheet]:
    """The sheets that people see, in order; a text file is one, by the separator that its header shows.

    :raises RollRefused: empty, too large, locked, a web page, or no sheet at all.
    """
    if not content.strip():
        raise EmptyFile
    if len(content) > MAX_MEGABYTES * _MEGABYTE:
        raise _too_large()
    if content.startswith(_ZIP):
        _check_package(content, file_name)
        return _new_workbook(content, file_name)
    if content.startswith(_OLE):
        return _old_workbook(content, file_name)
    if _WEB_PAGE.match(content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")):
        raise WebPageNotSheet(file=file_name)
    return [_text_sheet(_decoded(content, file_name), file_name)]


def _too_large() -> FileTooLarge:
    return FileTooLarge(megabytes=MAX_MEGABYTES, rows=_MAX_ROWS, columns=_MAX_COLUMNS)


def _check_package(content: bytes, file_name: str) -> None:
    """Refuse what would fill the memory before the reader unpacks it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            is_workbook = "xl/workbook.xml" in package.namelist()
            is_large = sum(member.file_size for member in members) > _MAX_UNPACKED
            is_large = is_large or any(_has_stray_cell(package, member) for member in members)
    except Exception as error:  # a broken package fails in many ways
        raise NotASheet(file=file_name) from error
    if not is_workbook:
        raise NotASheet(file=file_name)
    if is_large:
        raise _too_large()


def _has_stray_cell(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    is_sheet = member.filename.endswith(".xml") and "/worksheets/" in member.filename
    return is_sheet and _STRAY_CELL.search(package.read(member)) is not None


def _new_workbook(content: bytes, file_name: str) -> list[Sheet]:
    try:
        return _visible_sheets(content)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the reader is no Exception
        raise NotASheet(file=file_name) from error


def _visible_sheets(content: bytes) -> list[Sheet]:
    # The reader loads only where a file is read.
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    found: list[Sheet] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for about in workbook.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            rows: Grid = sheet.to_python(skip_empty_area=False)
            found.append(Sheet(about.name, rows, tuple(sheet.merged_cell_ranges or ())))
    return found


def _old_workbook(content: bytes, file_name: str) -> list[Sheet]:
    """Read in a process of its own, since a damaged file may end it. A locked xlsx looks like one, too."""
    if _LOCKED_PACKAGE in content or _LOCKED_STREAM.search(content):
        raise SheetLocked(file=file_name)
    command = [sys.executable, "-I", old_workbook.__file__]
    try:
        ran = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise NotASheet(file=file_name) from error
    if ran.returncode != 0:
        raise NotASheet(file=file_name)
    sheets = json.loads(ran.stdout, object_hook=_moment)
    return [
        Sheet(each["name"], each["rows"], tuple((tuple(a), tuple(b)) for a, b in each["merged"]))
        for each in sheets
    ]


def _moment(cell: dict[str, Any]) -> object:
    """A date or a time of the other process; what else stands in braces is a sheet."""
    if "moment" not in cell:
        return cell
    try:
        return datetime.fromisoformat(cell["moment"])
    except ValueError:
        return time()


def _decoded(content: bytes, file_name: str) -> str:
    encodings = ("utf-8-sig", "gb18030")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    if file_name.lower().endswith((".csv", ".txt", ".tsv")):
        raise TextNotReadable(file=file_name)
    raise NotASheet(file=file_name)


def _text_sheet(text: str, file_name: str) -> Sheet:
    try:
        separator = max(SEPARATORS, key=lambda each: _columns_named(text, each))
        return Sheet("", list(_lines(text, separator)))
    except csv.Error as error:
        raise NotASheet(file=file_name) from error


def _columns_named(text: str, separator: str) -> int:
    """How many columns of a roll the first lines name, if this is the separator."""
    header = find_header(list(islice(_lines(text, separator), HEADER_WITHIN)))
    return len(header.places) if header else 0


def _lines(text: str, separator: str) -> Iterator[list[Cell]]:
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        yield list(line)
