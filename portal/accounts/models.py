"""People who sign in, what they may do where, and which homes they belong to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Owner, Part
from portal.db import Base
from portal.permissions import Role


class Account(Base):
    """A person. Staff have a user name and a password; residents a phone, and perhaps a passcode.

    ``password_hash`` holds either. A resident who came by slip alone has neither until one is set.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_name: Mapped[str | None] = mapped_column(unique=True)
    display_name: Mapped[str]
    is_staff: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[bytes | None]
    phone_hash: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[bytes | None]
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]
    notice_accepted_at: Mapped[datetime | None]  # 个人信息保护法 art. 17: when the notice was shown and taken
    is_demo: Mapped[bool] = mapped_column(default=False)

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="account", foreign_keys="RoleGrant.account_id"
    )


class RoleGrant(Base):
    """A role in one estate, one street, or (district) everywhere. Ended, never deleted."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("estate_id IS NULL OR street_id IS NULL", name="one_scope"),
        Index("ix_role_grant_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role]
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("estate.id"))
    street_id: Mapped[int | None] = mapped_column(ForeignKey("street.id"))
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(back_populates="grants", foreign_keys=[account_id])


class SignIn(Base):
    """One device on which a person is signed in; ending it works at the next request."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str]
    way: Mapped[str]  # slip, sms, passcode, password

    account: Mapped[Account] = relationship()


class Invitation(Base):
    """A printed code with which a member of staff sets a password, once. Only its keyed hash is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SmsCode(Base):
    """A code that was sent to a phone; only its hash is kept, and only its phone's hash."""

    __tablename__ = "sms_code"
    __table_args__ = (Index("ix_sms_code_phone_hash_purpose", "phone_hash", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_hash: Mapped[str]
    purpose: Mapped[str]
    code_hash: Mapped[str]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """A try that counts against a limit: sign-ins, codes, slips; by a hash of who tried."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_subject_at", "subject", "at"), Index("ix_attempt_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    at: Mapped[datetime]


class Slip(Base):
    """A printed household letter. Its code is stored hashed, opens the home once, and makes no voter."""

    __tablename__ = "slip"
    __table_args__ = (
        Index(
            "uq_slip_part_live",
            "part_id",
            unique=True,
            sqlite_where=text("used_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=text("used_at IS NULL AND revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    printed_at: Mapped[datetime]
    printed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]

    part: Mapped[Part] = relationship()


class Relation(StrEnum):
    """What a person is to a home."""

    HOUSEHOLD = "household"  # holds the letter; owner or not is not known
    OWNER = "owner"
    REPRESENTATIVE = "representative"
    TENANT = "tenant"


class ClaimState(StrEnum):
    ACTIVE = "active"
    WAITING = "waiting"
    REFUSED = "refused"
    ENDED = "ended"


class Residency(Base):
    """A person belongs to a home: sees it, raises matters. A second claim waits at the desk."""

    __tablename__ = "residency"
    __table_args__ = (
        Index(
            "uq_residency_account_part_live",
            "account_id",
            "part_id",
            unique=True,
            sqlite_where=text("state IN ('active', 'waiting')"),
            postgresql_where=text("state IN ('active', 'waiting')"),
        ),
        Index("ix_residency_part_id", "part_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"))
    relation: Mapped[Relation]
    state: Mapped[ClaimState]
    why_waiting: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    part: Mapped[Part] = relationship()


class PhoneClaim(Base):
    """A phone that a resident names at the desk, where no code can be sent: two people see the ID card.

    ``checked_by`` saw it first and wrote the number down; whoever confirms it is somebody else.
    """

    __tablename__ = "phone_claim"
    __table_args__ = (
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> checked_by", name="two_people"),
        Index(
            "uq_phone_claim_account_id_waiting",
            "account_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_phone_claim_estate_id_state", "estate_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    phone: Mapped[bytes]
    phone_hash: Mapped[str]
    state: Mapped[ClaimState]
    checked_at: Mapped[datetime]
    checked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])


class Proof(StrEnum):
    """How a person showed to be an owner on the roll."""

    ID_TAIL = "id_tail"  # the last six characters of the ID number, which no slip prints
    SMS = "sms"  # a code to the phone on the roll
    DESK = "desk"  # papers in person, confirmed by two people


class OwnerLink(Base):
    """This account is, or speaks for, this owner: the only thing that lets it vote for the owner's party.

    One account at a time is the owner; representatives, with papers that two people saw, may stand beside it.
    """

    __tablename__ = "owner_link"
    __table_args__ = (
        Index(
            "uq_owner_link_account_owner_live",
            "account_id",
            "owner_id",
            unique=True,
            sqlite_where=text("state IN ('active', 'waiting')"),
            postgresql_where=text("state IN ('active', 'waiting')"),
        ),
        Index(
            "uq_owner_link_owner_active",
            "owner_id",
            unique=True,
            sqlite_where=text("state = 'active' AND relation = 'owner'"),
            postgresql_where=text("state = 'active' AND relation = 'owner'"),
        ),
        Index("ix_owner_link_owner_id", "owner_id"),
        CheckConstraint("relation IN ('owner', 'representative')", name="speaks_for_owner"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> checked_by", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("part.id"))  # the home at which it was claimed
    relation: Mapped[Relation] = mapped_column(default=Relation.OWNER)
    proof: Mapped[Proof]
    state: Mapped[ClaimState]
    why_waiting: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    owner: Mapped[Owner] = relationship()
    part: Mapped[Part | None] = relationship()
