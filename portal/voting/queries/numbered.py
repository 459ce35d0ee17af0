"""Numbered papers: where each is, what was read off it, and whether the box agrees."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.accounts.models import Account
from portal.db import session
from portal.voting.models import (
    Ballot,
    BallotState,
    BoxCount,
    Channel,
    PaperBallot,
    PaperPhoto,
    PaperReading,
    PrintRun,
    SecondReader,
    Vote,
    Voter,
    VoterPart,
)

#: A reading in one of these states says that the paper was read for good, or is being read.
_LIVE = (BallotState.PENDING, BallotState.COUNTED, BallotState.REPLACED, BallotState.SET_ASIDE)
ON_PAPER = (Channel.PAPER, Channel.DOORSTEP)


def find_paper(vote_id: int, number: str) -> PaperBallot | None:
    wanted = select(PaperBallot).where(PaperBallot.vote_id == vote_id, PaperBallot.number == number)
    return session.scalars(wanted.options(joinedload(PaperBallot.voter))).one_or_none()


def find_elsewhere(estate_id: int, number: str) -> Vote | None:
    """Another vote of the estate one of whose papers has the number."""
    printed = select(PaperBallot.vote_id).where(PaperBallot.number == number)
    given = select(Voter.vote_id).where(Voter.number == number)
    wanted = select(Vote).where(Vote.estate_id == estate_id, Vote.id.in_(printed.union(given)))
    return session.scalars(wanted.order_by(Vote.id.desc()).limit(1)).first()


def list_papers_of(voter_id: int) -> Sequence[PaperBallot]:
    """Every paper of a voter, void ones too, the oldest first."""
    wanted = select(PaperBallot).where(PaperBallot.voter_id == voter_id)
    return session.scalars(wanted.order_by(PaperBallot.id)).all()


def _was_read() -> ColumnElement[bool]:
    read = select(PaperReading.ballot_id).join(Ballot, Ballot.id == PaperReading.ballot_id)
    return read.where(PaperReading.paper_id == PaperBallot.id, Ballot.state.in_(_LIVE)).exists()


def list_unread(voter_id: int) -> Sequence[PaperBallot]:
    """Papers of a voter that are neither void nor read: those that came back first, then by age."""
    live = PaperBallot.voter_id == voter_id, PaperBallot.voided_at.is_(None), ~_was_read()
    back_first = PaperBallot.received_at.is_(None), PaperBallot.id
    return session.scalars(select(PaperBallot).where(*live).order_by(*back_first)).all()


def numbers_taken(vote_id: int) -> set[str]:
    """Of voters and of papers; no fresh paper may have one of them."""
    papers = select(PaperBallot.number).where(PaperBallot.vote_id == vote_id)
    voters = select(Voter.number).where(Voter.vote_id == vote_id)
    return set(session.scalars(papers.union(voters)))


def newest_by_voter(vote_id: int) -> Mapping[int, PaperBallot]:
    """The last paper of each voter that is not void."""
    wanted = select(PaperBallot).where(PaperBallot.vote_id == vote_id, PaperBallot.voided_at.is_(None))
    return {paper.voter_id: paper for paper in session.scalars(wanted.order_by(PaperBallot.id))}


def has_papers(vote_id: int) -> bool:
    return session.scalar(select(PaperBallot.id).where(PaperBallot.vote_id == vote_id).limit(1)) is not None


def find_second_reading(first_id: int) -> Ballot | None:
    """The second reading that differed from a first one which still waits."""
    wanted = select(Ballot).join(PaperReading, PaperReading.ballot_id == Ballot.id)
    return session.scalars(wanted.where(PaperReading.against_id == first_id)).one_or_none()


def find_reading(ballot_id: int) -> PaperReading | None:
    return session.get(PaperReading, ballot_id)


def list_differing(vote_id: int) -> Mapping[int, int | None]:
    """Voters whose paper was read in two ways and waits for a third person, each with the second reader."""
    first, second = aliased(Ballot), aliased(Ballot)
    rows = session.execute(
        select(first.voter_id, second.entered_by)
        .join(PaperReading, PaperReading.against_id == first.id)
        .join(second, second.id == PaperReading.ballot_id)
        .where(first.vote_id == vote_id, first.state == BallotState.PENDING)
    )
    return dict(rows.all())


@dataclass(frozen=True)
class Received:
    """A paper that came back, and who took it."""

    paper: PaperBallot
    name: str
    photos: Sequence[PaperPhoto]
    read: bool


def list_received(vote_id: int, *, limit: int) -> Sequence[Received]:
    """The last ones first."""
    wanted = (
        select(PaperBallot, Account.display_name, _was_read())
        .outerjoin(Account, Account.id == PaperBallot.received_by)
        .where(PaperBallot.vote_id == vote_id, PaperBallot.received_at.is_not(None))
        .order_by(PaperBallot.received_at.desc(), PaperBallot.id.desc())
        .limit(limit)
        .options(joinedload(PaperBallot.voter).selectinload(Voter.parts))
    )
    rows = session.execute(wanted).all()
    photos = photos_of([paper.id for paper, _, _ in rows])
    return [Received(paper, name or "", photos.get(paper.id, []), bool(read)) for paper, name, read in rows]


def photos_of(paper_ids: Collection[int]) -> Mapping[int, Sequence[PaperPhoto]]:
    """By paper; those without a picture are missing."""
    found: dict[int, list[PaperPhoto]] = {}
    wanted = select(PaperPhoto).where(PaperPhoto.paper_id.in_(paper_ids)).order_by(PaperPhoto.id)
    for photo in session.scalars(wanted):
        found.setdefault(photo.paper_id, []).append(photo)
    return found


def photos_of_ballots(ballot_ids: Collection[int]) -> Mapping[int, Sequence[PaperPhoto]]:
    """By ballot, the pictures of the paper that it was read from."""
    read = select(PaperReading).where(PaperReading.ballot_id.in_(ballot_ids))
    papers = {reading.ballot_id: reading.paper_id for reading in session.scalars(read)}
    photos = photos_of(set(papers.values()))
    return {ballot: photos[paper] for ballot, paper in papers.items() if paper in photos}


def get_paper(vote_id: int, paper_id: int) -> PaperBallot:
    """:raises sqlalchemy.exc.NoResultFound: no such paper in this vote."""
    wanted = select(PaperBallot).where(PaperBallot.vote_id == vote_id, PaperBallot.id == paper_id)
    return session.scalars(wanted.options(joinedload(PaperBallot.voter))).one()


def get_photo(vote_id: int, photo_id: int) -> PaperPhoto:
    """:raises sqlalchemy.exc.NoResultFound: no such picture in this vote."""
    wanted = select(PaperPhoto).join(PaperBallot, PaperBallot.id == PaperPhoto.paper_id)
    return session.scalars(wanted.where(PaperBallot.vote_id == vote_id, PaperPhoto.id == photo_id)).one()


@dataclass(frozen=True)
class Run:
    """A printing and who pressed the button."""

    run: PrintRun
    name: str


def list_runs(vote_id: int) -> Sequence[Run]:
    """The newest first."""
    wanted = select(PrintRun, Account.display_name).outerjoin(Account, Account.id == PrintRun.printed_by)
    rows = session.execute(wanted.where(PrintRun.vote_id == vote_id).order_by(PrintRun.id.desc())).all()
    return [Run(run, name or "") for run, name in rows]


def get_run(vote_id: int, run_id: int) -> PrintRun:
    """:raises sqlalchemy.exc.NoResultFound: no such printing in this vote."""
    return session.scalars(select(PrintRun).where(PrintRun.vote_id == vote_id, PrintRun.id == run_id)).one()


def list_papers_in(run_id: int) -> Sequence[PaperBallot]:
    """The papers of a printing in door order, with voters and homes."""
    own = select(func.min(VoterPart.id)).where(VoterPart.voter_id == PaperBallot.voter_id)
    first = own.scalar_subquery().correlate(PaperBallot)
    wanted = (
        select(PaperBallot)
        .join(VoterPart, VoterPart.id == first)
        .where(PaperBallot.run_id == run_id)
        .order_by(
            VoterPart.building_number,
            VoterPart.building,
            VoterPart.entrance_number,
            VoterPart.floor,
            VoterPart.room,
            PaperBallot.id,
        )
    )
    return session.scalars(wanted.options(joinedload(PaperBallot.voter).selectinload(Voter.parts))).all()


@dataclass(frozen=True)
class Balance:
    """How many papers are where; ``out + received + voided == printed + unprinted``.

    ``keyed`` came back and count, waited their turn or gave way; ``unread`` came back and nobody keyed them.
    """

    printed: int
    unprinted: int
    voided: int
    received: int
    keyed: int
    waiting: int
    without_photo: int

    @property
    def out(self) -> int:
        return self.printed + self.unprinted - self.voided - self.received

    @property
    def unread(self) -> int:
        return self.received - self.keyed - self.waiting


def balance(vote_id: int) -> Balance:
    """Figures of the numbered papers of a vote, each from the rows themselves."""
    here = PaperBallot.vote_id == vote_id

    def number(*which: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(PaperBallot).where(here, *which)) or 0

    back = PaperBallot.received_at.is_not(None)
    pending = _read_in(BallotState.PENDING)
    done = _read_in(BallotState.COUNTED, BallotState.REPLACED, BallotState.SET_ASIDE)
    pictured = select(PaperPhoto.id).where(PaperPhoto.paper_id == PaperBallot.id).exists()
    return Balance(
        printed=number(PaperBallot.run_id.is_not(None)),
        unprinted=number(PaperBallot.run_id.is_(None)),
        voided=number(PaperBallot.voided_at.is_not(None)),
        received=number(back),
        keyed=number(back, done),
        waiting=number(back, pending, ~done),
        without_photo=number(back, ~pictured),
    )


def _read_in(*states: BallotState) -> ColumnElement[bool]:
    read = select(PaperReading.ballot_id).join(Ballot, Ballot.id == PaperReading.ballot_id)
    return read.where(PaperReading.paper_id == PaperBallot.id, Ballot.state.in_(states)).exists()


@dataclass(frozen=True)
class BoxCounted:
    """The box as it was counted, and by whom."""

    count: BoxCount
    name: str


def list_box_counts(vote_id: int) -> Sequence[BoxCounted]:
    """The newest first; it is the one that stands."""
    wanted = select(BoxCount, Account.display_name).outerjoin(Account, Account.id == BoxCount.counted_by)
    rows = session.execute(wanted.where(BoxCount.vote_id == vote_id).order_by(BoxCount.id.desc())).all()
    return [BoxCounted(count, name or "") for count, name in rows]


@dataclass(frozen=True)
class Conflict:
    """A voter who answered on the phone and on paper: both are kept, one counts at most."""

    voter: Voter
    ballots: Sequence[Ballot]

    @property
    def counted(self) -> Ballot | None:
        return next((ballot for ballot in self.ballots if ballot.state is BallotState.COUNTED), None)


def list_conflicts(vote_id: int) -> Sequence[Conflict]:
    """In the order of the paper numbers' first ballots; readings that were withdrawn are no ballots."""
    kept = Ballot.vote_id == vote_id, Ballot.state.in_(_LIVE)
    online = select(Ballot.voter_id).where(*kept, Ballot.channel == Channel.ONLINE)
    paper = select(Ballot.voter_id).where(*kept, Ballot.channel.in_(ON_PAPER))
    wanted = select(Ballot).where(*kept, Ballot.voter_id.in_(online), Ballot.voter_id.in_(paper))
    found: dict[int, list[Ballot]] = {}
    for ballot in session.scalars(wanted.order_by(Ballot.id)):
        found.setdefault(ballot.voter_id, []).append(ballot)
    asked = select(Voter).where(Voter.id.in_(found)).options(selectinload(Voter.parts))
    voters = {voter.id: voter for voter in session.scalars(asked)}
    return [Conflict(voters[voter_id], ballots) for voter_id, ballots in found.items()]


def list_readers(vote_id: int) -> Sequence[tuple[SecondReader, str]]:
    """Named owners who may read papers a second time, with their names; ended ones too."""
    wanted = select(SecondReader, Account.display_name).join(Account, Account.id == SecondReader.account_id)
    asked = wanted.where(SecondReader.vote_id == vote_id).order_by(SecondReader.id)
    rows = session.execute(asked.options(joinedload(SecondReader.voter).selectinload(Voter.parts))).all()
    return [(reader, name) for reader, name in rows]


def is_reader(vote_id: int, account_id: int) -> bool:
    """Whether this owner was named for this vote, and still is."""
    named = SecondReader.vote_id == vote_id, SecondReader.account_id == account_id
    return session.scalar(select(SecondReader.id).where(*named, SecondReader.ended_at.is_(None))) is not None
