"""Staff: at the door, and who may add whom where."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from portal import crypto
from portal.accounts import queries, totp
from portal.accounts.errors import (
    BadUserName,
    NameTaken,
    NoSuchPlace,
    NoSuchStaff,
    NotYourself,
    OutsideYourScope,
    RoleHasNoPlace,
    RoleNeedsPlace,
    RoleNeedsStreet,
    SeveralPlaces,
    TooManyTries,
    UsedCode,
    WrongCode,
    WrongPassword,
)
from portal.accounts.models import Account
from portal.accounts.services import limits, signing_in
from portal.accounts.services import passwords as doors
from portal.accounts.services import staff as team
from portal.audit.models import AuditEntry
from portal.audit.services import Actor
from portal.communities.models import Estate, Street
from portal.db import session, transaction
from portal.permissions import Role
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("isolated")
NOW, OPERATOR = make.NOW, Actor(None, "命令行")


@pytest.fixture
def near() -> Estate:
    with transaction():
        return make.estate_of(make.entrance("近小区", "近街道"))


@pytest.fixture
def far() -> Estate:
    with transaction():
        return make.estate_of(make.entrance("远小区", "远街道"))


def street_of(estate: Estate) -> Street:
    return queries.get_street(estate.street_id)


def add(role: Role, scope: team.Scope, *, name: str = "新人", held=None) -> Account:
    with transaction():
        new = team.NewStaff(name, "", role, "hash")
        return team.add_staff(NOW, OPERATOR, new, scope, held=held)


def held_by(role: Role, *, estate: Estate | None = None, street: Street | None = None):
    with transaction():
        account = make.staff(f"老人{role}", role, estate=estate, street=street)
    return account, queries.list_grants(account.id)


def test_a_new_member_must_change_the_password(near: Estate) -> None:
    account = add(Role.COMMUNITY_CLERK, team.Scope(estate=near))
    assert account.is_staff
    assert account.must_change_password
    assert queries.roles_of(account, near) == {Role.COMMUNITY_CLERK}
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor, entry.estate_id) == ("staff.add", "命令行", near.id)
    assert "hash" not in str(entry.detail)


def test_roles_reach_down_and_not_aside(near: Estate, far: Estate) -> None:
    street = add(Role.STREET, team.Scope(street=street_of(near)), name="街道")
    district = add(Role.DISTRICT, team.Scope(), name="区里")
    clerk = add(Role.COMMUNITY_CLERK, team.Scope(estate=near), name="干事")
    assert queries.roles_of(street, near) == {Role.STREET}
    assert queries.roles_of(street, far) == frozenset()
    assert queries.roles_of(district, near) == queries.roles_of(district, far) == {Role.DISTRICT}
    assert queries.roles_of(clerk, far) == frozenset()


@pytest.mark.parametrize(
    ("role", "places", "refusal"),
    [
        (Role.DISTRICT, ("estate",), RoleHasNoPlace),
        (Role.DISTRICT, ("street",), RoleHasNoPlace),
        (Role.STREET, ("estate",), RoleNeedsStreet),
        (Role.STREET, (), RoleNeedsStreet),
        (Role.COMMUNITY_CLERK, (), RoleNeedsPlace),
        (Role.OBSERVER, (), RoleNeedsPlace),
    ],
)
def test_a_role_belongs_to_a_kind_of_place(
    near: Estate, role: Role, places: tuple[str, ...], refusal: type[Exception]
) -> None:
    scope = team.Scope(
        estate=near if "estate" in places else None, street=street_of(near) if "street" in places else None
    )
    with pytest.raises(refusal):
        add(role, scope)


def test_a_name_means_one_person_for_ever(near: Estate) -> None:
    account = add(Role.OBSERVER, team.Scope(estate=near))
    with transaction():
        queries.get_account(account.id).deactivated_at = NOW
    with pytest.raises(NameTaken):
        add(Role.OBSERVER, team.Scope(estate=near))
    with pytest.raises(NoSuchStaff):
        queries.get_staff("新人")


@pytest.mark.parametrize("name", ["", "x", "a b", "a" * 33, "a/b"])
def test_bad_user_names(near: Estate, name: str) -> None:
    with pytest.raises(BadUserName):
        add(Role.OBSERVER, team.Scope(estate=near), name=name)


def test_places_are_found_by_name(near: Estate, far: Estate) -> None:
    with transaction():
        make.entrance("近小区", "远街道")
    assert team.find_scope("近小区", "近街道").estate.id == near.id
    assert team.find_scope(None, "远街道").street.id == far.street_id
    assert team.find_scope(None, None) == team.Scope()
    with pytest.raises(SeveralPlaces):
        team.find_scope("近小区", None)
    with pytest.raises(NoSuchPlace):
        team.find_scope("没有", None)
    with pytest.raises(NoSuchPlace):
        team.find_scope(None, "没有")


def test_street_staff_add_in_their_own_street_only(near: Estate, far: Estate) -> None:
    _, held = held_by(Role.STREET, street=street_of(near))
    add(Role.COMMUNITY_CLERK, team.Scope(estate=near), name="甲员", held=held)
    add(Role.STREET, team.Scope(street=street_of(near)), name="乙员", held=held)
    for role, scope in (
        (Role.COMMUNITY_CLERK, team.Scope(estate=far)),
        (Role.STREET, team.Scope(street=street_of(far))),
        (Role.OBSERVER, team.Scope(street=street_of(far))),
        (Role.DISTRICT, team.Scope()),
    ):
        with pytest.raises(OutsideYourScope):
            add(role, scope, name="丙员", held=held)


def test_clerks_and_observers_add_nobody(near: Estate) -> None:
    for role in (Role.COMMUNITY_CLERK, Role.OBSERVER):
        _, held = held_by(role, estate=near)
        with pytest.raises(OutsideYourScope):
            add(Role.OBSERVER, team.Scope(estate=near), held=held)


def test_the_district_adds_everywhere(near: Estate, far: Estate) -> None:
    _, held = held_by(Role.DISTRICT)
    add(Role.DISTRICT, team.Scope(), name="甲员", held=held)
    add(Role.STREET, team.Scope(street=street_of(far)), name="乙员", held=held)


def test_closing_signs_every_device_out(near: Estate) -> None:
    chief, held = held_by(Role.STREET, street=street_of(near))
    account = add(Role.COMMUNITY_CLERK, team.Scope(estate=near))
    with transaction():
        token, _ = signing_in.sign_in(NOW, account, way="password", device="a")
        team.close_account(NOW, Actor(chief.id, "老人"), account.id, held=held)
    assert queries.find_sign_in(signing_in.token_hash(token), NOW) is None
    assert queries.find_staff("新人") is None


def test_nobody_is_managed_from_outside(near: Estate, far: Estate) -> None:
    chief, held = held_by(Role.STREET, street=street_of(near))
    by = Actor(chief.id, "老人")
    stranger = add(Role.COMMUNITY_CLERK, team.Scope(estate=far), name="远员")
    district = add(Role.DISTRICT, team.Scope(), name="区员")
    with transaction():
        resident = make.person()
    for somebody in (stranger, district, resident):
        with pytest.raises(NoResultFound), transaction():
            team.reset_password(NOW, by, somebody.id, password_hash="mine", held=held)
        with pytest.raises(NoResultFound), transaction():
            team.close_account(NOW, by, somebody.id, held=held)
    with pytest.raises(NotYourself), transaction():
        team.close_account(NOW, by, chief.id, held=held)


def test_somebody_who_also_works_elsewhere_is_left_to_the_district(near: Estate, far: Estate) -> None:
    chief, held = held_by(Role.STREET, street=street_of(near))
    both = add(Role.OBSERVER, team.Scope(estate=near), name="两边")
    with transaction():
        team._grant(NOW, OPERATOR, both, Role.OBSERVER, team.Scope(estate=far))
    with pytest.raises(OutsideYourScope), transaction():
        team.reset_password(NOW, Actor(chief.id, "老人"), both.id, password_hash="mine", held=held)


def test_a_reset_takes_the_second_step_and_the_devices(near: Estate) -> None:
    chief, held = held_by(Role.STREET, street=street_of(near))
    account = add(Role.COMMUNITY_CLERK, team.Scope(estate=near))
    with transaction():
        account = queries.get_account(account.id)
        account.totp_secret, account.must_change_password = crypto.seal(totp.new_secret()), False
        signing_in.sign_in(NOW, account, way="password", device="a")
    with transaction():
        team.reset_password(NOW, Actor(chief.id, "老人"), account.id, password_hash="one-time", held=held)
    account = queries.get_account(account.id)
    assert (account.password_hash, account.must_change_password, account.totp_secret) == (
        "one-time",
        True,
        None,
    )
    assert queries.list_sign_ins(account.id, NOW) == []


def test_five_tries_on_a_name_whether_it_exists_or_not(near: Estate) -> None:
    add(Role.OBSERVER, team.Scope(estate=near), name="真人")
    for name in ("真人", "假人"):
        with transaction():
            for number in range(limits.PASSWORD_ON_NAME.most):
                doors.count_try(NOW, name, f"address {number}")
        with pytest.raises(TooManyTries), transaction():
            doors.count_try(NOW, name, "one more")
        with transaction():
            doors.count_try(NOW + timedelta(minutes=15), name, "one more")


def test_a_right_password_forgets_the_wrong_tries(near: Estate) -> None:
    account = add(Role.OBSERVER, team.Scope(estate=near))
    with transaction():
        for _ in range(4):
            doors.count_try(NOW, "新人", "address")
        doors.enter(NOW, account.id, "hash", "device")
        for _ in range(5):
            doors.count_try(NOW, "新人", "address")


def test_a_password_changed_meanwhile_opens_nothing(near: Estate) -> None:
    account = add(Role.OBSERVER, team.Scope(estate=near))
    with pytest.raises(WrongPassword), transaction():
        doors.enter(NOW, account.id, "older hash", "device")


def test_staff_are_signed_out_after_a_day_of_work(near: Estate) -> None:
    account = add(Role.OBSERVER, team.Scope(estate=near))
    with transaction():
        _, row = doors.enter(NOW, account.id, "hash", "device")
    assert row.expires_at == NOW + timedelta(hours=12)


def test_a_code_of_the_authenticator_is_spent_once(near: Estate) -> None:
    account = add(Role.OBSERVER, team.Scope(estate=near))
    secret, step = totp.new_secret(), int(NOW.timestamp()) // 30
    with pytest.raises(WrongCode), transaction():
        doors.enrol(NOW, account.id, secret, totp.code_at(secret, step + 9))
    with transaction():
        doors.enrol(NOW, account.id, secret, totp.code_at(secret, step))
    stored = queries.get_account(account.id)
    assert secret.encode() not in stored.totp_secret
    with pytest.raises(UsedCode), transaction():
        doors.spend_code(NOW, account.id, totp.code_at(secret, step))
    with pytest.raises(UsedCode), transaction():
        doors.spend_code(NOW, account.id, totp.code_at(secret, step - 1))
    later = NOW + timedelta(seconds=30)
    with transaction():
        doors.spend_code(later, account.id, totp.code_at(secret, step + 1))
    with pytest.raises(UsedCode), transaction():
        doors.spend_code(later, account.id, totp.code_at(secret, step + 1))


def test_an_account_without_the_second_step_takes_no_code(near: Estate) -> None:
    account = add(Role.OBSERVER, team.Scope(estate=near))
    with pytest.raises(WrongCode), transaction():
        doors.spend_code(NOW, account.id, "000000")


def test_the_list_shows_ones_own_scope(near: Estate, far: Estate) -> None:
    add(Role.OBSERVER, team.Scope(estate=near), name="近员")
    add(Role.STREET, team.Scope(street=street_of(near)), name="近街")
    add(Role.OBSERVER, team.Scope(estate=far), name="远员")
    add(Role.DISTRICT, team.Scope(), name="区员")
    seen = queries.list_staff(street_ids=[near.street_id])
    assert {row.account.user_name for row in seen} == {"近员", "近街"}
    assert {row.account.user_name for row in queries.list_staff(street_ids=None)} == {
        "近员",
        "近街",
        "远员",
        "区员",
    }
    assert [row.roles for row in seen if row.account.user_name == "近员"] == [((Role.OBSERVER, "近小区"),)]
