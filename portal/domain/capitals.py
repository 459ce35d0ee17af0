"""Amounts in capital numerals (大写金额), as papers about money carry them beside the figures."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_MOST = 10**16


def in_capitals(fen: int) -> str:
    """``140950`` as ``壹仟肆佰零玖元伍角``: zeros inside are said once, 整 follows whole yuan only.

    :param fen: zero or more, below ten thousand billion yuan.
    :raises ValueError: outside of that.

    Source: 支付结算办法 (银发〔1997〕393号) annex 1, arts. 1, 2.
    """
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    if not 0 <= yuan < _MOST:
        raise ValueError(f"{fen} fen cannot be written in capitals")
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"{whole}整"
    # 零 stands for a yuan or a jiao that is nought between two that are not.
    zero = "零" if yuan and (not jiao or yuan % 10 == 0) else ""
    return whole + zero + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[cents]}分" if cents else "")


def _whole(yuan: int) -> str:
    if yuan == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    text = ""
    gap = False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _four(group) + _name(place, groups)
        gap = False
    return text


def _name(place: int, groups: list[int]) -> str:
    """万亿 shortens to 万 where 亿 follows: 壹万贰仟亿, not 壹万亿贰仟亿."""
    return "万" if place == 3 and groups[2] else _GROUPS[place]


def _four(group: int) -> str:
    """Up to four digits, 仟 佰 拾 named, zeros between them said once."""
    text = ""
    gap = False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            gap = gap or bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
