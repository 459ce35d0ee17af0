"""From a bank's sheet to its lines of income: read row by row, and nothing taken if one row is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.communities.roll.cells import Cell, plain, text_of
from portal.communities.roll.sheets import sheets_in
from portal.domain.amounts import parse_money
from portal.domain.errors import RuleViolated
from portal.pledges.money_errors import BankRowWrong, NoBankColumns, NoLinesIn, SheetHasErrors

_HEADER_WITHIN = 20
#: What banks call the columns that we need.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "on": ("交易日期", "日期", "记账日期", "入账日期", "交易时间"),
    "amount": ("收入金额", "贷方金额", "贷方发生额", "收入", "存入金额", "贷方"),
    "payer": ("对方户名", "对方名称", "付款人", "付款方", "对方账户名"),
    "memo": ("摘要", "附言", "备注", "用途", "交易附言"),
    "serial": ("流水号", "交易流水号", "交易序号", "凭证号", "业务流水号"),
}
_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")


@dataclass(frozen=True)
class SheetLine:
    """A line of income; fen."""

    on: date
    amount: int
    payer: str
    memo: str
    serial: str


class _Wrong(RuleViolated):
    text = "%(why)s"


def read_lines(content: bytes, file_name: str) -> list[SheetLine]:
    """The lines that brought money in; what went out is skipped.

    :raises RuleViolated: no sheet, another layout, rows that cannot be read (all of them named), no income.
    """
    for sheet in sheets_in(content, file_name):
        found = _header(sheet.rows)
        if found is not None:
            return _lines(sheet.rows, *found)
    raise NoBankColumns


def _header(rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]] | None:
    for place, row in enumerate(rows[:_HEADER_WITHIN]):
        written = [plain(text_of(cell)).removesuffix("(元)").removesuffix("（元）") for cell in row]
        columns = {
            key: written.index(name)
            for key, names in _NAMES.items()
            for name in reversed(names)
            if name in written
        }
        if set(columns) == set(_NAMES):
            return place, columns
    return None


def _lines(rows: Sequence[Sequence[Cell]], head: int, columns: Mapping[str, int]) -> list[SheetLine]:
    lines, problems = [], []
    serials: set[str] = set()
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        try:
            line = _line(row, columns)
            if line is None:
                continue
            if line.serial in serials:
                raise _Wrong(why=f"流水号{line.serial}在表里出现了两次。")
        except RuleViolated as wrong:
            problems.append(BankRowWrong(row=number, why=str(wrong)))
        else:
            serials.add(line.serial)
            lines.append(line)
    if problems:
        raise SheetHasErrors(problems)
    if not lines:
        raise NoLinesIn
    return lines


def _line(row: Sequence[Cell], columns: Mapping[str, int]) -> SheetLine | None:
    """None for an empty row, a total, or money that went out."""

    def cell(key: str) -> Cell:
        place = columns[key]
        return row[place] if place < len(row) else ""

    typed = text_of(cell("amount"))
    serial = text_of(cell("serial"))
    if typed in {"", "-", "0", "0.00"} or (not serial and "计" in text_of(row[0] if row else "")):
        return None
    amount = parse_money(typed)
    if not serial:
        raise _Wrong(why="没有流水号。")
    return SheetLine(_day(cell("on")), amount, text_of(cell("payer")), text_of(cell("memo")), serial)


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    typed = text_of(cell)
    for form in _FORMS:
        for text in _beginnings(typed):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day, no moment
            except ValueError:
                continue
    raise _Wrong(why=f"“{typed}”不是日期。")


def _beginnings(typed: str) -> Iterator[str]:
    """The whole, and what stands before a time of day."""
    yield typed
    yield typed.split(" ")[0].split("T")[0]
