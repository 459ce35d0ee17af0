"""From a sheet to one record for each home: blanks and merged cells filled, subtotals left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from portal.communities.roll.cells import Cell, is_blank, text_of
from portal.communities.roll.columns import Column, Header
from portal.communities.roll.errors import NotASheet
from portal.communities.roll.places import is_building_name
from portal.communities.roll.sheets import Sheet
from portal.domain.identity import clean_name

_TOTAL = "(?:小计|合计|总计|共计|累计)"
_SUBTOTAL = re.compile(
    f"(?:(?:第?[0-9A-Z一二三四五六七八九十]+(?:号楼|栋|幢|#楼|#|楼|单元|门|区|期|页))+|[本全每](?:页|栋|幢|单元|楼|小区|表|部)"
    f"|.{{1,12}}小区|总|以上)?{_TOTAL}(?:[:(,].*|[0-9].*|[户套]数?.*|(?:建筑)?面积.*)?"
)
_SIGNATURE = re.compile(
    "(?:填表|制表|填报|填写|审核|复核|核对|经办|负责|调查|社区|单位|联系)(?:人|员|单位|时间|日期|意见|签字|盖章)*(?:[(].*[)])?:"
)
_OF_A_HOME = (Column.ROOM, Column.AREA, Column.OWNER, Column.ID_NUMBER, Column.PHONE)
_OF_OWNERS = (Column.OWNER, Column.ID_NUMBER, Column.PHONE)
_FILLED_BY_MERGE = tuple(column for column in Column if column is not Column.AREA)
_WIDTH = len(Column)
_SHORT = 6


@dataclass(slots=True)
class Record:
    """One home's cells in the order of `Column`, in the sheet's own row (the first is 1)."""

    sheet: str
    row: int
    cells: list[Cell]


@dataclass(slots=True)
class _Carried:
    """The values of the last home above: what a blank takes."""

    building: Cell = ""
    entrance: Cell = ""
    merged: dict[tuple[int, Column], Cell] = field(default_factory=dict)


def records_in(sheet: Sheet, header: Header) -> Iterator[Record]:
    """The homes below the header, in order.

    A blank building takes the one above, a blank entrance only where the building is blank too; a cell
    within a merged one is blank and takes the merged value. Subtotals, repeated headers and signatures are
    no homes and hand nothing down. Rows that share one merged room are one home with the owners of all.
    """
    carried = _Carried(merged=_merged_values(sheet, header))
    if is_building_name(sheet.name):
        carried.building = sheet.name
    shared = {row for row, column in carried.merged if column is Column.ROOM}
    places = list(header.places.items())
    waiting: Record | None = None
    for index in range(header.row + 1, len(sheet.rows)):
        row = sheet.rows[index]
        if _is_no_home(row, header):
            continue
        cells = _cells(row, places)
        if index in shared and waiting is not None and is_blank(cells[Column.AREA]):
            _join_owners(waiting.cells, cells)
            continue
        if all(is_blank(cells[column]) for column in _OF_A_HOME):
            _begin_section(cells, carried)
            continue
        _fill(cells, index, carried)
        if waiting is not None:
            yield waiting
        waiting = Record(sheet.name, index + 1, cells)
    if waiting is not None:
        yield waiting


def _merged_values(sheet: Sheet, header: Header) -> dict[tuple[int, Column], Cell]:
    """What a merged cell says to each row below its first, for the columns in use.

    :raises NotASheet: merged cells that lie over one another, as no program writes them.
    """
    columns = {place: column for column, place in header.places.items()}
    height = len(sheet.rows)
    values: dict[tuple[int, Column], Cell] = {}
    steps = 0
    for (top, left), (bottom, _) in sheet.merged:
        column = columns.get(left)
        if column is None or top <= header.row or top >= height:
            continue
        steps += bottom - top
        if steps > height * _WIDTH:
            raise NotASheet(file=sheet.name)
        value = sheet.rows[top][left] if left < len(sheet.rows[top]) else ""
        values.update(((row, column), value) for row in range(top + 1, min(bottom + 1, height)))
    return values


def _is_no_home(row: Sequence[Cell], header: Header) -> bool:
    note = header.places.get(Column.NOTE)
    for place, cell in enumerate(row):
        if type(cell) is not str or place == note:
            continue
        if "计" in cell and _is_total(cell):
            return True
        if ("：" in cell or ":" in cell) and _SIGNATURE.match(clean_name(cell)):
            return is_blank(row[header.places[Column.AREA]])
    return header.is_repeated_in(row)


def _is_total(text: str) -> bool:
    return len(text) <= 60 and _SUBTOTAL.fullmatch(clean_name(text)) is not None


def _cells(row: Sequence[Cell], places: Sequence[tuple[Column, int]]) -> list[Cell]:
    cells: list[Cell] = [""] * _WIDTH
    width = len(row)
    for column, place in places:
        if place < width:
            cells[column] = row[place]
    return cells


def _begin_section(cells: Sequence[Cell], carried: _Carried) -> None:
    """A row that says only 3栋 stands over the homes of that building; a title says nothing."""
    building, entrance = text_of(cells[Column.BUILDING]), cells[Column.ENTRANCE]
    if building and (len(building) <= _SHORT or is_building_name(building)):
        carried.building, carried.entrance = building, entrance
    elif not building and not is_blank(entrance):
        carried.entrance = entrance


def _fill(cells: list[Cell], index: int, carried: _Carried) -> None:
    building_written = not is_blank(cells[Column.BUILDING])
    if carried.merged:
        for column in _FILLED_BY_MERGE:
            if (index, column) in carried.merged and is_blank(cells[column]):
                cells[column] = carried.merged[index, column]
    if is_blank(cells[Column.BUILDING]):
        cells[Column.BUILDING] = carried.building
    if is_blank(cells[Column.ENTRANCE]):
        cells[Column.ENTRANCE] = "" if building_written else carried.entrance
    carried.building = cells[Column.BUILDING]
    carried.entrance = cells[Column.ENTRANCE]


def _join_owners(home: list[Cell], more: Sequence[Cell]) -> None:
    """The owner of the next line joins the home's owners, with ID and phone in the same order."""
    if is_blank(more[Column.OWNER]):
        return
    for column in _OF_OWNERS:
        home[column] = f"{text_of(home[column])}、{text_of(more[column])}"
