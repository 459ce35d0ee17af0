"""A sheet of weekly plans and monthly reviews: an empty one to fill in, and a filled one read row by row."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from portal.communities.roll.cells import Cell, plain, text_of
from portal.communities.roll.sheets import sheets_in
from portal.domain.errors import RuleViolated
from portal.plans.models.works import NoteKind
from portal.plans.services.works import Note, check_note
from portal.plans.works_errors import NoWorksColumns, NoWorksRows, WorksRowWrong, WorksSheetWrong
from portal.plans.works_words import NOTE_KINDS
from portal.web.sheets import Block, Sheet

_HEADER_WITHIN = 20
_COLUMNS = ("日期", "类别", "进度", "说明")
_KINDS: Mapping[str, NoteKind] = {name: kind for kind, name in NOTE_KINDS.items()}
_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S")


class _Wrong(RuleViolated):
    text = "%(why)s"


def empty_sheet() -> Sheet:
    """What is downloaded: the header and how each column is filled in."""
    help_ = "日期写那一周或那个月里的任意一天；类别写“每周安排”或“每月调度”；进度写 0 到 100；说明写一句话。"
    return Sheet("进展", (14, 12, 10, 60), [Block([], _COLUMNS)], (help_,))


def read_notes(content: bytes, file_name: str, *, now: datetime) -> list[Note]:
    """The rows as notes. :raises RuleViolated: no sheet, another layout, no row, or rows that are wrong."""
    for sheet in sheets_in(content, file_name):
        found = _header(sheet.rows)
        if found is not None:
            return _notes(sheet.rows, *found, now=now)
    raise NoWorksColumns


def _header(rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]] | None:
    for place, row in enumerate(rows[:_HEADER_WITHIN]):
        written = [plain(text_of(cell)).removesuffix("(%)") for cell in row]
        if set(_COLUMNS) <= set(written):
            return place, {name: written.index(name) for name in _COLUMNS}
    return None


def _notes(
    rows: Sequence[Sequence[Cell]], head: int, columns: Mapping[str, int], *, now: datetime
) -> list[Note]:
    notes: list[Note] = []
    problems: list[RuleViolated] = []
    seen: dict[tuple[NoteKind, date], int] = {}
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        cells = [row[columns[name]] if columns[name] < len(row) else "" for name in _COLUMNS]
        if not any(text_of(cell) for cell in cells):
            continue
        try:
            note = _note(cells)
            check_note(note, now=now)
            first = seen.setdefault((note.kind, note.first_day), number)
            if first != number:
                raise _Wrong(why=f"和第 {first} 行是同一周或同一个月。")
        except RuleViolated as wrong:
            problems.append(WorksRowWrong(row=number, why=str(wrong)))
        else:
            notes.append(note)
    if problems:
        raise WorksSheetWrong(problems)
    if not notes:
        raise NoWorksRows
    return notes


def _note(cells: Sequence[Cell]) -> Note:
    on, kind, percent, text = cells
    name = plain(text_of(kind))
    if name not in _KINDS:
        raise _Wrong(why=f"类别“{text_of(kind)}”不认识，请写“每周安排”或“每月调度”。")
    return Note(_KINDS[name], _day(on), _percent(percent), text_of(text))


def _percent(cell: Cell) -> int:
    typed = text_of(cell)
    number = typed.removesuffix("%").removesuffix("％").strip()
    if typed == number and isinstance(cell, float) and 0 < cell < 1:
        number = text_of(round(cell * 100, 6))  # a cell shown as 35 % holds 0.35
    if not (number.isascii() and number.isdigit() and int(number) <= 100):
        raise _Wrong(why=f"进度“{typed}”不对，请写 0 到 100 的整数。")
    return int(number)


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    typed = text_of(cell)
    for form in _FORMS:
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007  # a day, no moment
        except ValueError:
            continue
    raise _Wrong(why=f"“{typed}”不是日期。")
