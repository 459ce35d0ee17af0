"""The roll as it was published before a vote, and what was said against it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.communities.models import Part
from portal.db import Area, Base
from portal.voting.models.votes import Vote


class RollPublication(Base):
    """An estate's roll as it was put up: never edited, the next one has the next number.

    ``body`` is ``{"lines": [[building, entrance, room, area in 0.01 m2, source, use, party], …]}`` in door
    order; ``party`` numbers the owner parties within this publication, so that who holds several homes
    is one head, and nobody has a name. ``fingerprint`` is the RFC 6962 root over these lines.
    """

    __tablename__ = "roll_publication"
    __table_args__ = (
        UniqueConstraint("estate_id", "number"),
        CheckConstraint("days >= 0", name="days_not_negative"),
        CheckConstraint("posted_at <= ends_at", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    number: Mapped[int]
    posted_at: Mapped[datetime]  # when it hung in the estate; may lie before it was recorded here
    days: Mapped[int]
    ends_at: Mapped[datetime]
    fingerprint: Mapped[str]
    parts: Mapped[int]
    heads: Mapped[int]
    area: Mapped[Area]
    body: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RollObjection(Base):
    """Something is wrong with the published roll, says somebody; numbered within its publication."""

    __tablename__ = "roll_objection"
    __table_args__ = (
        UniqueConstraint("publication_id", "number"),
        UniqueConstraint("publication_id", "once"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("roll_publication.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"), index=True)
    number: Mapped[int]
    home: Mapped[str]
    text: Mapped[str]
    raised_at: Mapped[datetime]
    raised_by: Mapped[int] = mapped_column(ForeignKey("account.id"))  # the owner, or who took it down
    on_paper: Mapped[bool] = mapped_column(default=False)
    once: Mapped[str]
    accepted: Mapped[bool | None]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ElectorPublication(Base):
    """A publication that shows who belongs to a residents' meeting, instead of the estate's owners.

    Its lines say how many of a home may answer where an owner's line says which party it is.
    """

    __tablename__ = "elector_publication"

    publication_id: Mapped[int] = mapped_column(ForeignKey(RollPublication.id), primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey(Vote.id), index=True)


class ExcludedPart(Base):
    """A part inside the scope that does not count in a vote, and why: printed on the notice."""

    __tablename__ = "excluded_part"
    __table_args__ = (UniqueConstraint("vote_id", "part_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey(Vote.id))
    part_id: Mapped[int] = mapped_column(ForeignKey(Part.id))
    home: Mapped[str]
    area: Mapped[Area]
    reason: Mapped[str]


class ElectorEntry(Base):
    """How many adults of a home, or delegates who live there, belong to a residents' meeting.

    Entered by staff before the announcement; households need no entry, each home is one.
    """

    __tablename__ = "elector_entry"
    __table_args__ = (
        UniqueConstraint("vote_id", "part_id"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey(Vote.id))
    part_id: Mapped[int] = mapped_column(ForeignKey(Part.id))
    number: Mapped[int]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]
