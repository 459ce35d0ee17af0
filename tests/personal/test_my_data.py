"""My data: all of it, mine alone; asked about on record; taken back and closed for good."""

import io
import json

import openpyxl
import pytest
import sqlalchemy as sa

from portal import crypto, db
from portal.accounts import queries as people
from portal.accounts.models import Account, ClaimState, OwnerLink, Residency, SignIn
from portal.accounts.services.codes import phone_key
from portal.audit.models import AuditEntry
from portal.audit.services import Actor
from portal.db import session, transaction
from portal.messages.models import Channel, Message, MessageAddress
from portal.personal import queries, services
from portal.personal.errors import AlreadyAnswered, NothingAsked, NotYourEstate, WorksHere
from portal.personal.models import DataRequest, RequestKind
from tests.factories import accounts as make
from tests.support.client import Client

from .conftest import ID, PHONE, Home

NOW = make.NOW


def _actor(account: Account) -> Actor:
    return Actor(account.id, account.display_name)


def _with_phone(account: Account) -> None:
    with transaction():
        found = session.get_one(Account, account.id)
        found.phone, found.phone_hash, found.password_hash = crypto.seal(PHONE), phone_key(PHONE), "x"
        session.add(
            MessageAddress(
                account_id=found.id, channel=Channel.EMAIL, address=crypto.seal("a@example.cn"),
                address_hash="h", bound_at=NOW,
            )
        )  # fmt: skip


def test_the_page_shows_what_is_kept(client: Client, home: Home) -> None:
    _with_phone(home.resident)
    client.sign_in(home.resident)
    said = client.read("/me/data").text
    assert PHONE in said
    assert "a@example.cn" in said
    assert "陈小芳" in said
    assert ID not in said


def test_a_copy_holds_every_section_and_no_key(client: Client, home: Home) -> None:
    _with_phone(home.resident)
    client.sign_in(home.resident)
    told = json.loads(client.get("/me/data/copy.json").data)
    assert told["account"][0]["phone"] == PHONE
    assert told["owners"][0]["id_number"] == f"…{ID[-4:]}"
    assert told["devices"], "the sign-in of this very browser"
    assert "role_grant" in told["other"]
    text = json.dumps(told, ensure_ascii=False)
    assert "_hash" not in text
    assert ID not in text
    book = openpyxl.load_workbook(io.BytesIO(client.get("/me/data/copy.xlsx").data))
    assert book.sheetnames[:2] == ["账户", "住房"]
    assert session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "data.copy")) == 2


def test_nobody_reads_somebody_elses(client: Client, home: Home) -> None:
    with transaction():
        other = make.resident(home.part, "邻居")
    client.sign_in(other)
    assert "陈小芳" not in client.read("/me/data").text
    assert not json.loads(client.get("/me/data/copy.json").data)["owners"]


def test_every_table_that_names_an_account_is_in_the_copy() -> None:
    """A table of a new feature comes by itself, unless somebody names its column otherwise."""
    named = {table.name for table in db.Base.metadata.sorted_tables if "account_id" in table.c}
    assert queries._TOLD - {"account"} <= named


def test_a_request_is_answered_once_and_told(home: Home) -> None:
    by, clerk = _actor(home.resident), _actor(home.clerk)
    with transaction():
        asked = services.ask(NOW, by, home.part.estate_id, RequestKind.CORRECT, " 名字写错了 ", once="1")
        again = services.ask(NOW, by, home.part.estate_id, RequestKind.CORRECT, "名字写错了", once="1")
        assert again.id == asked.id
    with transaction():
        services.answer(NOW, clerk, home.part.estate_id, asked.id, "名册已改", granted=True)
    assert (
        session.scalars(sa.select(Message.body).where(Message.account_id == by.account_id)).one()
        == "名册已改"
    )
    with pytest.raises(AlreadyAnswered), transaction():
        services.answer(NOW, clerk, home.part.estate_id, asked.id, "又改", granted=False)
    actions = set(session.scalars(sa.select(AuditEntry.action)))
    assert {"data.ask", "data.answer"} <= actions


def test_nothing_and_elsewhere_are_refused(home: Home) -> None:
    by = _actor(home.resident)
    with pytest.raises(NothingAsked), transaction():
        services.ask(NOW, by, home.part.estate_id, RequestKind.ERASE, "  ", once="1")
    with pytest.raises(NotYourEstate), transaction():
        services.ask(NOW, by, home.part.estate_id + 1, RequestKind.ERASE, "删", once="2")


def test_from_the_resident_to_the_desk_and_back(client: Client, home: Home) -> None:
    client.sign_in(home.resident)
    client.submit("/me/data/ask", kind="correct", text="面积写错了", estate=home.part.estate_id)
    client.sign_in(home.clerk)
    page = f"/desk/estates/{home.part.estate_id}/data-requests"
    assert "面积写错了" in client.read(page).text
    found = session.scalars(sa.select(DataRequest)).one()
    client.submit(f"{page}/{found.id}", granted="yes", answer="名册已改成 68.5")
    client.sign_in(home.resident)
    assert "名册已改成 68.5" in client.read("/me/data").text


def test_taking_the_phone_back_forgets_every_way(client: Client, home: Home) -> None:
    _with_phone(home.resident)
    client.sign_in(home.resident)
    client.read("/me/data")
    client.send({}, to="/withdraw")
    found = session.get_one(Account, home.resident.id)
    session.refresh(found)
    assert (found.phone, found.phone_hash, found.password_hash) == (None, None, None)
    assert session.scalars(sa.select(MessageAddress)).one().ended_at is not None
    assert client.get("/me/data").status_code == 200, "still signed in"


def test_a_closed_account_opens_nothing(client: Client, home: Home) -> None:
    client.sign_in(home.resident)
    client.submit("/me/data/close", sure="y")
    assert client.get("/me/").status_code == 303
    session.expire_all()
    assert session.get_one(Account, home.resident.id).deactivated_at is not None
    assert set(session.scalars(sa.select(Residency.state))) == {ClaimState.ENDED}
    assert set(session.scalars(sa.select(OwnerLink.state))) == {ClaimState.ENDED}
    assert not people.list_grants(home.resident.id)
    assert all(session.scalars(sa.select(SignIn.ended_at)))


def test_closing_needs_a_tick_and_staff_cannot(client: Client, home: Home) -> None:
    client.sign_in(home.resident)
    client.submit("/me/data/close")
    session.expire_all()
    assert session.get_one(Account, home.resident.id).deactivated_at is None
    with pytest.raises(WorksHere), transaction():
        services.close_account(NOW, _actor(home.clerk))
