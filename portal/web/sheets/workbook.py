"""xlsx, in constant memory: a row is on disk before the next one is drawn."""

import tempfile
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from portal.web.clock import CHINA
from portal.web.sheets.cells import NOTHING, Block, Cell, Hundredths, Row, Share, Sheet, inert, shown

_LINE, _MOST_LINES = 16, 25  # points; a row of Excel ends at 409
_EDGES = 3  # digits that frame and indent take of a column


def write_xlsx(target: IO[bytes], sheets: Sequence[Sheet]) -> int:
    import xlsxwriter  # noqa: PLC0415  # a quarter of a second that no page should wait for at start

    # Rows lie in files of this folder until the end: they must not outlive a failure.
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(
            target,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "tmpdir": folder,
            },
        )
        looks = _looks(book)
        try:
            rows = sum(_Page(book.add_worksheet(sheet.name), sheet, looks).fill() for sheet in sheets)
        except BaseException:
            for page in book.worksheets():
                page.row_data_fh.close()
            raise
        book.close()
    return rows


def _looks(book: Any) -> dict[str, Any]:
    plain = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    framed = plain | {"border": 1, "border_color": "#999999"}
    looks = {
        "title": plain | {"bold": True, "font_size": 14},
        "line": plain,
        "subtitle": plain | {"bold": True},
        "head": framed | {"bold": True, "text_wrap": True, "bg_color": "#ECE9E1", "align": "center"},
        "text": framed | {"text_wrap": True, "num_format": "@", "indent": 1},
        "none": framed | {"align": "right"},
        "whole": framed | {"num_format": "0"},
        "hundredths": framed | {"num_format": "0.00"},
        "share": framed | {"num_format": "0.00%"},
        "moment": framed | {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
        "day": framed | {"num_format": "yyyy-mm-dd", "align": "center"},
    }
    made = {name: book.add_format(look) for name, look in looks.items()}
    for name in ("whole", "hundredths", "share", "moment", "day"):  # a value beside its word reads on from it
        made[f"{name}:pair"] = book.add_format(looks[name] | {"align": "left", "indent": 1})
    made |= {"text:pair": made["text"], "none:pair": made["text"]}
    return made


class _Page:
    """A worksheet being filled from the top; in constant memory a finished row cannot be touched again."""

    def __init__(self, page: Any, sheet: Sheet, looks: dict[str, Any]) -> None:
        self._page, self._sheet, self._looks = page, sheet, looks
        self._row = 0
        self._rows = 0

    def fill(self) -> int:
        """How many rows of tables it wrote."""
        self._set_up()
        for place, line in enumerate(self._sheet.above):
            self._line(line, "line" if place else "title")
        for place, block in enumerate(self._sheet.blocks):
            if place or self._sheet.above:
                self._row += 1
            self._block(block)
        return self._rows

    def _set_up(self) -> None:
        for column, width in enumerate(self._sheet.widths):
            self._page.set_column(column, column, width)
        self._page.set_paper(9)  # A4
        if not self._sheet.upright:
            self._page.set_landscape()
        self._page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self._page.fit_to_pages(1, 0)
        self._page.set_footer("&C第 &P 页，共 &N 页")

    def _line(self, text: str, look: str) -> None:
        self._page.write_string(self._row, 0, inert(text), self._looks[look])
        self._row += 1

    def _block(self, block: Block) -> None:
        if block.title:
            self._line(block.title, "subtitle")
        if not block.heads:
            self._pairs(block)
            return
        head = self._row
        self._heighten(block.heads)
        for column, word in enumerate(block.heads):
            self._page.write_string(head, column, word, self._looks["head"])
        self._row += 1
        for row in block.rows:
            self._heighten(row)
            for column, cell in enumerate(row):
                self._put(column, cell)
            self._next()
        if len(self._sheet.blocks) == 1:
            self._page.freeze_panes(head + 1, 0)
            self._page.repeat_rows(head)
            self._page.autofilter(head, 0, max(head, self._row - 1), len(block.heads) - 1)

    def _pairs(self, block: Block) -> None:
        last = len(self._sheet.widths) - 1
        for word, value in block.rows:
            room = sum(self._sheet.widths[1:]) - _EDGES
            self._page.set_row(self._row, _LINE * _lines(value, room))
            self._put(0, word)
            if last > 1:
                self._page.merge_range(self._row, 1, self._row, last, "", self._looks["text"])
            self._put(1, value, ":pair")
            self._next()

    def _heighten(self, row: Row) -> None:
        """Give wrapped text its room; not every program does so by itself when it opens a file."""
        sizes = zip(row, self._sheet.widths, strict=False)
        lines = max((_lines(cell, width - _EDGES) for cell, width in sizes), default=1)
        if lines > 1:
            self._page.set_row(self._row, _LINE * lines)

    def _next(self) -> None:
        self._row += 1
        self._rows += 1

    def _put(self, column: int, cell: Cell, manner: str = "") -> None:
        name, value = _stored(cell)
        write = self._page.write_string if isinstance(value, str) else self._page.write
        write(self._row, column, value, self._looks[name + manner])


def _lines(cell: Cell, room: int) -> int:
    """How many lines a text needs in so many digits; the others never wrap."""
    if not isinstance(cell, str):
        return 1
    needed = 0
    for line in cell.splitlines() or [""]:
        size = sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in line)
        needed += max(1, -(-size // max(2, room)))
    return min(needed, _MOST_LINES)


def _stored(cell: Cell) -> tuple[str, Any]:
    """A cell's look, and the value as the file keeps it: whole numbers and decimals, never a float."""
    if isinstance(cell, Hundredths):
        return "hundredths", Decimal(cell.value).scaleb(-2)
    if isinstance(cell, Share) and cell.of:
        return "share", Decimal(cell.have * 10_000 // cell.of).scaleb(-4)
    if isinstance(cell, datetime):
        return "moment", cell.astimezone(CHINA).replace(tzinfo=None, microsecond=0)
    if isinstance(cell, date):
        return "day", cell
    if isinstance(cell, int):
        return "whole", cell
    if not cell:
        return "text", None  # an empty cell, which filters call empty
    return "none" if cell == NOTHING or isinstance(cell, Share) else "text", shown(cell)
