"""Numbered papers: printed, handed out, come back, photographed, and counted out of the box."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.voting.models.ballots import Ballot
from portal.voting.models.electorate import Voter


class PrintRun(Base):
    """One pressing of “print”: for whom, by whom, and what became of the file.

    ``scope`` is what was asked for, in words. ``file_name`` is None while a worker still sets the papers, and
    where the file is made anew each time it is asked for.
    """

    __tablename__ = "print_run"
    __table_args__ = (
        UniqueConstraint("vote_id", "number"),
        CheckConstraint("papers > 0", name="papers_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    number: Mapped[int]
    scope: Mapped[str]
    papers: Mapped[int]
    digest: Mapped[str]  # SHA-256 of the printed numbers in order; the record carries it
    printed_at: Mapped[datetime]
    printed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    file_name: Mapped[str | None]
    made_at: Mapped[datetime | None]


class PaperBallot(Base):
    """One numbered sheet. Triggers refuse to delete it, to renumber it or to take back what happened.

    The first paper of a voter has the voter's own number, a later one a fresh one. ``run_id`` is None for a
    paper that came back without having been printed here.
    """

    __tablename__ = "paper_ballot"
    __table_args__ = (
        UniqueConstraint("vote_id", "number"),
        Index("ix_paper_ballot_voter_id", "voter_id"),
        Index("ix_paper_ballot_run_id", "run_id"),
        CheckConstraint("voided_at IS NULL OR received_at IS NULL", name="voided_or_received"),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="voided_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"))
    number: Mapped[str]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("print_run.id"))
    received_at: Mapped[datetime | None]
    received_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    void_reason: Mapped[str] = mapped_column(default="")

    voter: Mapped[Voter] = relationship()
    run: Mapped[PrintRun | None] = relationship()


class PaperReading(Base):
    """From which paper somebody read a ballot off, and what else stood on it.

    ``against_id`` is the first reading that this second one differs from; a third person decides.
    """

    __tablename__ = "paper_reading"
    __table_args__ = (
        Index("ix_paper_reading_paper_id", "paper_id"),
        Index("ix_paper_reading_against_id", "against_id"),
    )

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper_ballot.id"))
    against_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"))
    withdraws_phone: Mapped[bool] = mapped_column(default=False)  # signed on the paper

    paper: Mapped[PaperBallot] = relationship()
    ballot: Mapped[Ballot] = relationship(foreign_keys=ballot_id)


class PaperPhoto(Base):
    """A picture of a paper that came back; never deleted."""

    __tablename__ = "paper_photo"
    __table_args__ = (Index("ix_paper_photo_paper_id", "paper_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper_ballot.id"))
    key: Mapped[str]
    taken_at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    paper: Mapped[PaperBallot] = relationship()


class BoxCount(Base):
    """The papers of the opened box, counted before witnesses, beside what the portal knew then."""

    __tablename__ = "box_count"
    __table_args__ = (
        Index("ix_box_count_vote_id", "vote_id"),
        CheckConstraint("papers >= 0", name="papers_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    papers: Mapped[int]
    received: Mapped[int]
    keyed: Mapped[int]
    witnesses: Mapped[str]
    note: Mapped[str]
    counted_at: Mapped[datetime]
    counted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class SecondReader(Base):
    """A named owner who reads papers a second time where the estate has one clerk only."""

    __tablename__ = "second_reader"
    __table_args__ = (UniqueConstraint("vote_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"))
    named_at: Mapped[datetime]
    named_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]

    voter: Mapped[Voter] = relationship()
