"""A phone is bound at the desk where no text message can be sent: two people see the card and type it."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts import errors, queries
from portal.accounts.models import Account, ClaimState, PhoneClaim, Residency
from portal.accounts.services import desk_phones
from portal.accounts.services.codes import phone_key
from portal.audit.models import AuditEntry
from portal.audit.services import Actor
from portal.communities.models import Part
from portal.db import session, transaction
from portal.messages.models import Message
from portal.permissions import Role
from tests.factories import accounts as make
from tests.factories.accounts import NOW
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
PHONE, OTHER = "13800000001", "13800000002"


class Desk:
    """A home with a resident and two clerks, by id."""

    def __init__(self) -> None:
        entrance = make.entrance()
        estate = make.estate_of(entrance)
        part: Part = make.home(entrance, "101")
        self.estate_id, self.part_id = estate.id, part.id
        self.account = make.resident(part, "住户甲")
        self.clerks = [make.staff(name, Role.COMMUNITY_CLERK, estate=estate) for name in ("干事一", "干事二")]
        session.flush()
        self.account_id = self.account.id
        self.first, self.second = (Actor(each.id, each.display_name) for each in self.clerks)

    @property
    def residency(self) -> Residency:
        return session.scalars(select(Residency).where(Residency.account_id == self.account_id)).one()

    def named(self, phone: str = PHONE) -> PhoneClaim:
        return desk_phones.name_phone(NOW, self.first, self.residency, phone, seen=True)

    def confirm(self, claim: PhoneClaim, phone: str = PHONE) -> None:
        desk_phones.confirm_phone(NOW, self.second, self.estate_id, claim.id, phone=phone, seen=True)


def test_only_after_two_people_saw_the_card_does_the_phone_count() -> None:
    with transaction():
        desk = Desk()
        claim = desk.named()
        assert queries.find_by_phone(phone_key(PHONE)) is None
        with pytest.raises(errors.SamePerson):
            desk_phones.confirm_phone(NOW, desk.first, desk.estate_id, claim.id, phone=PHONE, seen=True)
        with pytest.raises(errors.PhoneDiffers):
            desk.confirm(claim, OTHER)
        with pytest.raises(errors.PapersNotSeen):
            desk_phones.confirm_phone(NOW, desk.second, desk.estate_id, claim.id, phone=PHONE, seen=False)
        desk.confirm(claim)
        found = queries.find_by_phone(phone_key(PHONE))
        assert found is not None
        assert found.id == desk.account_id
        with pytest.raises(errors.NotWaiting):
            desk.confirm(claim)
        deeds = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("phone.%"))).all()
        assert sorted(deeds) == ["phone.check", "phone.confirm"]
        told = session.scalars(select(Message).where(Message.account_id == desk.account_id)).one()
        assert told.link == "/me/passcode"


def test_nobody_loses_a_phone_to_somebody_else() -> None:
    with transaction():
        desk = Desk()
        other = make.resident(make.home(make.entrance("乙小区", "乙街道"), "101"), "住户乙")
        claim = desk.named()
        other.phone_hash = phone_key(PHONE)
        session.flush()
        with pytest.raises(errors.PhoneTaken):
            desk.confirm(claim)
        desk_phones.drop_phone(NOW, desk.second, desk.estate_id, claim.id, reason="别人的号")
        with pytest.raises(errors.PhoneTaken):
            desk.named()
        with pytest.raises(errors.PapersNotSeen):
            desk_phones.name_phone(NOW, desk.first, desk.residency, OTHER, seen=False)
        desk.named(OTHER)
        with pytest.raises(errors.PhoneWaiting):
            desk.named(OTHER)


def test_the_database_wants_two_people_too() -> None:
    with transaction():
        claim = Desk().named()
        claim.state, claim.confirmed_by, claim.decided_at = ClaimState.ACTIVE, claim.checked_by, NOW
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_a_resident_signs_in_by_phone_and_passcode_without_any_message(client: Client) -> None:
    with transaction():
        desk = Desk()
    first, second = desk.clerks
    client.sign_in(first)
    home = f"/desk/estates/{desk.estate_id}/homes/{desk.part_id}"
    assert "登记手机号" in client.read(home).text
    with transaction():
        number = desk.residency.id
    page = f"{home}/residents/{number}/phone"
    client.submit(page, phone="123", seen="y")
    assert client.page.one("h1").text == "登记手机号"
    client.submit(page, phone=PHONE)
    assert "请先当面看" in client.page.text
    assert client.submit(page, phone=PHONE, seen="y").status_code == 303
    claims = f"/desk/estates/{desk.estate_id}/claims"
    assert "请另一位同事复核" in client.read(claims).text
    assert PHONE not in client.page.text
    client.sign_in(second)
    with transaction():
        claim = session.scalars(select(PhoneClaim)).one().id
    assert client.submit(f"{claims}/phones/{claim}/confirm", phone=PHONE, seen="y").status_code == 303
    client.sign_in(session.get_one(Account, desk.account_id))
    assert client.submit("/me/passcode", passcode="tian-8417", again="tian-8417").status_code == 303
    client.post("/sign-out")
    answer = client.submit("/sign-in/passcode", phone=PHONE, passcode="tian-8417")
    assert answer.status_code == 303


def test_a_clerk_of_another_estate_finds_nothing(client: Client) -> None:
    with transaction():
        desk = Desk()
        claim = desk.named().id
        there = make.estate_of(make.entrance("乙小区", "乙街道"))
        stranger = make.staff("外人", Role.COMMUNITY_CLERK, estate=there)
        other_id = there.id
    client.sign_in(stranger)
    assert client.get(f"/desk/estates/{desk.estate_id}/claims/phones/{claim}/confirm").status_code == 404
    assert client.get(f"/desk/estates/{other_id}/claims/phones/{claim}/confirm").status_code == 404
    assert client.get(f"/desk/estates/{other_id}/claims/phones/{claim}/refuse").status_code == 404
