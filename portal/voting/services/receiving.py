"""Papers come back: received before the closing, photographed, and counted out of the box."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.accounts.models import Account
from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.bulletin import format_number
from portal.domain.deadlines import CHINA
from portal.domain.stages import VoteState
from portal.voting.errors import NotYet
from portal.voting.models import BoxCount, PaperBallot, PaperPhoto, SecondReader, Vote, Voter
from portal.voting.queries.numbered import balance, find_paper, list_papers_of, list_unread
from portal.voting.queries.papers import find_voter_by_number
from portal.voting.queries.people import accounts_of
from portal.voting.queries.reading import state_of
from portal.voting.receiving_errors import (
    CountedLater,
    KeyedBefore,
    NotAReader,
    NotReceived,
    PaperVoided,
    ReceivedBefore,
    ReceivedTooLate,
)
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log


def receive(vote: Vote, number: str, *, by: Actor, now: datetime) -> PaperBallot:
    """A paper is in the house: from now on it may be keyed, until the result is published.

    :param number: eight digits whose check digit fits.
    :raises RuleViolated: not open, unknown, another vote's, void, or received already.
    """
    lock(vote, shared=True)
    _check_open(vote, now)
    paper = find_paper(vote.id, number)
    voter = paper.voter if paper else find_voter_by_number(vote.id, number)
    hold(voter)
    paper = find_paper(vote.id, number)  # again: another clerk may have been faster
    if paper is None:
        paper = _unprinted(voter, number)
    session.refresh(paper)
    if paper.voided_at is not None:
        raise PaperVoided(number=format_number(number), reason=paper.void_reason)
    if paper.received_at is not None:
        raise _received_before(paper)
    return _take(paper, voter, by, now)


def hold(voter: Voter) -> None:
    """One clerk at a time for a voter, until the transaction ends."""
    session.execute(select(Voter.id).where(Voter.id == voter.id).with_for_update())


def _check_open(vote: Vote, now: datetime) -> None:
    state = state_of(vote, now)
    if state in {VoteState.DRAFT, VoteState.ANNOUNCED}:
        raise NotYet
    if state is not VoteState.OPEN:
        raise ReceivedTooLate


def _unprinted(voter: Voter, number: str) -> PaperBallot:
    paper = PaperBallot(vote_id=voter.vote_id, voter_id=voter.id, number=number)
    session.add(paper)
    session.flush()
    return paper


def _received_before(paper: PaperBallot) -> ReceivedBefore:
    name = session.scalar(select(Account.display_name).where(Account.id == paper.received_by))
    at = paper.received_at and paper.received_at.astimezone(CHINA).strftime("%m月%d日 %H:%M")
    return ReceivedBefore(number=format_number(paper.number), at=at, name=name or "工作人员")


def _take(paper: PaperBallot, voter: Voter, by: Actor, now: datetime) -> PaperBallot:
    paper.received_at, paper.received_by = now, by.account_id
    session.flush()
    log(paper.vote_id, "received", now, voter=voter.number)
    about = {"vote": paper.vote_id, "voter": voter.id, "number": paper.number}
    record(now, by, "paper.receive", f"paper_ballot:{paper.id}", estate_id=voter.vote.estate_id, **about)
    return paper


def take_up(voter: Voter, number: str | None, *, by: Actor, now: datetime) -> PaperBallot:
    """The paper that somebody has in hand to key. While the vote is open, keying receives it too.

    :param number: of the paper, where the clerk found it by its number; else the voter's next one is meant.
    :raises RuleViolated: void, keyed already, or not received before the closing.
    """
    unread = list_unread(voter.id)
    paper = _by_number(voter, number, unread) if number else next(iter(unread), None)
    if paper is not None and paper.received_at is not None:
        return paper
    if state_of(voter.vote, now) is not VoteState.OPEN:
        raise NotReceived
    if paper is None:
        paper = _unprinted(voter, _own_number(voter))
    return _take(paper, voter, by, now)


def _by_number(voter: Voter, number: str, unread: Sequence[PaperBallot]) -> PaperBallot | None:
    """None where nothing was printed under the number, which then is the voter's own."""
    paper = find_paper(voter.vote_id, number)
    if paper is not None and paper.voided_at is not None:
        raise PaperVoided(number=format_number(number), reason=paper.void_reason)
    if paper is not None and paper.id not in {each.id for each in unread}:
        raise KeyedBefore(number=format_number(number))
    return paper


def _own_number(voter: Voter) -> str:
    """For a paper that was not printed here: the voter's own, or the how-manieth of it."""
    taken = [paper.number for paper in list_papers_of(voter.id)]
    return voter.number if voter.number not in taken else f"{voter.number}-{len(taken) + 1}"


def add_photo(paper: PaperBallot, key: str, *, by: Actor, now: datetime) -> PaperPhoto:
    """A kept picture becomes the paper's. Pictures are only added.

    :raises RuleViolated: of a paper that did not come back.
    """
    if paper.received_at is None:
        raise NotReceived
    photo = PaperPhoto(paper_id=paper.id, key=key, taken_at=now, taken_by=by.account_id)
    session.add(photo)
    session.flush()
    about = {"vote": paper.vote_id, "number": paper.number}
    record(now, by, "paper.photo", f"paper_ballot:{paper.id}", estate_id=paper.voter.vote.estate_id, **about)
    return photo


@dataclass(frozen=True)
class Counted:
    """What came out of the box, before whom, and what explains a difference."""

    papers: int
    witnesses: str
    note: str = ""


def count_box(vote: Vote, counted: Counted, *, by: Actor, now: datetime) -> BoxCount:
    """Put the box beside what the portal received and keyed; each count stays, the last one stands.

    :raises RuleViolated: before the closing.
    """
    lock(vote)
    if state_of(vote, now) in {VoteState.DRAFT, VoteState.ANNOUNCED, VoteState.OPEN}:
        raise CountedLater
    now_known = balance(vote.id)
    made = BoxCount(
        vote_id=vote.id,
        papers=counted.papers,
        received=now_known.received,
        keyed=now_known.keyed,
        witnesses=counted.witnesses.strip(),
        note=counted.note.strip(),
        counted_at=now,
        counted_by=by.account_id,
    )
    session.add(made)
    session.flush()
    figures = {"papers": made.papers, "received": made.received, "keyed": made.keyed}
    log(vote.id, "box_counted", now, **figures)
    record(now, by, "box.count", f"vote:{vote.id}", estate_id=vote.estate_id, **figures)
    return made


def name_reader(vote: Vote, voter: Voter, *, by: Actor, now: datetime) -> SecondReader:
    """Let an owner of the roll read papers a second time; naming again lets one who was ended read again.

    :raises RuleViolated: no account of this voter is proved to be its owner.
    """
    lock(vote)
    account_id = next(iter(accounts_of(vote.id, among=[voter.id])), None)
    if account_id is None:
        raise NotAReader
    named = SecondReader.vote_id == vote.id, SecondReader.account_id == account_id
    reader = session.scalars(select(SecondReader).where(*named)).one_or_none()
    if reader is None:
        reader = SecondReader(vote_id=vote.id, account_id=account_id, voter_id=voter.id, named_at=now)
        session.add(reader)
    reader.named_by, reader.ended_at = by.account_id, None
    session.flush()
    record(now, by, "reader.name", f"account:{account_id}", estate_id=vote.estate_id, vote=vote.id)
    return reader


def end_reader(reader: SecondReader, vote: Vote, *, by: Actor, now: datetime) -> None:
    """From now on this owner reads no papers."""
    reader.ended_at = now
    record(now, by, "reader.end", f"account:{reader.account_id}", estate_id=vote.estate_id, vote=vote.id)
