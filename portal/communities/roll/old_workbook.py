"""A program of its own: an xls file on standard input, its visible sheets as JSON on standard output.

A damaged xls can make the reader ask for more memory than there is, which ends the process at once, or go
round in circles. So it is read in a process that may end, with little memory and time. Run by its path; it
imports nothing of ours.
"""

import io
import json
import sys
from contextlib import suppress
from datetime import date, time, timedelta
from typing import Any

_MEMORY = 2**30
_SECONDS = 10


def _limit() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  Windows has none

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _plain(cell: Any) -> Any:
    return {"moment": str(cell)} if isinstance(cell, date | time | timedelta) else cell


def main() -> None:
    _limit()
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = []
    for about in workbook.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        sheets.append({"name": about.name, "rows": rows, "merged": list(sheet.merged_cell_ranges or ())})
    json.dump(sheets, sys.stdout)


if __name__ == "__main__":
    main()
