"""回访核票: a random sample of paper ballots, and what their owners said."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.voting.models.ballots import Ballot


class CallBackOutcome(StrEnum):
    """本人确认, 否认, 没有联系上."""

    CONFIRMED = "confirmed"
    DENIED = "denied"
    NOT_REACHED = "not_reached"


class CallBackDraw(Base):
    """The one drawing of a vote: the seed as it was thrown in public, and what followed from it.

    ``papers`` is how many there were, ``overturning`` the fewest wrong ones that could change an outcome
    (None where papers alone cannot), ``sampled`` how many are called back. Never changed.
    """

    __tablename__ = "call_back_draw"
    __table_args__ = (
        UniqueConstraint("vote_id"),
        CheckConstraint("sampled > 0 AND sampled <= papers", name="sampled_of_papers"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    seed: Mapped[str]
    present: Mapped[str]
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    papers: Mapped[int]
    overturning: Mapped[int | None]
    sampled: Mapped[int]

    ballots: Mapped[list["CallBackBallot"]] = relationship(order_by="CallBackBallot.rank")


class CallBackBallot(Base):
    """A paper ballot that was drawn, by its rank."""

    __tablename__ = "call_back_ballot"
    __table_args__ = (UniqueConstraint("draw_id", "ballot_id"), UniqueConstraint("draw_id", "rank"))

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("call_back_draw.id"))
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    rank: Mapped[int]

    ballot: Mapped[Ballot] = relationship()


class CallBack(Base):
    """One try to ask an owner; rows are added, the last one counts."""

    __tablename__ = "call_back"
    __table_args__ = (
        UniqueConstraint("drawn_id", "once", name="uq_call_back_drawn_id"),
        Index("ix_call_back_drawn_id", "drawn_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    drawn_id: Mapped[int] = mapped_column(ForeignKey("call_back_ballot.id"))
    outcome: Mapped[CallBackOutcome]
    note: Mapped[str]
    called_at: Mapped[datetime]
    called_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    once: Mapped[str]
