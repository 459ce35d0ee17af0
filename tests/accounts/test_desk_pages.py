"""The desk: letters, claims, the people of a home, staff accounts; and who has no business there."""

import io
import re

import pypdf
import pytest
from sqlalchemy import select

from portal.accounts import passwords, queries, slip_codes
from portal.accounts.models import Account, ClaimState, Relation, Residency, Slip
from portal.accounts.services import owners, slips
from portal.communities.models import Entrance, Estate, Owner, Part
from portal.db import session, transaction
from portal.permissions import Role
from portal.web import clock
from tests.factories import accounts as make
from tests.support.client import Client


@pytest.fixture
def entrance(isolated: None) -> Entrance:
    with transaction():
        return make.entrance()


@pytest.fixture
def estate(entrance: Entrance) -> Estate:
    return make.estate_of(entrance)


@pytest.fixture
def owner(entrance: Entrance) -> Owner:
    with transaction():
        return make.owner(entrance, "陈小芳")


@pytest.fixture
def part(entrance: Entrance, owner: Owner) -> Part:
    with transaction():
        return make.home(entrance, "501", owner)


@pytest.fixture
def clerks(estate: Estate) -> list[Account]:
    with transaction():
        return [make.staff(name, Role.COMMUNITY_CLERK, estate=estate) for name in ("干事甲", "干事乙")]


def codes_on(text: str) -> list[str]:
    return [slip_codes.clean(code) for code in re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", text)]


def test_letters_for_homes_that_nobody_opened(
    client: Client, clerks: list[Account], entrance: Entrance, part: Part
) -> None:
    with transaction():
        lived_in = make.home(entrance, "502")
        make.resident(lived_in)
    client.sign_in(clerks[0])
    address = f"/desk/estates/{part.estate_id}/slips"
    response = client.submit(address, to="/slips")
    assert response.status_code == 200
    (code,) = codes_on(client.page.text)
    assert slips.look_up(clock.now(), code).part_id == part.id
    assert "不能让任何人替您投票" in client.page.text
    assert "个人信息保护法第十七条" in client.page.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "已发" in client.read(address).text
    assert codes_on(client.page.text) == []


def test_letters_for_chosen_homes(client: Client, clerks: list[Account], entrance: Entrance) -> None:
    with transaction():
        homes = [make.home(entrance, f"{floor}01") for floor in range(1, 11)]
    client.sign_in(clerks[0])
    address = f"/desk/estates/{entrance.estate_id}/slips?entrance={entrance.id}"
    client.submit(address, {"which": "chosen", "parts": [home.id for home in homes[:9]]}, to="")
    assert len(codes_on(client.page.text)) == 9
    assert len([each for each in client.page.all("div") if each["class"] == "sheet slips"]) == 2
    client.submit(address, {"which": "chosen"}, to="")
    assert "没有要打印的住户" in client.page.text


def test_the_qr_code_of_a_letter_can_be_read(client: Client, clerks: list[Account], part: Part) -> None:
    client.sign_in(clerks[0])
    client.submit(f"/desk/estates/{part.estate_id}/slips", to="/slips")
    (code,) = codes_on(client.page.text)
    (picture,) = [each for each in client.page.all("svg") if each["class"] == "code"]
    assert read_qr(picture.all("path")[0]["d"]) == f"http://127.0.0.1:8000/slip/{code}"


def read_qr(path: str) -> str:
    """What a phone would read from the squares of a drawing."""
    import zxingcpp  # noqa: PLC0415  # only this test needs the reader
    from PIL import Image  # noqa: PLC0415

    squares = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)]
    edge = max(max(square) for square in squares) + 1
    picture = Image.new("L", (edge + 8, edge + 8), 255)
    for x, y in squares:
        picture.putpixel((x + 4, y + 4), 0)
    (found,) = zxingcpp.read_barcodes(
        picture.resize((8 * (edge + 8), 8 * (edge + 8)), Image.Resampling.NEAREST)
    )
    return str(found.text)


def test_one_home_reprint_and_revoke(client: Client, clerks: list[Account], part: Part) -> None:
    client.sign_in(clerks[0])
    address = f"/desk/estates/{part.estate_id}/homes/{part.id}"
    client.submit(address, to="/slip/print")
    (old,) = codes_on(client.page.text)
    client.submit(address, to="/slip/print")
    (new,) = codes_on(client.page.text)
    assert new != old
    client.submit(address, to="/slip/revoke")
    assert "作废" in client.read(address).text
    assert not session.scalars(select(Slip).where(Slip.revoked_at.is_(None))).all()


def test_papers_are_seen_by_two(client: Client, clerks: list[Account], part: Part, owner: Owner) -> None:
    with transaction():
        account = make.resident(part)
        claim = owners.read_claim(account.id, part.estate_id, part.id, owner.id)
        owners.ask_desk(clock.now(), claim)
    address = f"/desk/estates/{part.estate_id}/claims"
    client.sign_in(clerks[0])
    client.submit(address, to="/check")
    page = client.read(address)
    assert "请另一位同事复核" in page.text
    assert not [form for form in page.all("form") if form["action"].endswith("/confirm")]
    client.sign_in(clerks[1])
    client.submit(address, to="/confirm")
    assert queries.may_act_for(account.id, part.party_id)
    assert "没有等核对的" in client.read(address).text


def test_one_who_presses_twice_is_refused(
    client: Client, clerks: list[Account], part: Part, owner: Owner
) -> None:
    with transaction():
        account = make.resident(part)
        claim = owners.read_claim(account.id, part.estate_id, part.id, owner.id)
        link = owners.ask_desk(clock.now(), claim)
    client.sign_in(clerks[0])
    address = f"/desk/estates/{part.estate_id}/claims"
    client.submit(address, to="/check")
    token = client.read(address).all("input", name="csrf_token")[0]["value"]
    client.post(f"{address}/owners/{link.id}/confirm", data={"csrf_token": token})
    assert "核对和复核要由两个人来做" in client.read(address).text
    assert not queries.may_act_for(account.id, part.party_id)


def test_a_second_household_is_let_in_or_refused(client: Client, clerks: list[Account], part: Part) -> None:
    with transaction():
        make.resident(part)
        for name in ("配偶", "陌生人"):
            session.add(
                Residency(
                    account_id=make.person(name).id,
                    estate_id=part.estate_id,
                    part_id=part.id,
                    relation=Relation.HOUSEHOLD,
                    state=ClaimState.WAITING,
                    why_waiting="这套房已经有人登记",
                    since=clock.now(),
                )
            )
    client.sign_in(clerks[0])
    address = f"/desk/estates/{part.estate_id}/claims"
    spouse, stranger = queries.list_waiting_residencies(part.estate_id)
    client.submit(address, to=f"/{spouse.id}/let-in")
    client.submit(f"{address}/homes/{stranger.id}/refuse", to="/refuse")
    assert "请写明原因" in client.page.text
    client.submit(f"{address}/homes/{stranger.id}/refuse", reason="不住在这里", to="/refuse")
    states = {each.account.display_name: each.state for each in session.scalars(select(Residency))}
    assert (states["配偶"], states["陌生人"]) == (ClaimState.ACTIVE, ClaimState.REFUSED)


def test_a_tenant_is_recorded_and_moves_out(client: Client, clerks: list[Account], part: Part) -> None:
    with transaction():
        account = make.resident(part, "小王")
    client.sign_in(clerks[0])
    address = f"/desk/estates/{part.estate_id}/homes/{part.id}"
    client.submit(address, to="/relation")
    assert "租客" in client.read(address).text
    (residency,) = queries.list_residents_of(part.id)
    client.submit(f"{address}/residents/{residency.id}/end", reason="租约到期", to="/end")
    assert queries.list_homes(account.id) == []


def test_addresses_of_another_estate_are_not_there(
    client: Client, clerks: list[Account], part: Part, owner: Owner
) -> None:
    with transaction():
        far = make.entrance("别的小区")
        far_part = make.home(far, "101")
        resident = make.resident(far_part)
        far_link = make.link(resident, far_part.party.owners[0])
    (residency,) = queries.list_residents_of(far_part.id)
    near = f"/desk/estates/{part.estate_id}"
    addresses = (
        f"/desk/estates/{far.estate_id}/slips",
        f"/desk/estates/{far.estate_id}/claims",
        f"{near}/homes/{far_part.id}",
        f"{near}/claims/homes/{residency.id}/refuse",
        f"{near}/claims/owners/{far_link.id}/refuse",
        f"{near}/homes/{part.id}/residents/{residency.id}/end",
        f"{near}/homes/{part.id}/owners/{far_link.id}/end",
    )
    client.sign_in(clerks[0])
    for address in addresses:
        assert client.get(address).status_code == 404, address


def test_each_role_sees_what_is_its_own(client: Client, estate: Estate, part: Part) -> None:
    with transaction():
        watcher = make.staff("观察员", Role.OBSERVER, estate=estate)
        chief = make.staff("区里", Role.DISTRICT)
        street = make.staff("街道", Role.STREET, street=queries.get_street(estate.street_id))
        resident = make.resident(part)
    allowed = {
        watcher: (403, 403, 403),
        chief: (403, 403, 200),
        street: (200, 200, 200),
        resident: (404, 404, 404),
    }
    for account, answers in allowed.items():
        client.sign_in(account)
        got = tuple(
            client.get(address).status_code
            for address in (
                f"/desk/estates/{estate.id}/slips",
                f"/desk/estates/{estate.id}/claims",
                "/desk/staff",
            )
        )
        assert got == answers, account.display_name


def test_adding_somebody_shows_the_password_once(client: Client, estate: Estate) -> None:
    with transaction():
        chief = make.staff("街道", Role.STREET, street=queries.get_street(estate.street_id))
        make.entrance("远小区", "远街道")
    client.sign_in(chief)
    page = client.read("/desk/staff/new")
    places = [option["value"] for option in page.all("select", name="place")[0].all("option")]
    assert places == [f"street:{estate.street_id}", f"estate:{estate.id}"]
    answers = {"user_name": "新干事", "display_name": "王干事", "role": "community_clerk"}
    client.send({**answers, "place": f"estate:{estate.id}"}, to="/desk/staff/new")
    (password,) = re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", client.page.text)
    stored = queries.get_staff("新干事")
    assert passwords.verify(stored.password_hash, password)
    assert password not in client.read("/desk/staff").text
    client.submit("/desk/staff/new", {**answers, "place": f"estate:{estate.id}"}, to="/new")
    assert "已经有人用了" in client.page.text


def test_a_forged_scope_is_refused(client: Client, estate: Estate) -> None:
    with transaction():
        chief = make.staff("街道", Role.STREET, street=queries.get_street(estate.street_id))
        far = make.entrance("远小区", "远街道")
    client.sign_in(chief)
    client.read("/desk/staff/new")
    answers = {"user_name": "新干事", "display_name": "王干事", "role": "district"}
    for place in ("district", f"estate:{far.estate_id}", f"street:{estate.street_id}"):
        client.read("/desk/staff/new")
        client.send({**answers, "place": place}, to="/new")
        assert queries.find_staff("新干事") is None


def test_resetting_and_closing(client: Client, estate: Estate) -> None:
    with transaction():
        chief = make.staff("街道", Role.STREET, street=queries.get_street(estate.street_id))
        clerk = make.staff("干事", Role.COMMUNITY_CLERK, estate=estate, password_hash="old")
    client.sign_in(chief)
    client.submit("/desk/staff", to=f"/{clerk.id}/reset")
    assert queries.get_account(clerk.id).must_change_password
    client.submit("/desk/staff", to=f"/{clerk.id}/close")
    assert queries.find_staff("干事") is None
    assert "已停用" in client.read("/desk/staff").text


def test_letters_as_a_file_carry_the_same_code_once(
    client: Client, clerks: list[Account], part: Part
) -> None:
    client.sign_in(clerks[0])
    client.read(f"/desk/estates/{part.estate_id}/slips")
    token = client.page.all("input", name="csrf_token")[0]["value"]
    sent = client.post(
        f"/desk/estates/{part.estate_id}/slips",
        data={"csrf_token": token, "which": "unopened", "paper": "pdf"},
    )
    assert sent.mimetype == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sent.data)).pages)
    (code,) = codes_on(text)
    assert slips.look_up(clock.now(), code).part_id == part.id
    assert "不能让任何人替您投票" in text.replace(" ", "")
