"""Personal data that has served its purpose goes by itself; the periods are settings.

个人信息保护法 arts. 19 and 47.

Nothing of a vote is deleted here: ballots, rolls and their log stay (portal.audit.keeping says how long the
record stays, and what holds it). What people wrote about doors keeps its outcome and loses its words.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Delete, ScalarSelect, Update, delete, or_, select, update

from portal import crypto
from portal.accounts.models import Attempt, Invitation, SignIn, Slip, SmsCode
from portal.audit.models import RecordHold
from portal.audit.services import Actor, record
from portal.audit.settings import number
from portal.communities.kept_files import KEPT_FOR
from portal.db import session
from portal.domain.errors import N_
from portal.domain.stages import VoteState
from portal.jobs.rhythm import daily, hourly
from portal.jobs.schedule import every
from portal.messages.models import Dispatch, MessageAddress, SendState
from portal.voting.models import ResultObjection, Visit, Vote

_OVER = (
    SendState.DELIVERED,
    SendState.FAILED,
    SendState.READ,
    SendState.TOLD,
    SendState.HELD,
    SendState.SENT,
)
_GONE = N_("内容已按保存期限删除")


def forget(now: datetime) -> Mapping[str, int]:
    """Delete what is past its time. :return: how many rows of each kind went; on record if any did."""
    ways, letters = (now - timedelta(days=number(key)) for key in ("way_days", "letter_days"))
    texts = now - timedelta(days=number("text_days"))
    gone = {
        "attempt": _rows(delete(Attempt).where(Attempt.at < now - timedelta(days=number("try_days")))),
        "sms_code": _rows(delete(SmsCode).where(SmsCode.sent_at < now - timedelta(days=number("try_days")))),
        "sign_in": _rows(delete(SignIn).where(or_(SignIn.ended_at < ways, SignIn.expires_at < ways))),
        "invitation": _rows(delete(Invitation).where(Invitation.expires_at < letters)),
        "slip": _rows(delete(Slip).where(_slip_over(letters), Slip.estate_id.not_in(_held()))),
        "address": _rows(delete(MessageAddress).where(MessageAddress.ended_at < ways)),
        "dispatch": _empty_texts(texts),
        "visit": _empty_notes(now - timedelta(days=number("note_days"))),
    }
    counted = {kind: rows for kind, rows in gone.items() if rows}
    if counted:
        record(
            now, Actor(None, "data.forget"), "data.forget", "record:1", rows=sum(counted.values()), **counted
        )
    return counted


def _rows(statement: Delete | Update) -> int:
    found: Any = session.execute(statement)
    return int(found.rowcount)


def _slip_over(until: datetime) -> Any:
    """Used, revoked or run out before; the record of who printed and used it stays in the audit."""
    return or_(Slip.used_at < until, Slip.revoked_at < until, Slip.expires_at < until)


def _held() -> ScalarSelect[Any]:
    """Estates of which nothing goes: a suit, an objection or an inquiry."""
    wanted = select(RecordHold.estate_id).where(RecordHold.lifted_at.is_(None))
    return wanted.scalar_subquery()


def _empty_texts(until: datetime) -> int:
    """That something was sent stays, to whom and what goes: the inbox has its own copy for its reader."""
    nobody = crypto.seal("")
    old = (
        update(Dispatch)
        .where(Dispatch.created_at < until, Dispatch.state.in_(_OVER), Dispatch.last_error != _GONE)
        .where(or_(Dispatch.estate_id.is_(None), Dispatch.estate_id.not_in(_held())))
        .values(address=nobody, text=nobody, values=None, last_error=_GONE)
    )
    return _rows(old)


def _empty_notes(until: datetime) -> int:
    """Of votes that are over: that somebody stood at a door and with what outcome stays; the words go."""
    over = select(Vote.id).where(
        Vote.closes_at < until,
        Vote.state.in_((VoteState.FINAL, VoteState.VOID)),
        Vote.estate_id.not_in(_held()),
        Vote.id.not_in(_objected()),
    )
    return _rows(update(Visit).where(Visit.note != "", Visit.vote_id.in_(over)).values(note=""))


def _objected() -> ScalarSelect[Any]:
    """Votes with an objection to the result that nobody has answered."""
    return select(ResultObjection.vote_id).where(ResultObjection.answered_at.is_(None)).scalar_subquery()


def sweep(folders: tuple[Path, ...], now: datetime) -> int:
    """Files that somebody chose to import and never did: they are full of ID numbers. How many went."""
    gone = 0
    for path in (path for folder in folders for path in folder.glob("*")):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime <= (now - KEPT_FOR).timestamp():
                path.unlink()
                gone += 1
    return gone


def start(instance: Path) -> None:
    """Let workers of this process forget: files within the hour, rows each night."""
    folders = (instance / "rolls", instance / "listings")

    def sweep_files(now: datetime, _slot: datetime) -> None:
        sweep(folders, now)

    def forget_rows(now: datetime, _slot: datetime) -> None:
        forget(now)

    every("personal.sweep", hourly(20), sweep_files, title=N_("删除没有导入的名册文件"))
    every("personal.forget", daily(3, 40), forget_rows, title=N_("删除到期的个人信息"))
