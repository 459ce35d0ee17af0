"""A roll in the database: what a second file changes, who is one party, and nothing by halves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select

from portal import crypto
from portal.audit.queries import list_of
from portal.communities.errors import RollHasErrors, WrongEstate
from portal.communities.models import Estate, Owner, OwnerParty, Part, RollImport
from portal.communities.roll.reading import read_roll
from portal.communities.roll.result import RollReading
from portal.communities.services.comparing import compare
from portal.communities.services.importing import import_roll
from portal.db import session, transaction
from tests.communities.roll.files import home, mobile, resident
from tests.factories import communities as make
from tests.factories.communities import SAME, living, taken

pytestmark = pytest.mark.usefixtures("isolated")


def party_of(estate: Estate, room: str) -> OwnerParty:
    return living(estate)[room].party


def test_a_roll_is_taken_in_with_all_it_says(estate: Estate) -> None:
    row = home(1, 楼层="3", 面积来源="测绘", 备注="已抵押", 产权性质="私有")
    assert taken(estate, row, home(2)) == {"added": 2, "removed": 0, "changed": 0}
    part = living(estate)["1-1"]
    assert (part.entrance.building.name, part.entrance.name, part.floor) == ("1栋", "1单元", 3)
    assert (part.area, part.area_source, part.use, part.note) == (7050, "survey", "dwelling", "已抵押")
    owner = part.party.owners[0]
    assert crypto.unseal(owner.id_number or b"") == resident(1)
    assert crypto.unseal(owner.phone or b"") == mobile(1)


def test_the_same_file_changes_nothing(estate: Estate) -> None:
    taken(estate, home(1), home(2))
    assert taken(estate, home(1), home(2)) == SAME
    assert taken(estate, home(2), home(1)) == SAME
    assert session.scalar(select(func.count()).select_from(RollImport)) == 1


def test_a_second_file_changes_adds_and_removes(estate: Estate) -> None:
    taken(estate, home(1), home(2), home(3))
    before = {room: part.id for room, part in living(estate).items()}
    sold = home(2, 产权人="新业主", 证件号码=resident(9), 手机号码=mobile(9))
    changes = taken(estate, home(1) | {"建筑面积(㎡)": "71.25"}, sold, home(4))
    assert changes == {"added": 1, "removed": 1, "changed": 2}
    parts = living(estate)
    assert sorted(parts) == ["1-1", "2-1", "4-1"]
    assert (parts["1-1"].area, parts["1-1"].id) == (7125, before["1-1"])
    assert [owner.name for owner in parts["2-1"].party.owners] == ["新业主"]
    gone = session.get_one(Part, before["3-1"])
    assert gone.retired_at == make.NOW


def test_a_home_that_comes_back_is_the_same_part(estate: Estate) -> None:
    taken(estate, home(1), home(2))
    first = living(estate)["2-1"].id
    taken(estate, home(1))
    assert taken(estate, home(1), home(2)) == {"added": 1, "removed": 0, "changed": 0}
    assert living(estate)["2-1"].id == first
    assert session.scalar(select(func.count()).select_from(Part)) == 2


@pytest.mark.parametrize(
    "again",
    [
        home(1, 楼层="5"),
        home(1, 面积来源="合同"),
        home(1, 房屋用途="商业"),
        home(1, 产权性质="公房"),
        home(1, 备注="出租"),
        home(1, 手机号码=mobile(7)),
        home(1, 产权人="改名"),
        home(1, 证件号码=""),
    ],
)
def test_each_thing_that_a_roll_says_can_change(estate: Estate, again: make.Row) -> None:
    taken(estate, home(1, 楼层="1"), home(2))
    assert taken(estate, {"楼层": "1", **again}, home(2)) == {"added": 0, "removed": 0, "changed": 1}
    assert taken(estate, {"楼层": "1", **again}, home(2)) == SAME


def test_a_phone_in_one_row_only_is_the_owners(estate: Estate) -> None:
    """The same person with two homes, and the phone beside one of them."""
    mine = {"产权人": "陈芳", "证件号码": resident(1)}
    rows = home(1, **mine, 手机号码=mobile(1)), home(2, **mine, 手机号码="")
    taken(estate, *rows)
    assert party_of(estate, "1-1") is party_of(estate, "2-1")
    assert taken(estate, *rows) == SAME
    # A third home of theirs must not lose the phone that stands in a row which did not change.
    third = home(3, **mine, 手机号码="")
    assert taken(estate, *rows, third) == {"added": 1, "removed": 0, "changed": 0}
    assert taken(estate, *rows, third) == SAME
    owner = session.scalars(select(Owner)).one()
    assert crypto.unseal(owner.phone or b"") == mobile(1)


def test_the_order_of_owners_makes_no_other_party(estate: Estate) -> None:
    a, b = (resident(1), mobile(1)), (resident(2), mobile(2))
    both = {"产权人": "甲、乙", "证件号码": f"{a[0]}、{b[0]}", "手机号码": f"{a[1]}、{b[1]}"}
    turned = {"产权人": "乙、甲", "证件号码": f"{b[0]}、{a[0]}", "手机号码": f"{b[1]}、{a[1]}"}
    alone = {"产权人": "甲", "证件号码": a[0], "手机号码": a[1]}
    taken(estate, home(1, **both), home(2, **turned), home(3, **alone))
    assert party_of(estate, "1-1") is party_of(estate, "2-1")
    assert party_of(estate, "3-1") is not party_of(estate, "1-1")
    assert [owner.name for owner in party_of(estate, "2-1").owners] == ["甲", "乙"]
    assert taken(estate, home(1, **turned), home(2, **both), home(3, **alone)) == SAME


def test_unsold_homes_of_a_developer_are_one_party(estate: Estate) -> None:
    """Also where only one of the rows gives the developer's number."""
    developer = {"产权人": "武隆开发公司", "产权性质": "未售", "手机号码": ""}
    rows = home(1, **developer, 证件号码=resident(3)), home(2, **developer, 证件号码="")
    taken(estate, *rows)
    assert party_of(estate, "1-1") is party_of(estate, "2-1")
    assert taken(estate, *rows) == SAME


def test_a_name_alone_never_merges(estate: Estate) -> None:
    nameless = {"产权人": "李明", "证件号码": "", "手机号码": ""}
    rows = home(1, **nameless), home(2, **nameless)
    taken(estate, *rows)
    assert party_of(estate, "1-1") is not party_of(estate, "2-1")
    assert party_of(estate, "1-1").owners[0] is not party_of(estate, "2-1").owners[0]
    assert taken(estate, *rows) == SAME


def test_a_name_with_a_phone_merges(estate: Estate) -> None:
    known = {"产权人": "李 明", "证件号码": "", "手机号码": mobile(5)}
    rows = home(1, **known), home(2, **{**known, "产权人": "李明"})
    taken(estate, *rows)
    assert party_of(estate, "1-1") is party_of(estate, "2-1")
    assert taken(estate, *rows) == SAME


def test_a_spaced_latin_name_is_one_owner(estate: Estate) -> None:
    known = {"证件号码": "", "手机号码": mobile(5)}
    rows = home(1, 产权人="John Smith", **known), home(2, 产权人="JohnSmith", **known)
    taken(estate, *rows)
    assert session.scalar(select(func.count()).select_from(Owner)) == 1
    assert taken(estate, *rows) == SAME


def test_two_estates_keep_to_themselves(estate: Estate) -> None:
    with transaction():
        other = make.with_roll(home(1), home(2), name="隔壁小区")
    taken(estate, home(1))
    assert sorted(living(other)) == ["1-1", "2-1"]
    assert party_of(estate, "1-1") is not party_of(other, "1-1")
    assert taken(other, home(2)) == {"added": 0, "removed": 1, "changed": 0}
    assert sorted(living(estate)) == ["1-1"]


def _cells() -> Iterator[str]:
    """Every value of every column of every table, as text."""
    connection = session.connection()
    for table in inspect(connection).get_table_names():
        for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):  # noqa: S608  # our own tables
            for cell in row:
                yield bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)


def test_no_number_stands_in_the_database(estate: Estate) -> None:
    taken(estate, home(1), home(2), home(3, 证件号码="", 产权性质="未售"))
    taken(estate, home(1, 手机号码=mobile(8)), home(2, 证件号码=resident(8)))
    secret = [resident(n) for n in (1, 2, 3, 8)] + [mobile(n) for n in (1, 2, 3, 8)]
    everything = "\n".join(_cells())
    assert "业主" in everything
    assert [number for number in secret if number in everything] == []


def test_an_import_is_on_record(estate: Estate) -> None:
    taken(estate, home(1), home(2))
    (entry,) = list_of(f"estate:{estate.id}")
    assert (entry.action, entry.actor, entry.at) == ("roll.import", "干事", make.NOW)
    assert {kind: entry.detail[kind] for kind in SAME} == {"added": 2, "removed": 0, "changed": 0}
    made = session.scalars(select(RollImport)).one()
    assert (made.parts, made.heads, made.area) == (2, 2, 14100)
    assert made.sha256 == entry.detail["sha256"]


def test_an_error_in_the_last_row_writes_nothing(estate: Estate) -> None:
    taken(estate, home(1))
    with pytest.raises(RollHasErrors) as refused:
        taken(estate, home(1, 备注="新的"), home(2), home(3) | {"建筑面积(㎡)": "六十"})
    assert refused.value.sentences == [
        "第 4 行“建筑面积(㎡)”：建筑面积“六十”不是数字，请改为以平方米为单位的数字，例如68.50。"
    ]
    assert [(part.room, part.note) for part in living(estate).values()] == [("1-1", "")]


def test_a_failure_half_way_writes_nothing(estate: Estate) -> None:
    """The last list breaks a rule of the database; what went before it is undone with it."""
    reading = make.reading_of(home(1), home(2))
    rows = (reading.rows[0], reading.rows[1]._replace(area=0))
    broken = RollReading(None, rows)
    with pytest.raises(Exception, match="area_positive"), transaction():
        import_roll(session.get_one(Estate, estate.id), broken, ("x", b""), by=make.CLERK, now=make.NOW)
    for table in (Part, Owner, OwnerParty, RollImport):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_another_estates_roll_is_refused(estate: Estate) -> None:
    with pytest.raises(WrongEstate, match="隔壁小区"):
        taken(estate, home(1, 小区="隔壁小区"))
    assert taken(estate, home(1, 小区="试验 小区")) == {"added": 1, "removed": 0, "changed": 0}


def test_the_demonstrations_rolls_are_read_back_as_they_are(estate: Estate) -> None:
    """Every roll that was handed out, with all its oddities, is no change to itself."""
    for path in sorted((Path(__file__).parents[1] / "data" / "rolls").glob("*")):
        if path.suffix == ".json" or "有错" in path.name:
            continue
        reading = read_roll(path.read_bytes(), path.name)
        with transaction():
            place = make.estate(reading.estate or path.stem, street=path.stem)
            import_roll(place, reading, (path.name, b""), by=make.CLERK, now=make.NOW)
        assert compare(place, reading).nothing, path.name
