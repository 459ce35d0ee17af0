"""A bank's sheet beside the promises: what seems to belong where, and what nobody can place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.audit.services import Actor, record
from portal.communities.roll.cells import plain
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.pledges import money_errors as errors
from portal.pledges.bank_sheet import SheetLine
from portal.pledges.models import BankLine, Commitment, Payment
from portal.pledges.queries import bank

BY_NUMBER, BY_HOME, BY_NAME = "确认单号", "房号", "户名"


@dataclass(frozen=True)
class Imported:
    """How many lines came, how many of them were there before, and how many found a promise."""

    new: int
    known: int
    matched: int


def import_lines(
    estate_id: int, account: str, lines: Sequence[SheetLine], *, by: Actor, now: datetime
) -> Imported:
    """Keep the lines that are new, each with the promise that it seems to belong to.

    No payment is made of them: whoever enters the official receipt takes the line along.
    """
    known = bank.list_serials(estate_id, account)
    fresh = [line for line in lines if line.serial not in known]
    payable, names = bank.list_payable(estate_id), bank.names_of(estate_id)
    matched = 0
    for line in fresh:
        found, how = match(line, payable, names)
        matched += found is not None
        session.add(
            BankLine(
                estate_id=estate_id,
                account=account,
                serial=line.serial,
                on=line.on,
                amount=line.amount,
                payer=line.payer,
                memo=line.memo,
                commitment_id=found.id if found else None,
                matched_by=how,
                imported_at=now,
                imported_by=by.account_id,
            )
        )
    session.flush()
    record(now, by, "bank.import", f"estate:{estate_id}", estate_id=estate_id, rows=len(fresh), added=matched)
    return Imported(len(fresh), len(lines) - len(fresh), matched)


def match(
    line: SheetLine, payable: Sequence[Commitment], names: Mapping[int, str]
) -> tuple[Commitment | None, str]:
    """By the paper's number or the home in the memo, else by the payer's name; only where it is one."""
    memo = plain(line.memo).upper()
    ways = (
        (BY_NUMBER, [one for one in payable if one.number in memo]),
        (BY_HOME, [one for one in payable if one.part_id is not None and plain(names[one.part_id]) in memo]),
        (BY_NAME, [one for one in payable if _pays(one, line.payer)]),
    )
    for how, found in ways:
        if len(found) == 1:
            return found[0], how
    return None, ""


def _pays(commitment: Commitment, payer: str) -> bool:
    if not payer:
        return False
    if commitment.part is None:
        return plain(commitment.contributor) == plain(payer)
    return plain(payer) in {plain(owner.name) for owner in commitment.part.party.owners}


def use_line(line: BankLine, payment: Payment) -> None:
    """The receipt that belongs to a line was entered.

    :raises RuleViolated: the line was used or left out before, or the amounts differ.
    """
    if line.payment_id == payment.id:
        return
    if line.payment_id is not None or line.dismissed_why:
        raise errors.LineUsed
    if line.amount != payment.amount:
        raise errors.LineDiffers(amount=format_hundredths(line.amount))
    line.payment_id = payment.id
    session.flush()


def dismiss(line: BankLine, why: str, *, by: Actor, now: datetime) -> None:
    """It belongs to no promise, e.g. interest. :raises RuleViolated: no reason, or used before."""
    if not why.strip():
        raise errors.ReasonMissing
    if line.payment_id is not None or line.dismissed_why:
        raise errors.LineUsed
    line.dismissed_why = why.strip()
    record(
        now,
        by,
        "bank.dismiss",
        f"bank_line:{line.id}",
        estate_id=line.estate_id,
        reason=why,
        number=line.serial,
    )
