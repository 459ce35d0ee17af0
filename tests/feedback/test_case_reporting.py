"""Reporting without an account: a code to the phone, once, limited; without a contract the way is said."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import crypto, db
from portal.accounts.models import SmsCode
from portal.db import session
from portal.domain.stages import CaseState
from portal.feedback import services
from portal.feedback.models import Case
from portal.feedback.views import reporting
from portal.messages.models import Dispatch
from tests.factories import accounts, feedback
from tests.support.client import Client

SAID = {"text": "路灯不亮", "category": "request", "name": "李女士"}


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "UPLOADS", tmp_path)


@pytest.fixture
def estate_id(client: Client) -> int:  # the portal that it talks to
    with db.transaction():
        return accounts.entrance().estate_id


def _texts() -> list[str]:
    return [crypto.unseal(each.text) for each in session.scalars(select(Dispatch).order_by(Dispatch.id))]


def _code() -> str:
    return "".join(sign for sign in _texts()[-1].split("，")[0] if sign.isdigit())


def _ask(client: Client, estate_id: int, phone: str = "13900001111") -> int:
    return client.submit(f"/estates/{estate_id}/report", phone=phone).status_code


def test_a_code_opens_one_report_and_each_step_is_told_by_text(client: Client, estate_id: int) -> None:
    assert client.read(f"/estates/{estate_id}/").all("a", href=f"/estates/{estate_id}/report")
    assert _ask(client, estate_id) == 303
    at, code = f"/estates/{estate_id}/report/matter", _code()
    client.read(at)
    assert client.send({**SAID, "code": "000000" if code != "000000" else "111111"}).status_code == 200
    client.read(at)
    assert client.send({**SAID, "code": code}).status_code == 303
    case = session.scalars(select(Case)).one()
    assert (case.account_id, case.taken_by, case.caller_name, case.is_public) == (None, None, "李女士", False)
    assert case.number in client.read(f"/estates/{estate_id}/report/done").text
    assert client.get(at).status_code == 303  # the phone is asked for again
    with db.transaction():
        feedback.brought_to(session.get_one(Case, case.id), CaseState.ACCEPTED)
    assert case.number in _texts()[-1]

    with db.transaction():
        fresh = session.get_one(Case, case.id)
        for state in (CaseState.IN_PROGRESS, CaseState.DONE):
            feedback.step(fresh, state, "修好了")
        services.hear(fresh, "", solved=True, once="heard", by=feedback.CLERK, now=accounts.NOW)
    assert session.get_one(Case, case.id).state is CaseState.CONFIRMED


def test_two_taps_leave_one_report(estate_id: int) -> None:
    matter = services.Matter(feedback.LEAK.category, "路灯不亮", shared=True)
    with db.transaction():
        one, two = (
            services.report(estate_id, matter, "", "13900001111", once="a", now=accounts.NOW) for _ in "ab"
        )
    assert one.id == two.id
    assert session.scalar(select(func.count(Case.id))) == 1


def test_codes_are_few_and_open_no_other_estate(client: Client, estate_id: int) -> None:
    assert _ask(client, estate_id) == 303
    assert _ask(client, estate_id) == 200  # a minute has not passed
    assert session.scalar(select(func.count(SmsCode.id))) == 1
    code = _code()
    with db.transaction():
        other = accounts.entrance("另一个小区").estate_id
    client.read(f"/estates/{other}/report/matter")
    answer = client.send({**SAID, "code": code})
    assert answer.status_code == 200
    assert session.scalars(select(Case)).all() == []


def test_without_a_contract_the_page_says_whom_to_call(
    client: Client, estate_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "offers_codes", lambda: False)
    page = client.read(f"/estates/{estate_id}/report")
    assert page.all("a", href="tel:023-7772 0000")
    assert not page.all("input", name="phone")
