"""Check digits of people and bodies, and what passes for a phone number."""

import pytest

from portal.domain.identity import (
    clean_id,
    clean_phone,
    is_body_number,
    is_id_number,
    is_mobile,
    is_phone,
    is_resident_number,
)


def _resident(first: str) -> str:
    """The number with its last character, computed the other way round: it makes the sum 1 modulo 11."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first))
    check = (1 - total) % 11
    return first + ("X" if check == 10 else str(check))


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("11010519491231002X", True),  # the standard's own example
        ("440524188001010014", True),  # born in 1880
        ("110105194912310021", False),  # last character
        ("11010519491231002x", False),  # not cleaned
        ("1101051949123100", False),
        ("011105194912310020", False),  # no province begins with 0
    ],
)
def test_resident_numbers(number: str, right: bool) -> None:
    assert is_resident_number(number) is right
    assert is_id_number(number) is right


@pytest.mark.parametrize(
    ("birthday", "real"),
    [
        ("19960229", True),
        ("19970229", False),
        ("19000229", False),  # 1900 was no leap year
        ("20000229", True),
        ("19961301", False),
        ("19960431", False),
        ("19960400", False),
        ("17991231", False),
    ],
)
def test_a_birthday_is_a_real_day(birthday: str, real: bool) -> None:
    assert is_resident_number(_resident(f"500232{birthday}001")) is real


def test_every_wrong_digit_of_a_resident_number_is_noticed() -> None:
    number = "11010519491231002X"
    for place in range(17):
        for digit in "0123456789":
            wrong = number[:place] + digit + number[place + 1 :]
            assert is_resident_number(wrong) is (wrong == number)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("91350100M000100Y43", True),  # the standard's own example
        ("91350100M000100Y44", False),
        ("91350100I000100Y43", False),  # I is no letter of these numbers
        ("91350100M000100Y4", False),
        ("", False),
    ],
)
def test_body_numbers(number: str, right: bool) -> None:
    assert is_body_number(number) is right
    assert is_id_number(number) is right


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("'50023219960127210x", "50023219960127210X"),
        ("５００２３２ １９９６", "5002321996"),
        ("\ufeff\u2018500", "500"),
    ],
)
def test_an_id_is_cleaned(typed: str, cleaned: str) -> None:
    assert clean_id(typed) == cleaned


@pytest.mark.parametrize(
    ("typed", "mobile", "phone"),
    [
        ("150 7446 4309", True, True),
        ("'13812345678", True, True),
        ("+86 138-1234-5678", True, True),
        ("１３８１２３４５６７８", True, True),
        ("12812345678", False, False),  # no network begins with 12
        ("1381234567", False, False),
        ("138123456789", False, False),
        ("023 0000 0000", False, True),
        ("(023)7772-0000", False, True),
        ("0237772000", False, True),  # 10 digits
        ("023777200", False, False),  # 9 digits
        ("0237772000000", False, False),  # 13 digits
        ("77720000", False, False),  # no area code
        ("", False, False),
    ],
)
def test_phones(typed: str, mobile: bool, phone: bool) -> None:
    cleaned = clean_phone(typed)
    assert (is_mobile(cleaned), is_phone(cleaned)) == (mobile, phone)
