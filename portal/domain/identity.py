"""Numbers by which people and bodies are known, checked for form only: nobody is looked up."""

import re
import unicodedata

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_BODY_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{9,11}")
_DROPPED = re.compile(r"[\s'\u2018\u2019`\u200b\ufeff\u00ad]+")


def clean_name(text: str) -> str:
    """Full-width letters made plain, every space dropped: 陈　芳 and 陈芳 are one name."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


def clean_id(text: str) -> str:
    """An ID number as it is compared: plain capitals and digits, no spaces, no apostrophe before it."""
    return clean_name(text).upper()


def clean_phone(text: str) -> str:
    """A phone number as it is compared: digits alone, without +86 and without hyphens or brackets."""
    digits = re.sub(r"[-()\u2010-\u2014]", "", clean_name(text))
    return digits.removeprefix("+86")


def is_resident_number(number: str) -> bool:
    """Whether a cleaned 18-character citizen number has a real date and the right last character.

    Source: GB 11643-1999 (check character by ISO 7064 MOD 11-2).
    """
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return False
    if not _is_date(int(number[6:10]), int(number[10:12]), int(number[12:14])):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return _ID_CHECK[total % 11] == number[17]


def _is_date(year: int, month: int, day: int) -> bool:
    if year < 1800 or not 1 <= month <= 12:
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= _MONTH_DAYS[month - 1] + leap


def is_body_number(number: str) -> bool:
    """Whether a cleaned 18-character 统一社会信用代码 has the right last character.

    Source: GB 32100-2015 (weights are powers of 3 modulo 31).
    """
    if len(number) != 18 or any(character not in _BODY_ALPHABET for character in number):
        return False
    values = [_BODY_ALPHABET.index(character) for character in number]
    total = sum(value * weight for value, weight in zip(values, _BODY_WEIGHTS, strict=False))
    return (31 - total % 31) % 31 == values[17]


def is_id_number(number: str) -> bool:
    """Whether a cleaned number is right as a resident's or as a body's; either check is enough."""
    return is_resident_number(number) or is_body_number(number)


def is_mobile(number: str) -> bool:
    """Whether a cleaned number can receive a text message: 11 digits from 13 to 19."""
    return _MOBILE.fullmatch(number) is not None


def is_phone(number: str) -> bool:
    """Whether a cleaned number is a mobile number, or a landline with its area code (10 to 12 digits)."""
    return is_mobile(number) or _LANDLINE.fullmatch(number) is not None
