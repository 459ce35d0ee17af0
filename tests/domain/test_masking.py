"""What a mask shows, and what it never shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.masking import mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [("", ""), ("陈", "*"), ("陈芳", "陈*"), ("陈小芳", "陈*芳"), ("欧阳小芳", "欧**芳")],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("02377720000", "023****0000"),
        ("77720000", "777*0000"),
        ("7772000", "*****00"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("500232196212255900", "5002**************"),
        ("91350100M000100Y43", "9135**************"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_ids(number: str, masked: str) -> None:
    assert mask_id(number) == masked


@given(st.text("0123456789X", max_size=18))
def test_what_opens_a_ballot_is_never_shown(number: str) -> None:
    masked = mask_id(number)
    assert len(masked) == len(number)
    assert masked[-6:] == "*" * len(masked[-6:])


@given(st.text("甲乙丙丁", min_size=1, max_size=6))
def test_a_name_is_never_shown_whole(name: str) -> None:
    assert "*" in mask_name(name)
