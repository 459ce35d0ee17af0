"""Numbers, money, areas and moments as people read them; the arithmetic is the domain's."""

from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, get_locale, gettext

from portal.domain.amounts import format_hundredths, format_percent
from portal.web.clock import CHINA


def square_metres(area: int) -> str:
    """``6850`` (0.01 m2) as ``68.50 ㎡``, digits grouped."""
    return f"{_grouped(area)}\u00a0㎡"


def yuan(fen: int) -> str:
    """Money in words of the street: from 10,000 yuan on in 万元, without losing a fen."""
    if abs(fen) >= 1_000_000 and fen % 1_000_000 == 0 and _chinese():
        return str(gettext("%(amount)s 万元", amount=format_decimal(fen // 1_000_000)))
    if abs(fen) >= 1_000_000 and fen % 10_000 == 0 and _chinese():
        return str(gettext("%(amount)s 万元", amount=_grouped(fen // 10_000)))
    return str(gettext("%(amount)s 元", amount=_grouped(fen) if fen % 100 else format_decimal(fen // 100)))


def yuan_exact(fen: int) -> str:
    """Always two decimals: for tables in which fen must stand under fen."""
    return str(gettext("%(amount)s 元", amount=_grouped(fen)))


def percent(have: int, of: int) -> str:
    """Rounded down, so that nothing below a line ever looks as if it had reached it."""
    return f"{format_percent(have, of)}%" if of else "—"


def share(have: int, of: int) -> str:
    """For the width of a bar: 0 to 100 with two decimals."""
    return format_percent(min(have, of), of) if of else "0"


def day(moment: datetime | date) -> str:
    """``7月31日``."""
    return str(format_date(_local(moment), gettext("M月d日")))


def full_day(moment: datetime | date) -> str:
    """``2026年7月31日``, for papers and records."""
    return str(format_date(_local(moment), gettext("y年M月d日")))


def moment(at: datetime) -> str:
    """``7月31日 18:00`` in China's time."""
    return str(format_datetime(at, gettext("M月d日 HH:mm")))


def full_moment(at: datetime) -> str:
    """``2026年7月31日 18:00``."""
    return str(format_datetime(at, gettext("y年M月d日 HH:mm")))


def _grouped(hundredths: int) -> str:
    return str(format_decimal(Decimal(format_hundredths(hundredths)), "#,##0.00"))


def _local(at: datetime | date) -> date:
    return at.astimezone(CHINA).date() if isinstance(at, datetime) else at


def _chinese() -> bool:
    return str(get_locale() or "zh").startswith("zh")


def init_app(app: Flask) -> None:
    for shown in (square_metres, yuan, yuan_exact, percent, share, day, full_day, moment, full_moment):
        app.jinja_env.filters[shown.__name__] = shown
