"""Areas, money and coefficients as people type and read them, and as whole numbers: nothing in between.

Area is kept in 0.01 m2, money in fen, a floor coefficient in thousandths.
"""

import re
import unicodedata

from portal.domain.errors import N_, RuleViolated

_NUMBER = re.compile(r"(?P<sign>[-+]?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<decimals>[0-9]+))?")
_AREA_UNIT = re.compile(r"(?:平方米|平米|平方|m2|M2|m\^2|㎡)$")
_MONEY_UNIT = re.compile(r"^(?:人民币)?[¥￥]?|(?:元整|元)$")
_SPACES = re.compile(r"[\s\u200b\ufeff]+")


class AmountMissing(RuleViolated):
    text = N_("没有填写数值。")


class NotAnAmount(RuleViolated):
    text = N_("“%(typed)s”不是数字。")


class TooManyDecimals(RuleViolated):
    text = N_("“%(typed)s”的小数多于%(places)s位。")


class AreaNotPositive(RuleViolated):
    text = N_("面积应大于零，现为“%(typed)s”。")


class AmountNegative(RuleViolated):
    text = N_("金额不能为负数，现为“%(typed)s”。")


def parse_area(typed: str) -> int:
    """``68.5㎡``, ``６８.５`` or ``1,068.50 平方米`` as 0.01 m2.

    :raises RuleViolated: nothing, no number, more than two decimals, zero or less.
    """
    hundredths = _scaled(typed, _AREA_UNIT.sub("", _plain(typed)), places=2)
    if hundredths <= 0:
        raise AreaNotPositive(typed=typed.strip())
    return hundredths


def parse_money(typed: str) -> int:
    """``120000``, ``￥1,200.50`` or ``8元`` as fen; zero is an amount.

    :raises RuleViolated: nothing, no number, more than two decimals, less than zero.
    """
    fen = _scaled(typed, _MONEY_UNIT.sub("", _plain(typed)), places=2)
    if fen < 0:
        raise AmountNegative(typed=typed.strip())
    return fen


def parse_coefficient(typed: str) -> int:
    """A floor coefficient such as ``0.7`` in thousandths; zero is a coefficient (the ground floor's).

    :raises RuleViolated: nothing, no number, more than three decimals, less than zero.
    """
    thousandths = _scaled(typed, _plain(typed), places=3)
    if thousandths < 0:
        raise AmountNegative(typed=typed.strip())
    return thousandths


def _plain(typed: str) -> str:
    """Full-width forms made plain (㎡ becomes m2), every space dropped."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", typed))


def _scaled(typed: str, number: str, *, places: int) -> int:
    if not number:
        raise AmountMissing
    found = _NUMBER.fullmatch(number)
    if found is None:
        raise NotAnAmount(typed=typed.strip())
    decimals = found["decimals"] or ""
    if len(decimals) > places:
        raise TooManyDecimals(typed=typed.strip(), places=places)
    units = int(found["whole"].replace(",", "") + decimals.ljust(places, "0"))
    return -units if found["sign"] == "-" else units


def format_hundredths(hundredths: int) -> str:
    """``6850`` as ``68.50``: area in m2, money in yuan, always two decimals and no grouping."""
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{rest:02}"


def format_coefficient(thousandths: int) -> str:
    """``700`` as ``0.7``, ``1000`` as ``1``."""
    whole, rest = divmod(thousandths, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")


def format_percent(have: int, of: int, places: int = 2) -> str:
    """A share in per cent, rounded down: ``66.66`` for 2 of 3, and for everything just below it.

    Down, because a figure just under a line must never look as if it had reached it. Whether it has is
    told by the test itself, never by this string. Without the sign %.

    :raises ValueError: a share of nothing, or less than nothing.
    """
    if of <= 0 or have < 0:
        raise ValueError(f"no share: {have} of {of}")
    whole, rest = divmod(have * 100 * 10**places // of, 10**places)
    return f"{whole}.{rest:0{places}}" if places else str(whole)
