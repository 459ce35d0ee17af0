"""What a monthly charge comes to for one home."""


def monthly_charge(per_square_metre: int, area: int) -> int:
    """Fen a month for a home of `area` (0.01 m2) at so many fen a square metre, half a fen rounded up.

    :raises ValueError: a negative charge or no area.
    """
    if per_square_metre < 0 or area <= 0:
        raise ValueError(f"{per_square_metre} fen for {area}")
    return (per_square_metre * area + 50) // 100
