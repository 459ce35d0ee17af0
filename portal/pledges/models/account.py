"""The account: an append-only ledger, spending with its papers, lines of a bank's sheet, joint orders."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Part
from portal.db import Base, Fen
from portal.domain.ledger import Book, Event
from portal.pledges.models.commitments import Commitment
from portal.pledges.models.schemes import Scheme

_BOOKS = [f"'{book}'" for book in Book]


class LedgerEntry(Base):
    """An amount that goes out of one book into another. Triggers refuse to change or delete a row.

    ``subject`` is the paper behind it (``payment:3``); an event of a paper is entered once. A correction is
    an entry that ``reverses`` another, once.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint(f"debit IN ({', '.join(reversed(_BOOKS))})", name="known_debit"),
        CheckConstraint(f"credit IN ({', '.join(_BOOKS)})", name="known_credit"),
        CheckConstraint("debit <> credit", name="two_sides"),
        Index(
            "uq_ledger_entry_event_subject",
            "event",
            "subject",
            unique=True,
            sqlite_where=text("reverses_id IS NULL"),
            postgresql_where=text("reverses_id IS NULL"),
        ),
        UniqueConstraint("reverses_id"),
        Index("ix_ledger_entry_estate_id", "estate_id"),
        Index("ix_ledger_entry_scheme_id", "scheme_id"),
        Index("ix_ledger_entry_commitment_id", "commitment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"))
    at: Mapped[datetime]
    on: Mapped[date]
    event: Mapped[Event]
    debit: Mapped[Book]
    credit: Mapped[Book]
    amount: Mapped[Fen]
    summary: Mapped[str]
    subject: Mapped[str]
    attachments: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[int | None]
    checked_by: Mapped[int | None]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))


class SpendingState(StrEnum):
    """申报, 审批同意, 没有同意, 公示, 已支出."""

    APPLIED = "applied"
    APPROVED = "approved"
    REFUSED = "refused"
    PUBLISHED = "published"
    PAID = "paid"


class Spending(Base):
    """Money of a scheme that somebody asks to spend: another one approves, it is made public, then paid."""

    __tablename__ = "spending"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("decided_by IS NULL OR decided_by <> applied_by", name="two_people"),
        UniqueConstraint("scheme_id", "once"),
        Index(
            "uq_spending_estate_id_voucher",
            "estate_id",
            "voucher",
            unique=True,
            sqlite_where=text("voucher <> ''"),
            postgresql_where=text("voucher <> ''"),
        ),
        Index("ix_spending_estate_id_state", "estate_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    amount: Mapped[Fen]
    payee: Mapped[str]
    purpose: Mapped[str]
    state: Mapped[SpendingState] = mapped_column(default=SpendingState.APPLIED)
    applied_at: Mapped[datetime]
    applied_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decision: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    public_until: Mapped[date | None]
    paid_on: Mapped[date | None]
    voucher: Mapped[str] = mapped_column(default="")
    photo: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    once: Mapped[str]

    scheme: Mapped[Scheme] = relationship()


class BankLine(Base):
    """A line of a bank's sheet. It is no payment: somebody still enters the receipt that belongs to it.

    ``serial`` is the bank's own number of the line: the same sheet again adds nothing.
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        UniqueConstraint("estate_id", "account", "serial"),
        UniqueConstraint("payment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    account: Mapped[str]
    serial: Mapped[str]
    on: Mapped[date]
    amount: Mapped[Fen]
    payer: Mapped[str]
    memo: Mapped[str]
    commitment_id: Mapped[int | None] = mapped_column(
        ForeignKey("commitment.id")
    )  # what it seems to belong to
    matched_by: Mapped[str] = mapped_column(default="")  # number, home or name
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    dismissed_why: Mapped[str] = mapped_column(default="")
    imported_at: Mapped[datetime]
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    commitment: Mapped[Commitment | None] = relationship()


class JointOrder(Base):
    """户内装修: information, and a list of homes that would order together. It stands outside every total."""

    __tablename__ = "joint_order"
    __table_args__ = (Index("ix_joint_order_estate_id", "estate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    title: Mapped[str]
    what: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    closes_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]


class JointName(Base):
    """A home on the list of a joint order; it may go off it again."""

    __tablename__ = "joint_name"
    __table_args__ = (
        Index(
            "uq_joint_name_order_id_part_id_current",
            "order_id",
            "part_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("joint_order.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    part: Mapped[Part] = relationship()
