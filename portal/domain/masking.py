"""What may be read about a person by somebody who knows that person only by sight.

A mask never shows what serves as a proof elsewhere: the last six characters of an ID number open a
ballot, so they are always hidden.
"""


def mask_name(name: str) -> str:
    """``陈小芳`` as ``陈*芳``, ``陈芳`` as ``陈*``; nothing of a single character.

    Source: 个人信息保护法 art. 6, art. 25.
    """
    if len(name) < 2:
        return "*" * len(name)
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def mask_phone(phone: str) -> str:
    """``13812345678`` as ``138****5678``; of anything shorter than eight digits, the last two.

    Source: 个人信息保护法 art. 6, art. 25.
    """
    if len(phone) < 8:
        return f"{'*' * max(0, len(phone) - 2)}{phone[-2:]}" if len(phone) > 2 else "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def mask_id(number: str) -> str:
    """``500232196212255900`` as ``5002**************``: the province and city, nothing of the rest.

    Source: 个人信息保护法 art. 6, art. 25.
    """
    shown = 4 if len(number) >= 15 else 0
    return number[:shown] + "*" * (len(number) - shown)
