"""From a file's bytes to what the roll in it says."""

from collections.abc import Iterable

from portal.communities.roll.checks import Checker
from portal.communities.roll.columns import NAMES, Column, Header, find_header
from portal.communities.roll.errors import ColumnMissing, HeaderNotFound, NoHomes
from portal.communities.roll.kinds import AreaSource
from portal.communities.roll.places import is_building_name
from portal.communities.roll.records import records_in
from portal.communities.roll.result import RollReading
from portal.communities.roll.sheets import Sheet, sheets_in

_EXAMPLES = ("说明", "示例", "样例", "范例", "样表")


def read_roll(
    content: bytes, file_name: str, *, default_area_source: AreaSource | None = None
) -> RollReading:
    """Read a roll from xlsx, xls or csv; `default_area_source` holds where no column says another.

    Every visible sheet with a roll's header is read, so a roll may lie in one sheet for each building; row
    numbers are each sheet's own, and with several sheets every message names its sheet.

    :raises RollRefused: the file is no sheet, has no roll's header, lacks a needed column, or has no home.
    """
    sheets = _roll_sheets(sheets_in(content, file_name), file_name)
    checker = Checker(area_source=default_area_source, name_sheets=len(sheets) > 1)
    is_empty = True
    for sheet, header in sheets:
        for record in records_in(sheet, header):
            checker.take(record)
            is_empty = False
    if is_empty:
        raise NoHomes
    return checker.reading()


def _roll_sheets(sheets: Iterable[Sheet], file_name: str) -> list[tuple[Sheet, Header]]:
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet.rows)) is not None]
    rolls = [(sheet, header) for sheet, header in found if not _is_example(sheet)] or found
    if not rolls:
        raise HeaderNotFound
    for sheet, header in rolls:
        missing = [column for column in header.missing if not _is_named_by(sheet, column)]
        if missing:
            raise ColumnMissing(
                sheet=sheet.name or file_name, columns="、".join(NAMES[column] for column in missing)
            )
    return rolls


def _is_example(sheet: Sheet) -> bool:
    return any(word in sheet.name for word in _EXAMPLES)


def _is_named_by(sheet: Sheet, column: Column) -> bool:
    return column is Column.BUILDING and is_building_name(sheet.name)
