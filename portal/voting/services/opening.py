"""Announcing and opening: the roll is frozen, and from then on nothing of the vote is edited."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.errors import N_
from portal.domain.stages import VoteState
from portal.domain.tally import Regime
from portal.voting.errors import NotReady, WrongState
from portal.voting.models import Publication, PublicationKind, RollPublication, Vote
from portal.voting.queries.elector_rolls import find_elector_publication
from portal.voting.queries.logbook import body_digest, count_lines, root
from portal.voting.queries.reading import state_of
from portal.voting.queries.rolls import find_last_publication
from portal.voting.services.checklist import checklist, may_open, noticed_since
from portal.voting.services.freezing import freeze
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log_announcement
from portal.voting.services.points import Point
from portal.voting.words import STATES


def missing_points(vote: Vote, now: datetime) -> list[Point]:
    """What is not in order yet; empty when the vote may be announced."""
    return [point for point in checklist(vote, now) if not point.done]


def open_now(vote: Vote, by: Actor, *, now: datetime) -> None:
    """Announce and open at this moment.

    :raises RuleViolated: not a draft, a point of the checklist is missing, or the time has not come.
    """
    _announce(vote, [may_open(vote, now)], by, now=now)


def announce(vote: Vote, by: Actor, *, now: datetime) -> None:
    """Freeze the roll and publish the notice; the vote opens by the clock.

    :raises RuleViolated: not a draft, or a point of the checklist is missing.
    """
    _announce(vote, [], by, now=now)


def _announce(vote: Vote, more: Sequence[Point], by: Actor, *, now: datetime) -> None:
    lock(vote)
    if vote.state is not VoteState.DRAFT:
        raise WrongState(title=vote.title, state=STATES[state_of(vote, now)], deed=N_("公告"))
    points = [*missing_points(vote, now), *(point for point in more if not point.done)]
    if points:
        raise NotReady([str(point) for point in points])
    vote.notice_at = min(noticed_since(vote, now), vote.opens_at)
    voters = freeze(vote)
    publication = _publication(vote)
    vote.roll_publication_id = publication.id if publication else None
    vote.announced_at = now
    vote.state = VoteState.OPEN if vote.opens_at <= now else VoteState.ANNOUNCED
    rule = log_announcement(vote, now)
    publish(vote, PublicationKind.NOTICE, rule, by=by, now=now)
    record(now, by, "vote.open", f"vote:{vote.id}", estate_id=vote.estate_id, voters=voters)


def _publication(vote: Vote) -> RollPublication | None:
    """Which publication of the roll, or of the list of residents, the vote rests on."""
    if vote.regime is Regime.OWNERS:
        return find_last_publication(vote.estate_id)
    return find_elector_publication(vote.id)


def publish(
    vote: Vote, kind: PublicationKind, body: dict[str, Any], *, by: Actor, now: datetime
) -> Publication:
    """Add a publication with its checksum and the fingerprint of the record so far; earlier ones stay.

    What it publishes is logged before, so that the fingerprint vouches for it, too.
    """
    publication = Publication(
        vote_id=vote.id,
        kind=kind,
        body=body,
        digest=body_digest(body),
        published_at=now,
        published_by=by.account_id,
        record_size=count_lines(vote.id),
        record_root=root(vote.id),
    )
    session.add(publication)
    session.flush()
    return publication


def earliest_opening(notice_at: datetime, days: int) -> datetime:
    """The first moment at which a vote announced then may open: for the form's proposal."""
    return notice_at + timedelta(days=days)
