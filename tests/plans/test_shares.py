"""What a household would pay, to the fen."""

import pytest

from portal.plans.models import Category, Item, ItemMoney, MoneySource, Sharing
from portal.plans.shares import homes_part, residents_part

AREAS = {"1": 5000, "2": 7000, "3": 8000}


def _item(residents: int | None, sharing: Sharing) -> Item:
    money = [ItemMoney(source=MoneySource.CITY, amount=100)]
    if residents is not None:
        money.append(ItemMoney(source=MoneySource.RESIDENTS, amount=residents))
    return Item(name="屋面", category=Category.COMMON_PARTS, sharing=sharing, money=money)


@pytest.mark.parametrize(
    ("sharing", "homes", "fen"),
    [
        (Sharing.BY_AREA, [2], 35_00),
        (Sharing.BY_AREA, [1, 3], 65_00),  # somebody with two homes
        (Sharing.EQUALLY, [1], 33_34),  # the odd fen goes to the first home
        (Sharing.EQUALLY, [2], 33_33),
        (Sharing.BY_AREA, [9], 0),  # a parking space carries no share
        (Sharing.UNDECIDED, [1], None),
        (Sharing.BY_FLOOR, [1], None),
    ],
)
def test_a_share_follows_the_way_that_was_decided(
    sharing: Sharing, homes: list[int], fen: int | None
) -> None:
    assert homes_part(_item(100_00, sharing), AREAS, homes) == fen


def test_where_residents_pay_nothing_a_home_pays_nothing() -> None:
    assert residents_part(_item(None, Sharing.UNDECIDED)) == 0
    assert homes_part(_item(None, Sharing.UNDECIDED), AREAS, [1]) == 0


def test_while_nobody_said_who_pays_nothing_is_promised() -> None:
    open_item = Item(name="屋面", category=Category.COMMON_PARTS, sharing=Sharing.BY_AREA, money=[])
    assert residents_part(open_item) is None
    assert homes_part(open_item, AREAS, [1]) is None
