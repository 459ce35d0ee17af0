"""Administration: numbers, the district's list, the tree of places, and finding people."""

import io

import pytest

from portal import crypto
from portal.audit.queries import list_of
from portal.communities.directory import list_places
from portal.communities.models import Estate, EstateListing
from portal.communities.queries import get_estate
from portal.communities.services.listing import read_listing
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Role
from tests.factories.accounts import entrance, estate_of, home, owner, staff
from tests.support.client import Client

HEAD = "街道,社区,小区,楼栋数,建筑面积,户数,人数"
GOOD = '试验街道,试验社区,试验小区,3,"12,000.50",120,310\n新街道,新社区,=新小区,2,900,20,50'


def file(rows: str, head: str = HEAD) -> bytes:
    return f"武隆区老旧小区台账\n{head}\n{rows}\n".encode()


def said(rows: str, streets: set[str] | None = None) -> list[tuple[int, str]]:
    found = read_listing(file(rows), "台账.csv", streets)
    return [(number, str(fault)) for number, fault in found.errors]


def test_a_list_is_read_to_the_hundredth() -> None:
    [row, other] = read_listing(file(GOOD), "台账.csv", None).rows
    assert (row.buildings, row.area, row.households, row.people) == (3, 1_200_050, 120, 310)
    assert other.estate == "=新小区"  # a name, never a formula


@pytest.mark.parametrize(
    ("rows", "number", "sentence"),
    [
        ("试验街道,,试验小区,3,12,1,1", 3, "“社区”没有填。"),
        ("试验街道,社区,小区,三,12,1,1", 3, "“楼栋数”要填数字，现在是“三”。"),
        ("试验街道,社区,小区,3,0,1,1", 3, "“建筑面积”要填数字，现在是“0”。"),
        ("试验街道,社区,小区,-1,12,1,1", 3, "“楼栋数”要填数字，现在是“-1”。"),
        (f"试验街道,社区,{'长' * 31},3,12,1,1", 3, "“小区”超过 30 个字。"),
        ("别的街道,社区,小区,3,12,1,1", 3, "“别的街道”不归您管。"),
        ("试验街道,社区,小区,3,12,1,1\n试验街道,社区,小区,3,12,1,1", 4, "和第 3 行是同一个小区。"),
    ],
)
def test_every_fault_has_its_row(rows: str, number: int, sentence: str) -> None:
    assert (number, sentence) in said(rows, {"试验街道"})


def test_a_sheet_without_the_columns_is_refused() -> None:
    with pytest.raises(RuleViolated, match="没有找到表头"):
        read_listing(file(GOOD, head="甲,乙,丙"), "台账.csv", None)


def _choose(client: Client, rows: str) -> str:
    chosen = client.submit("/desk/estates/import", {"file": (io.BytesIO(file(rows)), "台账.csv")})
    assert chosen.status_code == 303, chosen.text
    return chosen.location


def test_the_district_takes_a_list_in_two_steps(client: Client, place: Estate) -> None:
    known = place.id
    with transaction():
        district = staff("区", Role.DISTRICT)
    client.sign_in(district)
    second = _choose(client, GOOD)
    assert "共 2 个小区，其中 1 个已经登记，1 个是新的" in client.read(second).text
    assert len(list_places()) == 1  # nothing yet
    assert client.send({}).status_code == 303
    assert {found.name for found in list_places()} == {"试验小区", "=新小区"}
    kept = session.get_one(EstateListing, known)
    assert (kept.area, kept.people) == (1_200_050, 310)
    assert "1,666,500.00" in client.read("/desk/board").text
    assert "12,900.50" in client.page.text  # what was listed, beside the target
    client.read(second)  # once: the file is gone
    assert client.page.one("h1").text == "导入小区台账"


def test_one_wrong_row_and_nothing_is_written(client: Client, place: Estate) -> None:
    with transaction():
        district = staff("区", Role.DISTRICT)
    client.sign_in(district)
    page = client.read(_choose(client, f"{GOOD}\n街道,社区,小区,三,1,1,1"))
    assert "“楼栋数”要填数字，现在是“三”。" in page.text
    assert not page.one("main").all("form")
    assert len(list_places()) == 1


def test_a_street_fills_in_its_own_street_only(client: Client, place: Estate) -> None:
    with transaction():
        street = staff("街道甲", Role.STREET, street=get_estate(place.id).street)
    client.sign_in(street)
    assert "“新街道”不归您管。" in client.read(_choose(client, GOOD)).text


def test_places_are_a_tree_in_reach(client: Client, place: Estate) -> None:
    estate_id = place.id
    with transaction():
        estate_of(entrance("蓝宝石小区", "芙蓉街道"))
        street = staff("街道甲", Role.STREET, street=get_estate(estate_id).street)
    client.sign_in(street)
    page = client.read("/desk/administration")
    assert "试验小区" in page.text
    assert "蓝宝石小区" not in page.text
    assert "1栋" in client.read(f"/desk/estates/{estate_id}/buildings").text


def test_numbers_are_the_districts(client: Client, place: Estate) -> None:
    with transaction():
        district = staff("区", Role.DISTRICT)
        street = staff("街道甲", Role.STREET, street=get_estate(place.id).street)
    client.sign_in(district)
    assert "请写明依据" in client.submit("/desk/settings", {"value-record_months": "48"}).text
    sent = {"value-record_months": "48", "source-record_months": "区里定的"}
    assert client.submit("/desk/settings", sent).status_code == 303
    assert "初始值 → 48" in client.read("/desk/settings").text
    assert "要在 6 到 600 之间" in client.submit("/desk/settings", {**sent, "value-record_months": "5"}).text
    client.sign_in(street)
    client.read("/desk/settings", status=403)


def test_people_are_found_masked_within_reach_and_on_record(client: Client, place: Estate) -> None:
    with transaction():
        doors = entrance("乙小区")
        home(doors, "101", owner(doors, "王小芳", phone="13900001111"))
        foreign = entrance("蓝宝石小区", "芙蓉街道")
        home(foreign, "101", owner(foreign, "王小芳"))
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=estate_of(doors))
    client.sign_in(clerk)
    page = client.submit("/desk/people", {"words": "王小", "purpose": "核对房号"})
    assert "找到 1 处" in page.text
    assert "王*芳" in page.text
    assert "王小芳" not in page.text
    by_phone = client.submit("/desk/people", {"words": "139 0000 1111", "purpose": "来电"})
    assert "找到 1 处" in by_phone.text
    assert "没有找到" in client.submit("/desk/people", {"words": "李四", "purpose": "来电"}).text
    entries = list_of("people:0")
    assert [(each.detail["purpose"], each.detail["rows"]) for each in entries] == [
        ("核对房号", 1),
        ("来电", 1),
        ("来电", 0),
    ]
    assert "13900001111" not in str([each.detail for each in entries])
    assert crypto.fingerprint("13900001111", "phone")


def test_no_purpose_no_search(client: Client, place: Estate) -> None:
    with transaction():
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=get_estate(place.id))
    client.sign_in(clerk)
    assert "请填写这一栏" in client.submit("/desk/people", {"words": "王小", "purpose": ""}).text
    assert not list_of("people:0")
