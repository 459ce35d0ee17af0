"""Schemes on the desk: drafting with a preview, opening, reading what homes say."""

import pytest

from portal import db
from portal.accounts.models import Account
from portal.communities.models import Entrance, Part
from portal.permissions import Role
from portal.pledges import queries
from portal.pledges.models import PledgeAnswer, Scheme, SchemeState, Sharing
from portal.pledges.services.answers import pledge
from tests.factories import accounts, pledges
from tests.factories.accounts import NOW
from tests.factories.pledges import actor, word
from tests.support.client import Client

Tower = tuple[Entrance, list[Part]]


@pytest.fixture
def tower(client: Client) -> Tower:
    """Eight floors, and a clerk at the desk."""
    with db.transaction():
        entrance, parts = pledges.tower()
        clerk = accounts.staff("干事", Role.COMMUNITY_CLERK, estate=accounts.estate_of(entrance))
    client.sign_in(clerk)
    return entrance, list(parts)


def _at(entrance: Entrance, more: str = "") -> str:
    return f"/desk/estates/{entrance.estate_id}/lifts{more}"


def _only(entrance: Entrance) -> Scheme:
    (scheme,) = queries.list_schemes(entrance.estate_id)
    return queries.get_scheme(entrance.estate_id, scheme.id)


def _staff(role: Role, entrance: Entrance) -> Account:
    with db.transaction():
        return accounts.staff(role.value, role, estate=accounts.estate_of(entrance))


def test_from_nothing_to_an_open_scheme(client: Client, tower: Tower) -> None:
    entrance, _ = tower
    assert "还没有电梯方案" in client.read(_at(entrance)).text
    page = client.read(_at(entrance, f"/new?entrance={entrance.id}"))
    assert page.one("input", name="subsidy")["value"] == "80000"
    assert page.one("input", name="subsidy_source")["value"] == "武隆府办发〔2021〕41号"
    assert page.one("input", name="coefficient_source")["value"] == "商量起点，不是规定"
    factors = [page.one("input", name=f"floor_{floor}")["value"] for floor in range(1, 9)]
    assert factors == ["0", "0.5", "1", "1.1", "1.2", "1.3", "1.4", "1.5"]

    assert client.send({"total": "460000", "preview": "1"}).status_code == 200
    assert "35,625.00 元" in client.page.text
    assert queries.list_schemes(entrance.estate_id) == []

    assert client.send({"total": "460000"}).status_code == 303
    scheme = _only(entrance)
    assert (scheme.total, scheme.subsidy, scheme.sharing) == (46_000_000, 8_000_000, Sharing.COEFFICIENT)
    page = client.read(_at(entrance, f"/{scheme.id}"))
    assert "380,000.00 元" in page.text
    assert client.send({}, to="/open").status_code == 303
    assert "每户金额不再变动" in client.read(_at(entrance, f"/{scheme.id}")).text
    assert client.send({}, to="/close").status_code == 303
    assert _only(entrance).state is SchemeState.CLOSED


def test_coefficients_are_typed_as_decimals(client: Client, tower: Tower) -> None:
    entrance, _ = tower
    client.submit(
        _at(entrance, f"/new?entrance={entrance.id}"),
        total="460,000.50",
        floor_2="０.325",
        floor_8="1.725",
        sharing=Sharing.COEFFICIENT_AREA,
    )
    scheme = _only(entrance)
    assert scheme.total == 46_000_050
    assert scheme.sharing is Sharing.COEFFICIENT_AREA
    said = {row.floor: row.thousandths for row in scheme.coefficients}
    assert (said[1], said[2], said[8]) == (0, 325, 1725)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"total": ""}, "请填写总费用"),
        ({"total": "四十六万"}, "“四十六万”不是数字"),
        ({"total": "0"}, "总费用应大于零"),
        ({"total": "70000"}, "补贴80000.00元超过了总费用70000.00元"),
        ({"total": "100000000.01"}, "超过了 1 亿元"),
        ({"subsidy_source": ""}, "请写明补贴的依据"),
        ({"floor_3": ""}, "没有填写数值"),
        ({"floor_3": "1.0001"}, "小数多于3位"),
        ({"floor_3": "-1"}, "不能为负数"),
        ({"floor_3": "100.001"}, "系数100.001太大了"),
        ({"title": "长" * 31}, "请不要超过 30 个字"),
    ],
)
def test_bad_figures_keep_what_was_typed(
    client: Client, tower: Tower, typed: dict[str, str], said: str
) -> None:
    entrance, _ = tower
    address = _at(entrance, f"/new?entrance={entrance.id}")
    assert client.submit(address, {"total": "460000", **typed}).status_code == 200
    assert said in client.page.one(role="alert").text
    for name, value in typed.items():
        assert client.page.one("input", name=name)["value"] == value
    assert queries.list_schemes(entrance.estate_id) == []


def test_a_draft_is_changed_with_what_it_held(client: Client, tower: Tower) -> None:
    entrance, _ = tower
    with db.transaction():
        scheme = pledges.drafted(entrance)
    page = client.read(_at(entrance, f"/{scheme.id}/edit"))
    assert page.one("input", name="total")["value"] == "460000"
    client.send({"total": "500000", "floor_2": "0"})
    assert _only(entrance).total == 50_000_000
    assert {row.floor: row.thousandths for row in _only(entrance).coefficients}[2] == 0


def test_an_open_scheme_cannot_be_changed(client: Client, tower: Tower) -> None:
    entrance, _ = tower
    with db.transaction():
        scheme = pledges.opened(entrance)
    assert not client.read(_at(entrance, f"/{scheme.id}")).all("a", href=_at(entrance, f"/{scheme.id}/edit"))
    client.submit(_at(entrance, f"/{scheme.id}/edit"), total="500000")
    assert "方案已经开始登记，不能再改" in client.page.one(role="alert").text
    assert _only(entrance).total == 46_000_000


def test_a_roll_without_floors_stops_the_opening(client: Client, tower: Tower) -> None:
    entrance, parts = tower
    with db.transaction():
        scheme = pledges.drafted(entrance)
        db.session.get_one(Part, parts[0].id).floor = None
    page = client.read(_at(entrance, f"/{scheme.id}"))
    assert "101在名册上没有楼层" in page.text
    assert not page.all("form", action=_at(entrance, f"/{scheme.id}/open"))


def test_what_homes_say_is_read_with_masked_names(client: Client, tower: Tower) -> None:
    entrance, parts = tower
    with db.transaction():
        scheme = pledges.opened(entrance)
        for part, answer in ((parts[-1], pledges.AS_COMPUTED), (parts[0], PledgeAnswer.OTHER_AMOUNT)):
            by = actor(accounts.resident(part))
            said = word(part, answer, amount=100_001, note="希望分期")
            pledge(scheme, said, once="a", by=by, now=NOW)
    page = client.read(_at(entrance, f"/{scheme.id}"))
    rows = {row.all("th")[0].text: row.text for row in page.all("tr") if row.all("td")}
    assert "业***2" in rows["802"]
    assert "业主802" not in page.text
    assert "愿意，按测算出" in rows["802"]
    assert "35,625.00 元" in rows["802"]
    assert "希望分期" in rows["101"]
    assert "1,000.01 元" in rows["101"]
    assert "还没登记" in rows["201"]
    assert "36,625.01 元" in rows["合计"]
    assert "2 户，共 16 户" in page.text


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.DISTRICT])
def test_who_may_read_may_not_change(client: Client, tower: Tower, role: Role) -> None:
    entrance, _ = tower
    with db.transaction():
        scheme = pledges.drafted(entrance)
    client.sign_in(_staff(role, entrance))
    page = client.read(_at(entrance, f"/{scheme.id}"))
    assert not [form for form in page.one("main").all("form") if "lifts" in form["action"]]
    assert client.get(_at(entrance, "/new")).status_code == 403
    token = page.all("input", name="csrf_token")[0]["value"]
    answer = client.post(_at(entrance, f"/{scheme.id}/open"), data={"csrf_token": token})
    assert answer.status_code == 403
    assert _only(entrance).state is SchemeState.DRAFT


def test_another_estates_desk_is_not_there(client: Client, tower: Tower) -> None:
    entrance, parts = tower
    with db.transaction():
        other, _ = pledges.tower(name="别的小区")
        scheme = pledges.opened(other)
    assert client.get(_at(other)).status_code == 404
    assert client.get(_at(entrance, f"/{scheme.id}")).status_code == 404
    assert client.get(_at(entrance, f"/new?entrance={other.id}")).status_code == 404
    with db.transaction():
        resident = accounts.resident(parts[0])
    client.sign_in(resident)
    assert client.get(_at(entrance)).status_code == 404


def test_the_entrance_is_chosen_first(client: Client, tower: Tower) -> None:
    entrance, _ = tower
    client.read(_at(entrance, "/new"))
    answer = client.send({"entrance": entrance.id})
    assert answer.status_code == 200
    assert client.page.one("input", name="title")["value"] == "1栋1单元加装电梯"


def test_an_estate_without_a_roll_says_so(client: Client, tower: Tower) -> None:
    with db.transaction():
        empty = accounts.entrance("空的小区")
        clerk = accounts.staff("别的干事", Role.STREET, street=accounts.estate_of(empty).street)
    client.sign_in(clerk)
    address = _at(empty, f"/new?entrance={empty.id}")
    client.submit(address, total="460000")
    assert "在名册上没有房屋" in client.page.one(role="alert").text
