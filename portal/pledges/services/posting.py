"""Entering what happened into the ledger, and undoing an entry by its reversal: nothing is ever changed."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.audit.services import Actor
from portal.db import session
from portal.domain.deadlines import local_day
from portal.domain.ledger import Event, Move, move
from portal.pledges.models import Commitment, LedgerEntry, Scheme


@dataclass(frozen=True)
class Paper:
    """What stands behind an entry: ``subject`` is ``table:id``; ``on`` the day it is about, else today."""

    subject: str
    summary: str
    on: date | None = None
    attachments: int = 0
    made_by: int | None = None
    checked_by: int | None = None


def post(event: Event, amount: int, paper: Paper, *, of: Commitment | Scheme, now: datetime) -> LedgerEntry:
    """Enter an event of a commitment, or of a scheme as a whole; each event of a paper once."""
    moved = move(event, amount)
    scheme_id = of.id if isinstance(of, Scheme) else of.scheme_id
    entry = LedgerEntry(
        estate_id=of.estate_id,
        scheme_id=scheme_id,
        commitment_id=None if isinstance(of, Scheme) else of.id,
        at=now,
        on=paper.on or local_day(now),
        event=event,
        debit=moved.debit,
        credit=moved.credit,
        amount=amount,
        summary=paper.summary,
        subject=paper.subject,
        attachments=paper.attachments,
        made_by=paper.made_by,
        checked_by=paper.checked_by,
    )
    session.add(entry)
    session.flush()
    return entry


def reverse(entry: LedgerEntry, why: str, *, by: Actor, now: datetime) -> LedgerEntry:
    """Undo an entry; it stays, and so does what undid it. The database lets it happen once."""
    undone = Move(entry.debit, entry.credit, entry.amount).reversed()
    made = LedgerEntry(
        estate_id=entry.estate_id,
        scheme_id=entry.scheme_id,
        commitment_id=entry.commitment_id,
        at=now,
        on=local_day(now),
        event=entry.event,
        debit=undone.debit,
        credit=undone.credit,
        amount=undone.amount,
        summary=why,
        subject=entry.subject,
        made_by=by.account_id,
        reverses_id=entry.id,
    )
    session.add(made)
    session.flush()
    return made
