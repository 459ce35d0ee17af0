"""The roll frozen at opening, and how each voter was served."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Area, Base
from portal.domain.electorate import PartKind
from portal.voting.models.votes import Vote


class Voter(Base):
    """An owner party as the roll stood when it was frozen; later sales change nothing.

    In a residents' meeting and in a survey of households it is a household, an adult or a delegate, and
    no party stands behind it. ``number`` is printed on the paper ballot. ``names`` is sealed; ``masked`` may
    be shown to staff.
    """

    __tablename__ = "voter"
    __table_args__ = (
        UniqueConstraint("vote_id", "party_id"),
        UniqueConstraint("vote_id", "number"),
        CheckConstraint("area > 0", name="area_positive"),
        CheckConstraint("heads = 1", name="one_head"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("owner_party.id"), index=True)
    number: Mapped[str]
    heads: Mapped[int] = mapped_column(default=1)
    area: Mapped[Area]
    names: Mapped[bytes]
    masked: Mapped[str]
    salt: Mapped[str]  # opens the commitment under which the roll is published without names

    vote: Mapped[Vote] = relationship()
    parts: Mapped[list["VoterPart"]] = relationship(order_by="VoterPart.position")


class VoterPart(Base):
    """A part of a voter, copied: where, how large, by which source."""

    __tablename__ = "voter_part"
    __table_args__ = (
        UniqueConstraint("voter_id", "part_id"),
        Index("ix_voter_part_vote_id_part_id", "vote_id", "part_id"),
        Index("ix_voter_part_part_id", "part_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"))
    position: Mapped[int]
    building: Mapped[str]
    building_number: Mapped[int]
    entrance: Mapped[str]
    entrance_number: Mapped[int]
    floor: Mapped[int | None]
    room: Mapped[str]
    area: Mapped[Area]
    area_source: Mapped[str]
    kind: Mapped[PartKind]


class DeliveryWay(StrEnum):
    """How a voter was served; the last one is that it could not be done."""

    SIGNED = "signed"
    LETTERBOX = "letterbox"
    SMS = "sms"
    WECHAT = "wechat"
    REGISTERED_MAIL = "registered_mail"
    GROUP = "group"
    SIGNED_IN = "signed_in"  # read on the phone, where a setting counts that as served
    PUBLIC_NOTICE = "public_notice"  # could not be reached, and a notice hung for the vote's days
    OTHER = "other"
    UNDELIVERABLE = "undeliverable"


class Delivery(Base):
    """When and how a voter was served, with who says so."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_vote_id_voter_id", "vote_id", "voter_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"))
    way: Mapped[DeliveryWay]
    note: Mapped[str]
    photo: Mapped[str | None]  # proof, a key of `portal.web.uploads`; one picture may stand for a round
    at: Mapped[datetime | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
