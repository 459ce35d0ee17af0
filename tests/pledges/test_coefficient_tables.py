"""Tables of floor coefficients: written, changed, dropped at the desk, each with its source."""

import pytest
from sqlalchemy import select

from portal import db
from portal.db import session
from portal.domain.errors import RuleViolated
from portal.pledges import errors
from portal.pledges.coefficients import find_table, list_tables
from portal.pledges.models import CoefficientTable
from portal.pledges.money_errors import ThingNeeded
from portal.pledges.services import tables
from portal.pledges.services.tables import Written
from tests.factories import accounts, pledges
from tests.factories.accounts import NOW
from tests.factories.pledge_desk import Desk
from tests.factories.pledges import CLERK
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
WRITTEN = Written("一单元商量的", "3月2日商量", {1: 0, 2: 400, 3: 1000})


def test_a_table_is_for_one_entrance_or_for_all() -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        other = accounts.entrance("另一个小区")
        mine = Written("一单元", "商量", {1: 0, 2: 500}, entrance.id)
        tables.write(entrance.estate_id, mine, by=CLERK, now=NOW)
        made = tables.write(entrance.estate_id, WRITTEN, by=CLERK, now=NOW)
        tables.change(made, Written("改了名", "新来源", {2: 700}), by=CLERK, now=NOW)
    estate = entrance.estate_id
    names = [table.name for table in list_tables(estate, entrance.id)]
    assert names[-2:] == ["一单元", "改了名"]
    assert "一单元" not in [table.name for table in list_tables(estate, entrance.id + 999)]
    assert "一单元" not in [table.name for table in list_tables(other.estate_id)]
    changed = find_table(estate, f"own{made.id}")
    assert (changed.source, changed.floors) == ("新来源", {2: 700})


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        (Written(" ", "商量", {1: 0}), ThingNeeded),
        (Written("甲", " ", {1: 0}), errors.SourceMissing),
        (Written("甲", "商量", {}), errors.NoFloors),
        (Written("甲", "商量", {1: 100_001}), errors.CoefficientTooLarge),
        (Written("一单元商量的", "商量", {1: 0}), errors.TableNameTaken),
    ],
)
def test_a_table_that_says_nothing_is_refused(written: Written, refusal: type[RuleViolated]) -> None:
    with db.transaction():
        entrance, _ = pledges.tower()
        tables.write(entrance.estate_id, WRITTEN, by=CLERK, now=NOW)
    with pytest.raises(refusal), db.transaction():
        tables.write(entrance.estate_id, written, by=CLERK, now=NOW)


def test_the_desk_writes_changes_and_drops_one(client: Client) -> None:
    with db.transaction():
        desk = Desk()
    client.sign_in(desk.first)
    page = client.read(desk.at("/coefficients"))
    assert "广州东圃丽江新村" in page.text
    new = desk.at("/coefficients/new?table=lijiang")
    assert client.read(new).one("textarea", name="floors").text.strip().startswith("1 0")
    bad = client.submit(new, name="甲", source="商量", floors="1 0\n二楼 半", entrance="0")
    assert "这一行看不懂：二" in bad.get_data(as_text=True)
    twice = client.submit(new, name="甲", source="商量", floors="1 0\n1 0.5", entrance="0")
    assert "1 楼写了两次" in twice.get_data(as_text=True)
    assert (
        client.submit(new, name="甲", source="商量", floors="1楼：0\n2 0.5", entrance="0").status_code == 303
    )
    made = session.scalars(select(CoefficientTable)).one()
    assert made.floors == {"1": 0, "2": 500}
    edit = desk.at(f"/coefficients/{made.id}")
    assert client.submit(edit, name="甲", source="再商量", floors="1 0.2", entrance="0").status_code == 303
    client.read(desk.at("/coefficients"))
    assert client.send({}, to=f"{desk.at('/coefficients')}/{made.id}/drop").status_code == 303
    assert session.scalars(select(CoefficientTable)).all() == []
    assert client.get(edit).status_code == 404
