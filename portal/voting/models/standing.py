"""Who may speak for an owner party besides its owner, who may not, and which owners have died."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class MandateKind(StrEnum):
    """共有人推选的代表, 监护人, 单位经办人, 继承人推选的代表, 书面委托的受托人."""

    CO_OWNER = "co_owner"
    GUARDIAN = "guardian"
    INSTITUTION = "institution"
    HEIRS = "heirs"
    PROXY = "proxy"


class Mandate(Base):
    """Somebody speaks for an owner party: with a paper that two people saw, or declared by a co-owner.

    A proxy holds for one vote; the others hold until they are ended. Who it is, is sealed.
    """

    __tablename__ = "mandate"
    __table_args__ = (
        Index("ix_mandate_estate_id_party_id", "estate_id", "party_id"),
        Index("ix_mandate_account_id", "account_id"),
        # Of each kind one is in force for a party, for all votes or for one.
        Index(
            "uq_mandate_party_id_kind_standing",
            "party_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND vote_id IS NULL"),
            postgresql_where=text("ended_at IS NULL AND vote_id IS NULL"),
        ),
        Index(
            "uq_mandate_vote_id_party_id_kind_standing",
            "vote_id",
            "party_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND vote_id IS NOT NULL"),
            postgresql_where=text("ended_at IS NULL AND vote_id IS NOT NULL"),
        ),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> recorded_by", name="two_people"),
        CheckConstraint("kind <> 'proxy' OR vote_id IS NOT NULL", name="proxy_for_one_vote"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("owner_party.id"))
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    kind: Mapped[MandateKind]
    name: Mapped[bytes]
    masked: Mapped[str]
    who: Mapped[str]  # keyed hash of the ID number: the same person in several mandates
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    paper: Mapped[str | None]  # key of the paper's picture
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    end_reason: Mapped[str | None]


class OwnerDeath(Base):
    """An owner has died: the parts stay in the base, and nobody votes before the heirs' representative."""

    __tablename__ = "owner_death"
    __table_args__ = (UniqueConstraint("owner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id"))
    proof: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class BarredProxy(Base):
    """Somebody who may not be a proxy in an estate, such as staff of the property company."""

    __tablename__ = "barred_proxy"
    __table_args__ = (UniqueConstraint("estate_id", "who"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    who: Mapped[str]  # keyed hash of the ID number
    masked: Mapped[str]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
