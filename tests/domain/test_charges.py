"""What a monthly charge comes to for one home."""

import pytest

from portal.domain.charges import monthly_charge


@pytest.mark.parametrize(
    ("per_square_metre", "area", "fen"),
    [
        (60, 68_50, 4110),  # 0.6 yuan for 68.50 m2 are 41.10 yuan
        (50, 68_51, 3426),  # 3425.5 fen: half a fen is rounded up
        (50, 68_50, 3425),
        (1, 49, 0),  # less than half a fen
        (0, 68_50, 0),
    ],
)
def test_a_charge(per_square_metre: int, area: int, fen: int) -> None:
    assert monthly_charge(per_square_metre, area) == fen


@pytest.mark.parametrize(("per_square_metre", "area"), [(-1, 68_50), (60, 0)])
def test_no_charge_for_nothing(per_square_metre: int, area: int) -> None:
    with pytest.raises(ValueError, match="fen for"):
        monthly_charge(per_square_metre, area)
