"""What has served its purpose goes by itself; what is held, young or of a vote stays."""

import os
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from portal import crypto
from portal.accounts.models import Attempt, SignIn, Slip, SmsCode
from portal.audit.keeping import Wish, hold
from portal.audit.models import AuditEntry, HoldKind
from portal.audit.services import Actor
from portal.db import session, transaction
from portal.jobs.schedule import recurring
from portal.messages.models import Channel, Dispatch, SendState
from portal.personal import retention
from tests.factories import accounts as make

from .conftest import Home

NOW = make.NOW
LATER = NOW + timedelta(days=400)


def _leftovers(home: Home, *, until: int = 1) -> None:
    """One of each kind, as old as the factories' now."""
    with transaction():
        session.add(Attempt(subject="x", at=NOW))
        session.add(
            SmsCode(
                phone_hash="p", purpose="x", code_hash="c", sent_at=NOW, expires_at=NOW + timedelta(minutes=5)
            )
        )
        expires = NOW + timedelta(days=until)
        session.add(
            SignIn(
                account_id=home.resident.id,
                token_hash="t",
                created_at=NOW,
                expires_at=expires,
                device="",
                way="slip",
            )
        )
        session.add(
            Slip(
                estate_id=home.part.estate_id,
                part_id=home.part.id,
                code_hash="s",
                printed_at=NOW,
                expires_at=expires,
            )
        )
        session.add(
            Dispatch(
                estate_id=home.part.estate_id, channel=Channel.SMS, address=crypto.seal("13812345678"),
                text=crypto.seal("您好"), state=SendState.SENT, created_at=NOW,
            )
        )  # fmt: skip


def _count(table: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_what_is_over_goes_and_is_on_record(home: Home) -> None:
    _leftovers(home)
    with transaction():
        gone = retention.forget(LATER)
    assert gone == {"attempt": 1, "sms_code": 1, "sign_in": 1, "slip": 1, "dispatch": 1}
    assert [_count(table) for table in (Attempt, SmsCode, SignIn, Slip)] == [0, 0, 0, 0]
    kept = session.scalars(sa.select(Dispatch)).one()
    assert (crypto.unseal(kept.address), crypto.unseal(kept.text)) == ("", "")
    assert (
        session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "data.forget"
    )
    with transaction():
        assert retention.forget(LATER) == {}, "nothing twice"


def test_what_is_young_or_live_stays(home: Home) -> None:
    _leftovers(home, until=395)
    with transaction():
        assert retention.forget(NOW + timedelta(days=1)) == {}
    with transaction():
        gone = retention.forget(LATER)
    assert "sign_in" not in gone
    assert "slip" not in gone


def test_an_estate_under_a_hold_loses_nothing(home: Home) -> None:
    _leftovers(home)
    with transaction():
        clerk = Actor(home.clerk.id, "干事甲")
        hold(Wish(home.part.estate_id, HoldKind.SUIT, "起诉"), by=clerk, now=NOW)
    with transaction():
        gone = retention.forget(LATER)
    assert "slip" not in gone
    assert "dispatch" not in gone


def test_files_nobody_imported_go(tmp_path: Path) -> None:
    old, young = tmp_path / "old", tmp_path / "young"
    for path in (old, young):
        path.write_bytes(b"sealed")
    os.utime(old, ((NOW - timedelta(hours=2)).timestamp(),) * 2)
    os.utime(young, (NOW.timestamp(),) * 2)
    assert retention.sweep((tmp_path, tmp_path / "none"), NOW) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["young"]


def test_workers_do_it_by_themselves(home: Home) -> None:
    assert {"personal.forget", "personal.sweep"} <= set(recurring())
