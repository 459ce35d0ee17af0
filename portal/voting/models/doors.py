"""扫楼: what came of a visit at a door, and the lists of doors that clerks take along without a network."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.voting.models.electorate import VoterPart


class VisitOutcome(StrEnum):
    """没人, 拒绝, 已交票, 留票, 外住; never what somebody wants."""

    NOBODY = "nobody"
    REFUSED = "refused"
    HANDED_IN = "handed_in"
    LEFT = "left"
    AWAY = "away"


class DoorList(Base):
    """The doors of a building in a clerk's hands until ``ends_at``; handed over, the next one begins.

    On the phone it is room numbers and nothing else. A row is ended, never deleted.
    """

    __tablename__ = "door_list"
    __table_args__ = (
        CheckConstraint("taken_at < ends_at", name="ends_later"),
        UniqueConstraint("came_from_id"),
        Index("ix_door_list_vote_id", "vote_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    building: Mapped[str]
    holder_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    taken_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("door_list.id"))
    note: Mapped[str]  # what the one before said when handing over


class Visit(Base):
    """Somebody stood at a door. Rows are added, never changed; ``once`` makes two sendings one.

    ``visited_at`` may be earlier than ``recorded_at``: it was written down without a network.
    """

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("vote_id", "once", name="uq_visit_vote_id"),
        Index("ix_visit_vote_id_voter_part_id", "vote_id", "voter_part_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"))
    voter_part_id: Mapped[int] = mapped_column(ForeignKey("voter_part.id"))
    door_list_id: Mapped[int | None] = mapped_column(ForeignKey("door_list.id"))
    outcome: Mapped[VisitOutcome]
    note: Mapped[str]
    photo: Mapped[str | None]  # a key of `portal.web.uploads`
    visited_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    once: Mapped[str]

    part: Mapped[VoterPart] = relationship()
