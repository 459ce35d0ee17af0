"""Promises that end without payment: withdrawn, run out, or overtaken by a new version of the scheme."""

from datetime import datetime

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.ledger import Event
from portal.pledges import queries
from portal.pledges.errors import MoneyCame, VotedOn
from portal.pledges.models import Commitment, CommitmentState, Scheme, SchemeState
from portal.pledges.queries import account
from portal.pledges.services.locking import lock
from portal.pledges.services.posting import Paper, post
from portal.pledges.services.telling import tell_all
from portal.voting.services.locking import lock as hold


def end(commitment: Commitment, state: CommitmentState, why: str, *, by: Actor, now: datetime) -> None:
    """Let a promise lapse with all that it still asks for; from now on nothing of it is owed."""
    standing = account.standing_of(commitment.id)
    subject = f"commitment:{commitment.id}"
    for event, amount in ((Event.LAPSE, standing.conditional), (Event.LAPSE_OWED, standing.owed)):
        if amount:
            post(event, amount, Paper(subject, why, made_by=by.account_id), of=commitment, now=now)
    commitment.state, commitment.ended_at, commitment.ended_why = state, now, why
    session.flush()
    record(
        now,
        by,
        f"commitment.{state.value}",
        subject,
        estate_id=commitment.estate_id,
        number=commitment.number,
    )


def end_all(scheme: Scheme, why: str, *, by: Actor, now: datetime) -> int:
    """Every promise that was signed to the scheme and is not paid for; how many those were."""
    living = account.list_signed(scheme.id)
    for commitment in living:
        end(commitment, CommitmentState.EXPIRED, why, by=by, now=now)
    return len(living)


def replace_earlier(scheme: Scheme, *, by: Actor, now: datetime) -> None:
    """End the version that this one follows, if it follows one.

    :raises VotedOn: it is being voted on, or was passed. :raises MoneyCame: somebody paid for it.
    """
    if scheme.follows_id is None:
        return
    earlier = queries.get_scheme(scheme.estate_id, scheme.follows_id)
    lock(earlier)
    for vote in queries.list_votes_on(earlier):  # nobody announces one of them in between
        hold(vote)
    if queries.is_voted_on(earlier, now):
        raise VotedOn
    if account.has_money(earlier.id):
        raise MoneyCame
    end_all(earlier, f"方案换成第 {scheme.version} 版", by=by, now=now)
    told = earlier.state is not SchemeState.REPLACED
    earlier.state, earlier.closed_at = SchemeState.REPLACED, earlier.closed_at or now
    session.flush()
    if told:
        body = (
            f"“{earlier.title}”有了新版，原来登记和签过的都不算数，也不用交。请看新的金额，再说您家的意思。"
        )
        tell_all(earlier, "pledges.replaced_scheme", "出资方案换了新版", body, now=now)
