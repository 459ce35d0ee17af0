"""What leaves the money desk as a workbook: names masked, sums with both people, and no cell lost."""

import io

import pytest
from openpyxl import load_workbook

from portal import db
from tests.factories.pledge_desk import Desk
from tests.support.client import Client


@pytest.fixture
def desk(client: Client) -> Desk:
    with db.transaction():
        return Desk()


def test_the_ledger_leaves_as_a_sheet(client: Client, desk: Desk) -> None:
    owes = desk.owes(0, 1_234_56)
    desk.paid(owes, 1_000_00)
    client.sign_in(desk.first)
    answer = client.get(desk.at("/money/ledger.xlsx"))
    book = load_workbook(io.BytesIO(answer.data))
    (page,) = book.worksheets
    rows = [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]
    lines = [str(row[0]) for row in rows if row]
    assert "认缴：1234.56 元（大写：壹仟贰佰叁拾肆元伍角陆分）" in lines
    head = next(row for row in rows if row and row[0] == "房号")
    assert head[:2] + head[-4:] == ["房号", "姓名", "复核", "退款（元）", "核销（元）", "应交未交（元）"]
    row = next(row for row in rows if row and "101" in str(row[0]))
    assert row[1] == "业***1"
    assert {"YS1", "录入甲", "复核乙"} <= set(map(str, row))
    assert float(row[-1]) == 234.56  # a cell's own type
