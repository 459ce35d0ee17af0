"""Household letters: printed once, used once, and never a voter's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from portal import crypto
from portal.accounts import queries, slip_codes
from portal.accounts.errors import (
    AlreadyYourHome,
    HomeOfNobody,
    NoHomesChosen,
    SlipEnded,
    SlipNotForStaff,
    SlipUnknown,
    SlipUsed,
)
from portal.accounts.models import Account, ClaimState, Residency, Slip
from portal.accounts.services import homes, limits
from portal.audit.services import Actor, record
from portal.communities.models import Part
from portal.db import session


@dataclass(frozen=True)
class PrintedSlip:
    """A letter as it leaves the printer; the code is nowhere else."""

    slip: Slip
    part: Part
    code: str


def code_hash(code: str) -> str:
    return crypto.fingerprint(code, "slip")


def print_slips(
    now: datetime, by: Actor, estate_id: int, part_ids: Sequence[int], *, days: int = 60
) -> list[PrintedSlip]:
    """A new letter for each home, in the order of the roll; earlier unused letters of these homes end.

    :raises NoHomesChosen: :raises HomeOfNobody: a part of another estate, or no longer on the roll.
    """
    wanted = set(part_ids)
    parts = queries.list_parts_of(estate_id, wanted)
    if not wanted:
        raise NoHomesChosen
    if len(parts) != len(wanted):
        raise HomeOfNobody
    # Two who print for the same home at once: the second ends the first's letter.
    session.execute(select(Part.id).where(Part.id.in_(wanted)).order_by(Part.id).with_for_update())
    _revoke(now, wanted)
    printed = [_print(now, by, part, days) for part in parts]
    session.flush()
    record(now, by, "slip.print", f"estate:{estate_id}", estate_id=estate_id, parts=sorted(wanted))
    return printed


def _print(now: datetime, by: Actor, part: Part, days: int) -> PrintedSlip:
    code = slip_codes.new_code()
    slip = Slip(
        estate_id=part.estate_id,
        part_id=part.id,
        code_hash=code_hash(code),
        printed_at=now,
        printed_by=by.account_id,
        expires_at=now + timedelta(days=days),
    )
    session.add(slip)
    return PrintedSlip(slip, part, code)


def _revoke(now: datetime, part_ids: set[int]) -> int:
    ended = session.execute(
        update(Slip)
        .where(Slip.part_id.in_(part_ids), Slip.used_at.is_(None), Slip.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def revoke_slip(now: datetime, by: Actor, estate_id: int, part_id: int) -> None:
    """End the unused letter of a home; without one nothing happens."""
    part = queries.get_part(estate_id, part_id)
    if _revoke(now, {part.id}):
        record(now, by, "slip.revoke", f"part:{part_id}", estate_id=estate_id)


def count_try(now: datetime, code: str, caller: str) -> None:
    """:raises TooManyTries: from this address, or on codes that begin like this one."""
    limits.take(now, limits.SLIP_FROM, caller)
    limits.take(now, limits.SLIP_ON_PREFIX, _prefix_key(code))


def give_back_try(code: str, caller: str) -> None:
    """The code was a letter's."""
    limits.give_back_one(limits.SLIP_FROM, caller)
    limits.give_back_one(limits.SLIP_ON_PREFIX, _prefix_key(code))


def _prefix_key(code: str) -> str:
    return crypto.fingerprint(slip_codes.prefix(code), "slip")


def look_up(now: datetime, code: str) -> Slip:
    """The letter and its home, still to be opened.

    :raises SlipUnknown: :raises SlipUsed: :raises SlipEnded:
    """
    tried = map(queries.find_slip, crypto.fingerprints(code, "slip"))
    slip = next((each for each in tried if each is not None), None)
    if slip is None:
        raise SlipUnknown
    if slip.used_at:
        raise SlipUsed
    if slip.revoked_at or slip.expires_at <= now or slip.part.retired_at:
        raise SlipEnded
    return slip


@dataclass(frozen=True)
class Opened:
    """Who opened which home; ``residency`` may be waiting for the desk."""

    account: Account
    residency: Residency


def open_slip(now: datetime, code: str, account_id: int | None, *, homes_limit: int) -> Opened:
    """Use a letter up. It makes a household, never a voter.

    :param account_id: who is signed in, and gets one more home; None makes a new account.
    :raises SlipUnknown: :raises SlipUsed: :raises SlipEnded: it opens nothing.
    :raises SlipNotForStaff: :raises AlreadyYourHome: it stays unused.
    """
    slip = look_up(now, code)
    used = session.execute(
        update(Slip)
        .where(Slip.id == slip.id, Slip.used_at.is_(None), Slip.revoked_at.is_(None))
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise SlipUsed
    account = homes.new_resident(now, slip.part) if account_id is None else queries.get_account(account_id)
    if account.is_staff:
        raise SlipNotForStaff
    if queries.find_residency(account.id, slip.part_id):
        raise AlreadyYourHome
    slip.used_by = account.id
    residency = homes.move_in(now, account, slip.part, homes_limit=homes_limit)
    by = Actor(account.id, account.display_name)
    waiting = residency.state is ClaimState.WAITING
    record(now, by, "slip.open", f"part:{slip.part_id}", estate_id=slip.estate_id, waiting=waiting)
    return Opened(account, residency)
