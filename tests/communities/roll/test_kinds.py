"""What a home is used as, who holds it, and which homes are left out of the sums."""

import pytest

from portal.communities.roll.kinds import PartUse, Tenure
from tests.communities.roll.files import errors_of, home, read

AREA = "建筑面积(㎡)"


@pytest.mark.parametrize(
    ("written", "use"),
    [
        ("住宅", PartUse.DWELLING),
        ("成套住宅", PartUse.DWELLING),
        ("普通住宅用房", PartUse.DWELLING),
        ("商业", PartUse.SHOP),
        ("住宅底商", PartUse.SHOP),
        ("门面房", PartUse.SHOP),
        ("办公", PartUse.OFFICE),
        ("车位", PartUse.PARKING),
        ("地下车库", PartUse.PARKING),
        ("储藏间", PartUse.STORAGE),
        ("杂物间", PartUse.STORAGE),
        ("配套用房", PartUse.ANCILLARY),
        ("物业管理用房", PartUse.ANCILLARY),
        ("非住宅", PartUse.OTHER),
        ("幼儿园", PartUse.OTHER),
        ("", PartUse.DWELLING),
    ],
)
def test_a_use_is_recognised(written, use):
    assert read(home(房屋用途=written)).rows[0].use is use


@pytest.mark.parametrize("use", ["车位", "储藏间", "配套用房", "地下车位", "物业用房"])
def test_what_does_not_count_by_default_is_read_but_left_out(use):
    reading = read(home(1), home(2, 房屋用途=use, 楼栋="地下"))
    assert (reading.parts, reading.heads, reading.area, reading.excluded_parts) == (1, 1, 7050, 1)
    assert list(reading.to_json()["buildings"]) == ["1栋"]
    assert len(reading.rows) == 2


def test_what_is_left_out_is_checked_like_any_other():
    reading = read(home(1, 房屋用途="车位", 产权人=""), home(2, 房屋用途="储藏间", **{AREA: ""}))
    assert errors_of(reading) == [(2, "产权人"), (3, AREA)]


def test_the_use_may_show_in_the_name_alone():
    reading = read(
        home(1, 房屋用途="", 房号="车位01"),
        home(2, 房屋用途="", 单元="商业"),
        home(3, 房屋用途="住宅", 房号="车位3"),
    )
    assert [row.use for row in reading.rows] == [PartUse.PARKING, PartUse.SHOP, PartUse.DWELLING]


@pytest.mark.parametrize(
    ("cells", "use", "tenure"),
    [
        ({"性质": "住宅"}, PartUse.DWELLING, None),
        ({"性质": "商业"}, PartUse.SHOP, None),
        ({"性质": "车位"}, PartUse.PARKING, None),
        ({"性质": "未售"}, PartUse.DWELLING, Tenure.UNSOLD),
        ({"性质": "公房"}, PartUse.DWELLING, Tenure.PUBLIC),
        ({"性质": "未售车位"}, PartUse.PARKING, Tenure.UNSOLD),
        ({"性质": "商品房"}, PartUse.DWELLING, Tenure.PRIVATE),
        ({"性质": "商品住宅"}, PartUse.DWELLING, Tenure.PRIVATE),
        ({"产权性质": "私有"}, PartUse.DWELLING, Tenure.PRIVATE),
        ({"产权性质": "未售"}, PartUse.DWELLING, Tenure.UNSOLD),
        ({"产权性质": "公有住房"}, PartUse.DWELLING, Tenure.PUBLIC),
        ({"产权性质": "已购公房"}, PartUse.DWELLING, Tenure.PRIVATE),
        ({"备注": "公房"}, PartUse.DWELLING, Tenure.PUBLIC),
        ({"备注": "开发商未售"}, PartUse.DWELLING, Tenure.UNSOLD),
        ({"备注": "原未售，现已售"}, PartUse.DWELLING, None),
        ({"备注": "个人出租"}, PartUse.DWELLING, None),
        ({"产权性质": "私有", "备注": "未售"}, PartUse.DWELLING, Tenure.UNSOLD),
        ({"产权性质": "公房", "备注": "未售"}, PartUse.DWELLING, Tenure.UNSOLD),
        ({"房屋用途": "公房"}, PartUse.DWELLING, Tenure.PUBLIC),
        ({"产权性质": "商业"}, PartUse.SHOP, None),
    ],
)
def test_use_and_ownership_wherever_they_stand(cells, use, tenure):
    (row,) = read(home(**{"房屋用途": "", **cells})).rows
    assert (row.use, row.tenure) == (use, tenure)
