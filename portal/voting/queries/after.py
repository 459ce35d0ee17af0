"""What stands around a count: extensions, publications, objections, recounts, reminders."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import session
from portal.domain.stages import VoteState
from portal.messages.models import Dispatch, Message, SendState
from portal.voting.models import (
    Extension,
    Publication,
    PublicationKind,
    Recount,
    ResultObjection,
    Vote,
    Voter,
    VoteReminder,
)


def list_extensions(vote_id: int) -> Sequence[Extension]:
    """The first one first: its old end is the one that was announced."""
    wanted = select(Extension).where(Extension.vote_id == vote_id)
    return session.scalars(wanted.order_by(Extension.number)).all()


def announced_ends(vote_ids: Collection[int]) -> Mapping[int, datetime]:
    """For each vote that was put off, the end that its notice named."""
    wanted = select(Extension.vote_id, Extension.old_closes_at).where(
        Extension.vote_id.in_(vote_ids), Extension.number == 1
    )
    return dict(session.execute(wanted).all())


def list_publications(vote_id: int) -> Sequence[Publication]:
    """Everything that was published, the oldest first."""
    wanted = select(Publication).where(Publication.vote_id == vote_id)
    return session.scalars(wanted.order_by(Publication.id)).all()


def find_published_result(vote_id: int) -> Publication | None:
    """The result as it was published last."""
    kinds = [PublicationKind.RESULT, PublicationKind.FINAL]
    wanted = select(Publication).where(Publication.vote_id == vote_id, Publication.kind.in_(kinds))
    return session.scalars(wanted.order_by(Publication.id.desc()).limit(1)).first()


def may_object(vote: Vote, now: datetime) -> bool:
    """Whether the preliminary result is open to objection at this moment."""
    until = vote.objections_until
    return vote.state is VoteState.PRELIMINARY and until is not None and now < until


def list_objections(vote_id: int) -> Sequence[ResultObjection]:
    """By number, with the homes of those who raised them."""
    wanted = select(ResultObjection).where(ResultObjection.vote_id == vote_id)
    with_homes = joinedload(ResultObjection.voter).selectinload(Voter.parts)
    return session.scalars(wanted.options(with_homes).order_by(ResultObjection.number)).all()


def get_objection(vote_id: int, number: int) -> ResultObjection:
    """:raises sqlalchemy.exc.NoResultFound: none of that number."""
    wanted = select(ResultObjection).where(ResultObjection.vote_id == vote_id)
    return session.scalars(wanted.where(ResultObjection.number == number)).one()


def find_objection_once(vote_id: int, once: str) -> ResultObjection | None:
    """The one that the same pressing of the button made already."""
    wanted = select(ResultObjection).where(ResultObjection.vote_id == vote_id)
    return session.scalars(wanted.where(ResultObjection.once == once)).one_or_none()


def count_objections(vote_ids: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """By vote: how many were raised, how many have no answer; votes without any are missing."""
    unanswered = func.count().filter(ResultObjection.answered_at.is_(None))
    rows = session.execute(
        select(ResultObjection.vote_id, func.count(), unanswered)
        .where(ResultObjection.vote_id.in_(vote_ids))
        .group_by(ResultObjection.vote_id)
    )
    return {vote_id: (raised, waiting) for vote_id, raised, waiting in rows}


def list_recounts(vote_id: int) -> Sequence[Recount]:
    wanted = select(Recount).where(Recount.vote_id == vote_id)
    return session.scalars(wanted.order_by(Recount.number)).all()


@dataclass(frozen=True)
class Reminded:
    """A reminder and what became of it: ``read_at`` in the inbox, ``copy`` of what left the house."""

    voter: Voter
    at: datetime
    read_at: datetime | None
    copy: SendState | None


def list_reminded(vote_id: int) -> Sequence[Reminded]:
    """The newest first."""
    rows = session.execute(
        select(Voter, VoteReminder.reminded_at, Message.read_at, Dispatch.state)
        .select_from(VoteReminder)
        .join(Voter, Voter.id == VoteReminder.voter_id)
        .join(Message, Message.id == VoteReminder.message_id)
        .outerjoin(Dispatch, Dispatch.message_id == Message.id)
        .where(VoteReminder.vote_id == vote_id)
        .order_by(VoteReminder.id.desc())
        .options(selectinload(Voter.parts))
    )
    return [Reminded(*row) for row in rows]


def list_superseding(vote_id: int) -> Sequence[Vote]:
    """The votes that name this one as the one they follow, drafts too."""
    return session.scalars(select(Vote).where(Vote.supersedes_id == vote_id).order_by(Vote.id)).all()
