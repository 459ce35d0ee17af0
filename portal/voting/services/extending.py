"""延期: the end is put off in front of everybody. There is no early end."""

from datetime import datetime

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import CHINA, Window, check_length
from portal.domain.errors import N_
from portal.domain.stages import VoteState
from portal.voting.errors import NotLater, NotOpenNow, ReasonMissing
from portal.voting.models import Extension, PublicationKind, Vote
from portal.voting.queries.after import list_extensions
from portal.voting.queries.logbook import instant
from portal.voting.queries.reading import setting, state_of
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log_milestone
from portal.voting.services.opening import publish
from portal.voting.services.telling import Word, tell_voters


def extend(vote: Vote, closes_at: datetime, reason: str, *, by: Actor, now: datetime) -> Extension:
    """Put the end off, publish it, and tell everybody on the roll who has an account.

    :raises RuleViolated: not open at this moment, no reason, not later than the old end, or longer open
        than the notice allows.
    """
    lock(vote)
    if state_of(vote, now) is not VoteState.OPEN:
        raise NotOpenNow(deed=N_("延期"))
    if not reason.strip():
        raise ReasonMissing
    old = vote.closes_at
    if closes_at <= old:
        raise NotLater(old=_words(old))
    check_length(Window(vote.opens_at, closes_at), least=0, most=setting(vote, "window_most"))
    extension = Extension(
        vote_id=vote.id,
        number=len(list_extensions(vote.id)) + 1,
        reason=reason.strip(),
        old_closes_at=old,
        new_closes_at=closes_at,
        extended_at=now,
        extended_by=by.account_id,
    )
    session.add(extension)
    vote.closes_at = closes_at
    log_milestone(vote, "extended", now, closes=instant(closes_at))
    _publish(vote, extension, by, now)
    return extension


def _publish(vote: Vote, extension: Extension, by: Actor, now: datetime) -> None:
    old, new = extension.old_closes_at, extension.new_closes_at
    body = {
        "title": vote.title,
        "number": extension.number,
        "reason": extension.reason,
        "old_closes": instant(old),
        "new_closes": instant(new),
    }
    publication = publish(vote, PublicationKind.EXTENSION, body, by=by, now=now)
    # Messages are kept as they were said, so they are put together here and in Chinese.
    text = f"原来 {_words(old)} 截止，延到 {_words(new)}。理由：{extension.reason}"
    told = tell_voters(vote, Word("vote.extended", f"投票延期：{vote.title}", text), now)
    record(
        now,
        by,
        "vote.extend",
        f"vote:{vote.id}",
        estate_id=vote.estate_id,
        reason=extension.reason,
        told=told,
        digest=publication.digest,
    )


def _words(moment: datetime) -> str:
    local = moment.astimezone(CHINA)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
