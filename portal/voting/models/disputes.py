"""“Not cast by me”: what an owner says against a ballot under the own number, and what was decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.voting.models.ballots import Ballot


class Dispute(Base):
    """Both views on one ballot. It is set aside from the first press until somebody restores it.

    ``restored`` is None while nothing is decided, True where the ballot counts again, False where it stays
    set aside. A ballot is disputed once; what was decided is not asked again.
    """

    __tablename__ = "ballot_dispute"
    __table_args__ = (
        UniqueConstraint("ballot_id"),
        Index("ix_ballot_dispute_vote_id", "vote_id"),
        CheckConstraint("(decided_at IS NULL) = (restored IS NULL)", name="decided_both"),
        CheckConstraint("(decided_at IS NULL) = (reason = '')", name="decided_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    said: Mapped[str]  # the owner's view; "" where the owner only pressed
    raised_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    raised_at: Mapped[datetime]
    staff_said: Mapped[str]  # what they say who collected or keyed it
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    restored: Mapped[bool | None]
    reason: Mapped[str]

    ballot: Mapped[Ballot] = relationship()
