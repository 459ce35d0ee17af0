"""Papers that come into the count after the drawing: the same seed says which of them are asked about."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from portal.db import session
from portal.domain.sampling import is_drawn_late, ticket
from portal.voting.models import Ballot, BallotState, CallBackBallot, Channel
from portal.voting.queries.call_backs import find_draw


def draw_late(vote_id: int, ballots: Sequence[Ballot]) -> None:
    """Add those of the counted papers that the seed takes; does nothing before a drawing.

    Their receipts were drawn by the portal, not chosen by whoever keyed them; each has the chance that the
    others had.
    """
    done = find_draw(vote_id)
    if done is None:
        return
    there = select(CallBackBallot).where(CallBackBallot.draw_id == done.id)
    asked = {each.ballot_id: each for each in session.scalars(there)}
    first = [each.ballot.receipt for each in asked.values() if each.rank <= done.sampled]
    last = max(ticket(done.seed, receipt) for receipt in first)
    all_were = done.sampled == done.papers
    rank = session.scalar(
        select(func.max(CallBackBallot.rank)).where(CallBackBallot.draw_id == done.id)
    ) or len(first)
    for ballot in ballots:
        taken = all_were or is_drawn_late(done.seed, ballot.receipt, last)
        if taken and ballot.id not in asked:
            rank += 1
            session.add(CallBackBallot(draw_id=done.id, ballot_id=ballot.id, rank=rank))
    session.flush()


def draw_late_of(vote_id: int, receipts: Collection[str]) -> None:
    """The same for a sheet of papers, by their receipts."""
    if find_draw(vote_id) is None:
        return
    counted = Ballot.vote_id == vote_id, Ballot.state == BallotState.COUNTED
    found = session.scalars(select(Ballot).where(*counted, Ballot.channel != Channel.ONLINE))
    draw_late(vote_id, [ballot for ballot in found if ballot.receipt in set(receipts)])
