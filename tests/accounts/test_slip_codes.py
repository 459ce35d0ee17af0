"""The short code: typed by hand, read from paper."""

import pytest

from portal.accounts import slip_codes
from portal.accounts.errors import SlipMistyped


def test_what_is_printed_is_understood() -> None:
    for _ in range(200):
        code = slip_codes.new_code()
        assert len(code) == slip_codes.LENGTH
        assert slip_codes.clean(slip_codes.grouped(code)) == code


def test_people_type_as_they_please() -> None:
    code = slip_codes.clean("000000000" + slip_codes._check("000000000"))
    assert code == "0000000000"
    assert slip_codes.clean("ooooo-ooooO") == code
    assert slip_codes.clean(" ０００００ 00000 ") == code


@pytest.mark.parametrize("place", range(slip_codes.LENGTH))
def test_every_single_slip_of_the_pen_is_found(place: int) -> None:
    code = slip_codes.new_code()
    for wrong in slip_codes._ALPHABET:
        if wrong != code[place]:
            with pytest.raises(SlipMistyped):
                slip_codes.clean(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("typed", ["", "ABC", "0000000001", "00000-000000", "短码"])
def test_what_was_never_printed_is_refused(typed: str) -> None:
    with pytest.raises(SlipMistyped):
        slip_codes.clean(typed)


def test_codes_are_not_alike() -> None:
    assert len({slip_codes.new_code() for _ in range(1000)}) == 1000
