"""Phones that stand on public pages: lines of an office, never somebody's own mobile."""

import re

from portal.domain.errors import N_, RuleViolated
from portal.domain.identity import clean_phone, is_mobile

_LINE = re.compile(r"[0-9]{3,12}")


class NotAnOfficeLine(RuleViolated):
    text = N_("“%(typed)s”不是单位的电话号码，请填座机或热线，例如 023-12345678。")


class MobileOnPublicPage(RuleViolated):
    text = N_("这个号码会公开显示，请填单位的座机或热线，不要填个人手机号。")


def office_line(typed: str) -> str:
    """What was typed, trimmed; empty stays empty.

    :raises RuleViolated: no number, or a mobile's.

    Source: 个人信息保护法 art. 6, art. 25.
    """
    number = clean_phone(typed)
    if is_mobile(number):
        raise MobileOnPublicPage
    if number and not _LINE.fullmatch(number):
        raise NotAnOfficeLine(typed=typed.strip())
    return typed.strip()
