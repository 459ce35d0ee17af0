"""After the last ballot: closing the count, publishing the result."""

from datetime import datetime

from portal.audit.services import Actor, record
from portal.domain.errors import N_
from portal.domain.stages import VoteState
from portal.voting.errors import PapersWaiting, TooEarly, WrongState
from portal.voting.models import PublicationKind, Vote
from portal.voting.queries.counting import turnout
from portal.voting.queries.logbook import digest
from portal.voting.queries.reading import state_of
from portal.voting.queries.report import result_of
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log_milestone
from portal.voting.services.opening import publish
from portal.voting.words import STATES


def close(vote: Vote, by: Actor, *, now: datetime) -> None:
    """Put the closing on record once the time is over. There is no early end.

    :raises RuleViolated: still open, or closed already.
    """
    lock(vote)
    if vote.state is not VoteState.OPEN:
        raise WrongState(title=vote.title, state=STATES[state_of(vote, now)], deed=N_("截止"))
    if now < vote.closes_at:
        raise TooEarly
    vote.state, vote.closed_at = VoteState.COUNTING, now
    log_milestone(vote, "closed", now)
    record(now, by, "vote.close", f"vote:{vote.id}", estate_id=vote.estate_id)


def publish_result(vote: Vote, by: Actor, *, now: datetime) -> None:
    """Publish what was counted; from then on no paper can be keyed.

    :raises RuleViolated: not closed, or a paper waits for its second reader.
    """
    lock(vote)
    if vote.state is not VoteState.COUNTING:
        raise WrongState(title=vote.title, state=STATES[state_of(vote, now)], deed=N_("公布结果"))
    waiting = turnout(vote.id).pending
    if waiting:
        raise PapersWaiting(number=waiting)
    vote.state, vote.published_at = VoteState.PRELIMINARY, now
    result = result_of(vote, now)
    log_milestone(vote, "published", now, result=digest(result))
    publication = publish(vote, PublicationKind.RESULT, result, by=by, now=now)
    record(now, by, "vote.publish", f"vote:{vote.id}", estate_id=vote.estate_id, digest=publication.digest)
