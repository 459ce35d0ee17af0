"""What people ask about their own data, and how the desk answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.db import Base


class RequestKind(StrEnum):
    """个人信息保护法 art. 46 (correct), art. 47 (erase), art. 48 (explain)."""

    CORRECT = "correct"
    ERASE = "erase"
    EXPLAIN = "explain"


class DataRequest(Base):
    """A person asks the desk of an estate; answered once, with a reason, and kept as it was asked."""

    __tablename__ = "data_request"
    __table_args__ = (
        CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (granted IS NULL)",
            name="answered_whole",
        ),
        Index("ix_data_request_estate_id_answered_at", "estate_id", "answered_at"),
        Index("ix_data_request_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    kind: Mapped[RequestKind]
    text: Mapped[str]
    asked_at: Mapped[datetime]
    once: Mapped[str] = mapped_column(unique=True)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    granted: Mapped[bool | None]
    answer: Mapped[str | None]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
