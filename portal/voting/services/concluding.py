"""From the preliminary result to the final one: recount, 定案, 作废."""

from datetime import datetime

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import CHINA
from portal.domain.errors import N_
from portal.domain.stages import VoteState
from portal.voting.errors import (
    CountsDisagree,
    ObjectionsWaiting,
    PeriodRunning,
    ReasonMissing,
    WrongState,
)
from portal.voting.models import PublicationKind, Recount, Vote
from portal.voting.queries.after import count_objections, find_published_result, list_recounts
from portal.voting.queries.call_backs import called_back
from portal.voting.queries.logbook import digest
from portal.voting.queries.reading import state_of
from portal.voting.queries.recounting import differences, recorded_result
from portal.voting.queries.report import counted_result, result_of
from portal.voting.services.closing import publish_preliminary
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log_milestone
from portal.voting.services.opening import publish
from portal.voting.services.telling import Word, tell_voters
from portal.voting.words import STATES


def recount(vote: Vote, reason: str, *, by: Actor, now: datetime) -> Recount:
    """Count again from the ballots and from the record, and publish what comes out.

    Where ballots and record disagree nothing is published: somebody has to find out why first. No paper
    can be keyed in between: the recount and its publication are one step. Where the result is another
    one, the period for objections begins anew.

    :raises RuleViolated: no preliminary result, or no reason.
    """
    _in_objection(vote, now, N_("重新核票"))
    if not reason.strip():
        raise ReasonMissing
    now_counted, recorded = counted_result(vote, now), recorded_result(vote)
    published = find_published_result(vote.id)
    against = {
        "published": differences(published.body if published else {}, now_counted),
        "record": differences(recorded, now_counted),
    }
    made = Recount(
        vote_id=vote.id,
        number=len(list_recounts(vote.id)) + 1,
        reason=reason.strip(),
        agrees=not against["record"],
        differences=against,
        counted_at=now,
        counted_by=by.account_id,
    )
    session.add(made)
    if made.agrees:
        log_milestone(vote, "recounting", now)
        publish_preliminary(vote, by, now=now, anew=bool(against["published"]))
    record(
        now,
        by,
        "vote.recount",
        f"vote:{vote.id}",
        estate_id=vote.estate_id,
        number=made.number,
        reason=made.reason,
    )
    return made


def finalise(vote: Vote, by: Actor, *, now: datetime) -> None:
    """定案: the period is over and every objection is answered.

    :raises RuleViolated: no preliminary result, the period runs, an objection waits, or the last recount
        found ballots and record at odds.
    """
    _in_objection(vote, now, N_("定案"))
    if vote.objections_until is not None and now < vote.objections_until:
        raise PeriodRunning(until=f"{vote.objections_until.astimezone(CHINA):%Y-%m-%d %H:%M}")
    _raised, waiting = count_objections([vote.id]).get(vote.id, (0, 0))
    if waiting:
        raise ObjectionsWaiting(number=waiting)
    recounts = list_recounts(vote.id)
    if recounts and not recounts[-1].agrees:
        raise CountsDisagree
    vote.state, vote.final_at = VoteState.FINAL, now
    result = result_of(vote, now)
    log_milestone(vote, "final", now, result=digest(counted_result(vote, now)))
    publication = publish(vote, PublicationKind.FINAL, {**result, **called_back(vote.id)}, by=by, now=now)
    record(now, by, "vote.finalise", f"vote:{vote.id}", estate_id=vote.estate_id, digest=publication.digest)
    text = "公示期已满，异议都已答复，结果定案。"
    tell_voters(vote, Word("vote.final", f"结果定案：{vote.title}", text, "/result"), now)


def make_void(vote: Vote, reason: str, *, by: Actor, now: datetime) -> None:
    """作废, by the street: what was published stays to be read, with the reason above it.

    :raises RuleViolated: a draft, void already, or no reason.

    Source: Civil Code art. 280; 物业管理条例 (2018) art. 19.
    """
    lock(vote)
    if vote.state in {VoteState.DRAFT, VoteState.VOID}:
        raise WrongState(title=vote.title, state=STATES[state_of(vote, now)], deed=N_("作废"))
    if not reason.strip():
        raise ReasonMissing
    vote.state, vote.voided_at, vote.void_reason = VoteState.VOID, now, reason.strip()
    body = {"title": vote.title, "reason": vote.void_reason}
    log_milestone(vote, "void", now, reason=digest(body))
    publication = publish(vote, PublicationKind.VOID, body, by=by, now=now)
    record(
        now,
        by,
        "vote.void",
        f"vote:{vote.id}",
        estate_id=vote.estate_id,
        reason=vote.void_reason,
        digest=publication.digest,
    )
    word = Word("vote.void", f"投票作废：{vote.title}", f"理由：{vote.void_reason}")
    tell_voters(vote, word, now)


def _in_objection(vote: Vote, now: datetime, deed: str) -> None:
    lock(vote)
    if vote.state is not VoteState.PRELIMINARY:
        raise WrongState(title=vote.title, state=STATES[state_of(vote, now)], deed=deed)
