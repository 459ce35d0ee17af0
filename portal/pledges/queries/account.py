"""Reading the account: where every promise, home and scheme stands, by the ledger and nothing else."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.accounts.models import Account
from portal.communities.models import Building, Entrance, OwnerParty, Part
from portal.db import session
from portal.domain.ledger import Book, Standing, standing
from portal.pledges.models import (
    CheckState,
    Commitment,
    CommitmentState,
    Kind,
    LedgerEntry,
    Payment,
    Refund,
    Relief,
    Scheme,
    Source,
    Spending,
)

_HOME: tuple[ORMOption, ...] = (
    joinedload(Commitment.part).joinedload(Part.entrance).joinedload(Entrance.building),
    joinedload(Commitment.part).joinedload(Part.party).selectinload(OwnerParty.owners),
)


def standing_of(commitment_id: int) -> Standing:
    """Where one promise stands."""
    return standings(LedgerEntry.commitment_id, LedgerEntry.commitment_id == commitment_id).get(
        commitment_id, Standing()
    )


def standing_of_scheme(scheme_id: int) -> Standing:
    """All promises of a scheme together, and what was spent."""
    return standings(LedgerEntry.scheme_id, LedgerEntry.scheme_id == scheme_id).get(scheme_id, Standing())


def standings(
    by: InstrumentedAttribute[Any] | ColumnElement[Any], *only: ColumnElement[bool]
) -> Mapping[Any, Standing]:
    """The books by commitment, scheme, or whatever column the entries (and their commitments) have."""
    books: dict[Any, dict[Book, int]] = defaultdict(lambda: defaultdict(int))
    for side, sign in ((LedgerEntry.debit, 1), (LedgerEntry.credit, -1)):
        rows = session.execute(
            select(by, side, func.sum(LedgerEntry.amount))
            .select_from(LedgerEntry)
            .outerjoin(Commitment, Commitment.id == LedgerEntry.commitment_id)
            .where(*only)
            .group_by(by, side)
        )
        for key, book, amount in rows:
            books[key][book] += sign * int(amount)
    return {key: standing(found) for key, found in books.items()}


def standings_by_scheme(estate_id: int) -> Mapping[int, Standing]:
    return standings(LedgerEntry.scheme_id, LedgerEntry.estate_id == estate_id)


def standings_by_commitment(scheme_id: int) -> Mapping[int, Standing]:
    return standings(LedgerEntry.commitment_id, LedgerEntry.scheme_id == scheme_id)


def standings_by_source(scheme_id: int) -> Mapping[Source | None, Standing]:
    """Who contributed; None is spending, which nobody's promise stands behind."""
    return standings(Commitment.source, LedgerEntry.scheme_id == scheme_id)


def standings_by_kind(scheme_id: int) -> Mapping[Kind | None, Standing]:
    return standings(Commitment.kind, LedgerEntry.scheme_id == scheme_id)


def has_money(scheme_id: int) -> bool:
    """Whether anything came, or waits to be checked."""
    there = standing_of_scheme(scheme_id)
    if there.paid or there.delivered:
        return True
    waiting = (
        select(Payment.id)
        .join(Payment.commitment)
        .where(Commitment.scheme_id == scheme_id, Payment.state == CheckState.WAITING)
    )
    return session.scalar(waiting.limit(1)) is not None


def get_commitment(estate_id: int, commitment_id: int) -> Commitment:
    """With its home and scheme. :raises sqlalchemy.exc.NoResultFound: none such in this estate."""
    wanted = select(Commitment).where(Commitment.id == commitment_id, Commitment.estate_id == estate_id)
    return session.scalars(wanted.options(*_HOME, joinedload(Commitment.scheme))).unique().one()


def find_signed(scheme_id: int, once: str) -> Commitment | None:
    """What the same pressing of the button already left."""
    wanted = select(Commitment).where(Commitment.scheme_id == scheme_id, Commitment.once == once)
    return session.scalars(wanted).one_or_none()


def list_signed(scheme_id: int) -> Sequence[Commitment]:
    """Promises that stand."""
    wanted = select(Commitment).where(
        Commitment.scheme_id == scheme_id, Commitment.state == CommitmentState.SIGNED
    )
    return session.scalars(wanted.order_by(Commitment.id)).all()


def list_commitments(scheme_id: int) -> Sequence[Commitment]:
    """All of a scheme, households in door order before the others, with home and owners."""
    wanted = (
        select(Commitment)
        .outerjoin(Commitment.part)
        .outerjoin(Part.entrance)
        .outerjoin(Entrance.building)
        .where(Commitment.scheme_id == scheme_id)
        .order_by(
            Commitment.part_id.is_(None),
            Building.number,
            Entrance.number,
            Part.floor.is_(None),
            Part.floor,
            Part.room,
            Commitment.id,
        )
    )
    return session.scalars(wanted.options(*_HOME)).unique().all()


def list_own_commitments(scheme_id: int, part_ids: Collection[int]) -> Sequence[Commitment]:
    wanted = select(Commitment).where(
        Commitment.scheme_id == scheme_id, Commitment.part_id.in_(list(part_ids))
    )
    return session.scalars(wanted.order_by(Commitment.id).options(*_HOME)).unique().all()


def list_payments(
    estate_id: int, *, scheme_id: int | None = None, state: CheckState | None = None
) -> Sequence[Payment]:
    """The oldest first, with promise, home and scheme."""
    wanted = select(Payment).join(Payment.commitment).where(Payment.estate_id == estate_id)
    if scheme_id is not None:
        wanted = wanted.where(Commitment.scheme_id == scheme_id)
    if state is not None:
        wanted = wanted.where(Payment.state == state)
    home = joinedload(Payment.commitment)
    return (
        session.scalars(
            wanted.order_by(Payment.id).options(
                home.joinedload(Commitment.part).joinedload(Part.entrance).joinedload(Entrance.building),
                home.joinedload(Commitment.part).joinedload(Part.party).selectinload(OwnerParty.owners),
                home.joinedload(Commitment.scheme),
            )
        )
        .unique()
        .all()
    )


def get_payment(estate_id: int, payment_id: int) -> Payment:
    """:raises sqlalchemy.exc.NoResultFound: none such in this estate."""
    wanted = select(Payment).where(Payment.id == payment_id, Payment.estate_id == estate_id)
    return session.scalars(wanted.options(joinedload(Payment.commitment))).one()


def list_refunds(
    estate_id: int, *, scheme_id: int | None = None, state: CheckState | None = None
) -> Sequence[Refund]:
    wanted = select(Refund).join(Refund.payment).join(Payment.commitment)
    wanted = wanted.where(Refund.estate_id == estate_id)
    if scheme_id is not None:
        wanted = wanted.where(Commitment.scheme_id == scheme_id)
    if state is not None:
        wanted = wanted.where(Refund.state == state)
    home = joinedload(Refund.payment).joinedload(Payment.commitment)
    return (
        session.scalars(
            wanted.order_by(Refund.id).options(
                home.joinedload(Commitment.part).joinedload(Part.entrance).joinedload(Entrance.building),
                home.joinedload(Commitment.part).joinedload(Part.party).selectinload(OwnerParty.owners),
                home.joinedload(Commitment.scheme),
            )
        )
        .unique()
        .all()
    )


def get_refund(estate_id: int, refund_id: int) -> Refund:
    """:raises sqlalchemy.exc.NoResultFound: none such in this estate."""
    wanted = select(Refund).where(Refund.id == refund_id, Refund.estate_id == estate_id)
    return session.scalars(wanted.options(joinedload(Refund.payment).joinedload(Payment.commitment))).one()


def waiting_payments(commitment_id: int) -> int:
    """Fen that were entered for a promise and not checked yet."""
    wanted = select(func.coalesce(func.sum(Payment.amount), 0)).where(
        Payment.commitment_id == commitment_id, Payment.state == CheckState.WAITING
    )
    return int(session.scalar(wanted) or 0)


def refunded(payment_id: int, *states: CheckState) -> int:
    """Fen that went back of a payment, in these states."""
    wanted = select(func.coalesce(func.sum(Refund.amount), 0)).where(
        Refund.payment_id == payment_id, Refund.state.in_(states)
    )
    return int(session.scalar(wanted) or 0)


def list_reliefs(commitment_id: int) -> Sequence[Relief]:
    wanted = select(Relief).where(Relief.commitment_id == commitment_id)
    return session.scalars(wanted.order_by(Relief.id)).all()


def find_entry(subject: str) -> LedgerEntry | None:
    """The entry of a payment, refund or spending that was not undone."""
    undone = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    wanted = select(LedgerEntry).where(
        LedgerEntry.subject == subject, LedgerEntry.reverses_id.is_(None), LedgerEntry.id.not_in(undone)
    )
    return session.scalars(wanted).one_or_none()


def list_entries(scheme_id: int) -> Sequence[LedgerEntry]:
    """The ledger of a scheme as it was written."""
    wanted = select(LedgerEntry).where(LedgerEntry.scheme_id == scheme_id)
    return session.scalars(wanted.order_by(LedgerEntry.id)).all()


def list_money_schemes(estate_id: int) -> Sequence[Scheme]:
    """Schemes that were opened, with place and subsidies, in the order in which they opened."""
    wanted = select(Scheme).where(Scheme.estate_id == estate_id, Scheme.opened_at.is_not(None))
    return session.scalars(
        wanted.order_by(Scheme.id).options(
            joinedload(Scheme.entrance).joinedload(Entrance.building),
            joinedload(Scheme.item),
            selectinload(Scheme.subsidies),
        )
    ).all()


def names_of_staff(estate_id: int) -> Mapping[int, str]:
    """Who entered and who checked payments here, by account."""
    hands = select(Payment.entered_by).where(Payment.estate_id == estate_id)
    eyes = select(Payment.checked_by).where(Payment.estate_id == estate_id)
    rows = session.execute(
        select(Account.id, Account.display_name).where(Account.id.in_(hands) | Account.id.in_(eyes))
    )
    return {account_id: name for account_id, name in rows}  # noqa: C416  # rows are no pairs to the type checker


def find_picture(estate_id: int, kind: str, number: int) -> str:
    """The key of the picture behind a commitment, payment, refund or spending; "" without one."""
    wanted = {
        "commitment": select(Commitment.picture).where(
            Commitment.id == number, Commitment.estate_id == estate_id
        ),
        "payment": select(Payment.photo).where(Payment.id == number, Payment.estate_id == estate_id),
        "refund": select(Refund.photo).where(Refund.id == number, Refund.estate_id == estate_id),
        "spending": select(Spending.photo).where(Spending.id == number, Spending.estate_id == estate_id),
    }
    return session.scalar(wanted[kind]) or ""
