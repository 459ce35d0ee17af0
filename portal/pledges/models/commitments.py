"""What was promised in writing, what came, what went back: each a paper that two people answer for."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Part
from portal.db import Base, Fen
from portal.pledges.models.schemes import Scheme


class Source(StrEnum):
    """Who contributes: 住户, 小区共有（公共收益、共有维修资金）, 关联单位, 社会力量, 政府补助."""

    HOUSEHOLD = "household"
    ESTATE = "estate"
    BODY = "body"
    SOCIAL = "social"
    GOVERNMENT = "government"


class Kind(StrEnum):
    """直接出资, 维修资金, 让渡公共收益, 住房公积金, 捐资捐物, 投工投劳.

    Source: 国办发〔2020〕23号.
    """

    CASH = "cash"
    MAINTENANCE_FUND = "maintenance_fund"
    COMMON_INCOME = "common_income"
    PROVIDENT_FUND = "provident_fund"
    DONATION = "donation"
    LABOUR = "labour"


IN_KIND = frozenset({Kind.DONATION, Kind.LABOUR})


class Way(StrEnum):
    """How a commitment was signed: drawn on the phone, on paper, or by an agreement with a body."""

    PHONE = "phone"
    PAPER = "paper"
    AGREEMENT = "agreement"


class CommitmentState(StrEnum):
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Commitment(Base):
    """认缴确认单: an amount that somebody signed for, or the agreed value of a thing or of work.

    ``contributor`` names a body; a household is named by its ``part``. ``as_owner`` is false for a tenant,
    who gives of free will. ``decision`` says whose decision the money needs, for funds that belong to all.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("parts > 0", name="parts_positive"),
        UniqueConstraint("scheme_id", "once"),
        Index(
            "uq_commitment_scheme_id_part_id_kind_signed",
            "scheme_id",
            "part_id",
            "kind",
            unique=True,
            sqlite_where=text("state = 'signed'"),
            postgresql_where=text("state = 'signed'"),
        ),
        Index("ix_commitment_estate_id", "estate_id"),
        Index("ix_commitment_part_id", "part_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("part.id"))
    source: Mapped[Source]
    contributor: Mapped[str] = mapped_column(default="")
    kind: Mapped[Kind]
    amount: Mapped[Fen]
    thing: Mapped[str] = mapped_column(default="")  # what is given, or what work is done
    hours: Mapped[int | None]
    decision: Mapped[str] = mapped_column(default="")
    as_owner: Mapped[bool] = mapped_column(default=False)
    way: Mapped[Way]
    picture: Mapped[str] = mapped_column(default="")  # the drawn signature, or the signed paper
    parts: Mapped[int] = mapped_column(default=1)
    due_on: Mapped[date | None]  # a later day that was agreed; else the scheme's
    state: Mapped[CommitmentState] = mapped_column(default=CommitmentState.SIGNED)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # who signed on the phone
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # staff, else
    signed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(default="")
    once: Mapped[str]

    scheme: Mapped[Scheme] = relationship()
    part: Mapped[Part | None] = relationship()


class CheckState(StrEnum):
    """One person entered it, another one checked it or sent it back; or it was undone afterwards (冲正)."""

    WAITING = "waiting"
    CHECKED = "checked"
    REFUSED = "refused"
    UNDONE = "undone"


class Payment(Base):
    """What came, with the official receipt's number and who issued it; things and work have none.

    It counts once a second person has seen the paper.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("checked_by IS NULL OR checked_by <> entered_by", name="two_people"),
        UniqueConstraint("commitment_id", "once"),
        Index(
            "uq_payment_issuer_receipt_number",
            "issuer",
            "receipt_number",
            unique=True,
            sqlite_where=text("receipt_number <> '' AND state <> 'refused' AND state <> 'undone'"),
            postgresql_where=text("receipt_number <> '' AND state <> 'refused' AND state <> 'undone'"),
        ),
        Index("ix_payment_estate_id_state", "estate_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    amount: Mapped[Fen]
    paid_on: Mapped[date]
    issuer: Mapped[str] = mapped_column(default="")
    receipt_number: Mapped[str] = mapped_column(default="")
    account: Mapped[str] = mapped_column(default="")  # the special account, as its bank names it
    photo: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[CheckState] = mapped_column(default=CheckState.WAITING)
    entered_at: Mapped[datetime]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    refused_why: Mapped[str] = mapped_column(default="")
    once: Mapped[str]

    commitment: Mapped[Commitment] = relationship()


class Refund(Base):
    """Money that goes back, with its reason. ``still_owed``: it came by mistake and is to be paid again."""

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("checked_by IS NULL OR checked_by <> entered_by", name="two_people"),
        UniqueConstraint("payment_id", "once"),
        Index("ix_refund_estate_id_state", "estate_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"))
    amount: Mapped[Fen]
    paid_on: Mapped[date]
    reason: Mapped[str]
    voucher: Mapped[str]
    photo: Mapped[str]
    still_owed: Mapped[bool] = mapped_column(default=False)
    state: Mapped[CheckState] = mapped_column(default=CheckState.WAITING)
    entered_at: Mapped[datetime]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    refused_why: Mapped[str] = mapped_column(default="")
    once: Mapped[str]

    payment: Mapped[Payment] = relationship()


class ReliefKind(StrEnum):
    """核销, 缓交, 分期, 以工代资."""

    WRITE_OFF = "write_off"
    DEFER = "defer"
    PARTS = "parts"
    LABOUR = "labour"


class Relief(Base):
    """What a commitment asks for made lighter, and why; the amount is 0 where only the time changes."""

    __tablename__ = "relief"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        UniqueConstraint("commitment_id", "once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    kind: Mapped[ReliefKind]
    amount: Mapped[Fen]
    due_on: Mapped[date | None]
    parts: Mapped[int | None]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    once: Mapped[str]

    commitment: Mapped[Commitment] = relationship()


class RequestState(StrEnum):
    """等答复, 同意, 没有同意, 本人撤回."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ReliefRequest(Base):
    """What a household asks for on the phone; what was granted is a `Relief`. One at a time waits."""

    __tablename__ = "relief_request"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("(state = 'granted') = (relief_id IS NOT NULL)", name="granted_with_relief"),
        UniqueConstraint("commitment_id", "once"),
        UniqueConstraint("relief_id"),
        Index(
            "uq_relief_request_commitment_id_waiting",
            "commitment_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_relief_request_estate_id_state", "estate_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    kind: Mapped[ReliefKind]
    amount: Mapped[Fen]
    due_on: Mapped[date | None]
    parts: Mapped[int | None]
    thing: Mapped[str] = mapped_column(default="")
    hours: Mapped[int | None]
    reason: Mapped[str]
    state: Mapped[RequestState] = mapped_column(default=RequestState.WAITING)
    asked_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[str] = mapped_column(default="")
    relief_id: Mapped[int | None] = mapped_column(ForeignKey("relief.id"))
    once: Mapped[str]

    commitment: Mapped[Commitment] = relationship()
