"""Receipt and ballot numbers: what a slip of the pen does to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.bulletin import (
    MOST,
    NumberMistyped,
    NumberUnreadable,
    format_number,
    numbered,
    parse_number,
)

SERIALS = st.integers(0, MOST)


@given(SERIALS)
def test_a_number_comes_back_as_it_was(serial: int) -> None:
    number = numbered(serial)
    assert len(number) == 8
    assert parse_number(format_number(number)) == number
    assert int(number[:7]) == serial


@given(SERIALS, st.integers(0, 7), st.integers(1, 9))
def test_every_wrong_digit_is_noticed(serial: int, place: int, off_by: int) -> None:
    number = numbered(serial)
    wrong = str((int(number[place]) + off_by) % 10)
    with pytest.raises(NumberMistyped):
        parse_number(number[:place] + wrong + number[place + 1 :])


@given(SERIALS, st.integers(0, 6))
def test_every_swap_of_neighbours_is_noticed(serial: int, place: int) -> None:
    number = numbered(serial)
    one, other = number[place], number[place + 1]
    swapped = number[:place] + other + one + number[place + 2 :]
    assert _is_accepted(swapped) is (one == other)


def test_the_check_digit_notices_all_of_them() -> None:
    # Serials of three digits reach all ten states of the check: each wrong digit and each swap behind them.
    for serial in range(1_000):
        number = numbered(serial * 10_000)
        wrong = {number[:2] + digit + number[3:] for digit in "0123456789"} - {number}
        swapped = {number[:1] + number[2] + number[1] + number[3:]} - {number}
        assert not [typed for typed in wrong | swapped if _is_accepted(typed)]


def _is_accepted(typed: str) -> bool:
    try:
        return parse_number(typed) == typed
    except NumberMistyped:
        return False


def test_known_numbers() -> None:
    # 572 with check digit 4 is the published example of Damm's method; zeros before it change nothing.
    assert numbered(572) == "00005724"
    assert numbered(0) == "00000000"


@pytest.mark.parametrize(
    "typed", ["00005724", " 0000 5724 ", "０００0-5724", "0000\u20135724", "00 00 57 24"]
)
def test_how_a_number_may_be_typed(typed: str) -> None:
    assert parse_number(typed) == "00005724"


@pytest.mark.parametrize("typed", ["", "0000572", "000057240", "0000572A", "零零零零五七二四"])
def test_what_is_no_number(typed: str) -> None:
    with pytest.raises(NumberUnreadable):
        parse_number(typed)


@pytest.mark.parametrize("serial", [-1, MOST + 1])
def test_a_serial_has_to_fit(serial: int) -> None:
    with pytest.raises(ValueError, match="seven digits"):
        numbered(serial)
