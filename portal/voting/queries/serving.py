"""Notices to voters whom nobody could reach."""

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.db import session
from portal.voting.models import NoticedVoter, ServedByNotice


def list_noticed(vote_id: int) -> Sequence[tuple[int, ServedByNotice]]:
    """Voters by id, each with a notice that hung for them; the one that ends first comes last."""
    rows = session.execute(
        select(NoticedVoter.voter_id, ServedByNotice)
        .join(ServedByNotice, ServedByNotice.id == NoticedVoter.notice_id)
        .where(ServedByNotice.vote_id == vote_id)
        .order_by(ServedByNotice.ends_at.desc(), NoticedVoter.voter_id)
    )
    return [(voter_id, notice) for voter_id, notice in rows]


def list_notices(vote_id: int) -> Sequence[tuple[ServedByNotice, int]]:
    """Each with the number of voters for whom it hung, the newest first."""
    rows = session.execute(
        select(ServedByNotice, func.count(NoticedVoter.voter_id))
        .join(NoticedVoter, NoticedVoter.notice_id == ServedByNotice.id)
        .where(ServedByNotice.vote_id == vote_id)
        .group_by(ServedByNotice.id)
        .order_by(ServedByNotice.id.desc())
    )
    return [(notice, number) for notice, number in rows]
