"""The next version of a scheme: a draft that starts as a copy and replaces the earlier one by opening."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor
from portal.pledges import queries
from portal.pledges.errors import NotLatest, NotSharedYet, VotedOn
from portal.pledges.models import Scheme, SchemeState
from portal.pledges.services.locking import lock
from portal.pledges.services.schemes import draft_again


def renew(scheme: Scheme, *, by: Actor, now: datetime) -> Scheme:
    """:raises RuleViolated: a draft, one that has a later version, or one that is or was voted on."""
    lock(scheme)
    if scheme.state is SchemeState.DRAFT:
        raise NotSharedYet
    if queries.is_voted_on(scheme, now):
        raise VotedOn
    if queries.find_next_version(scheme.id) is not None:
        raise NotLatest
    try:
        return draft_again(scheme, by=by, now=now)
    except IntegrityError as taken:  # two clerks at once
        raise NotLatest from taken
