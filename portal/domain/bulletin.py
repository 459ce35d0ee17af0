"""Numbers that survive being read aloud and copied by hand: receipts and paper ballots.

Eight digits, the last of them a check digit by Damm's method: every single wrong digit and every swap
of two neighbours is noticed.
"""

import re
import unicodedata

from portal.domain.errors import N_, RuleViolated

MOST = 9_999_999
"""The largest serial that eight digits hold beside their check digit."""

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_DROPPED = re.compile(r"[\s\u200b\ufeff\-\u2010-\u2014]+")


class NumberUnreadable(RuleViolated):
    text = N_("编号应为8位数字，现为“%(typed)s”。")


class NumberMistyped(RuleViolated):
    text = N_("编号“%(typed)s”有误，请核对每一位数字。")


def numbered(serial: int) -> str:
    """The eight digits for a serial from 0 to `MOST`, check digit last.

    :raises ValueError: a serial that does not fit.
    """
    if not 0 <= serial <= MOST:
        raise ValueError(f"{serial} does not fit into seven digits")
    digits = f"{serial:07}"
    return f"{digits}{_remainder(digits)}"


def format_number(number: str) -> str:
    """``12345674`` as ``1234 5674``, the way it is printed and read aloud."""
    return f"{number[:4]} {number[4:]}"


def parse_number(typed: str) -> str:
    """The eight digits in what was typed, full-width digits, spaces and hyphens understood.

    :raises RuleViolated: not eight digits, or a check digit that does not fit.
    """
    digits = _DROPPED.sub("", unicodedata.normalize("NFKC", typed))
    if not re.fullmatch(r"[0-9]{8}", digits):
        raise NumberUnreadable(typed=typed.strip())
    if _remainder(digits):
        raise NumberMistyped(typed=typed.strip())
    return digits


def _remainder(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim
