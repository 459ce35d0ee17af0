"""Serving those whom nobody could reach, by a notice that hangs in the estate."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.voting.models.electorate import Voter
from portal.voting.models.votes import Vote


class ServedByNotice(Base):
    """A notice to voters who could not be reached: once its days are over they count as served.

    Source: 业主大会和业主委员会指导规则 (建房〔2009〕274号) art. 22; the days are a setting of the vote.
    """

    __tablename__ = "served_by_notice"
    __table_args__ = (CheckConstraint("posted_at < ends_at", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey(Vote.id), index=True)
    posted_at: Mapped[datetime]
    days: Mapped[int]
    ends_at: Mapped[datetime]
    place: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class NoticedVoter(Base):
    """For whom such a notice hung: those on record as unreachable when it was posted."""

    __tablename__ = "noticed_voter"

    notice_id: Mapped[int] = mapped_column(ForeignKey(ServedByNotice.id), primary_key=True)
    voter_id: Mapped[int] = mapped_column(ForeignKey(Voter.id), primary_key=True)
