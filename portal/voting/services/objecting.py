"""结果公示（询异）: objections are numbered as they come, and each gets one answer."""

from dataclasses import dataclass
from datetime import datetime

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.stages import VoteState
from portal.messages.services import tell
from portal.voting.errors import AnsweredAlready, NoObjectionPeriod, ReasonMissing
from portal.voting.models import ResultObjection, Vote, Voter
from portal.voting.queries.after import (
    find_objection_once,
    get_objection,
    list_objections,
    may_object,
)
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log
from portal.voting.services.telling import address


@dataclass(frozen=True)
class Objection:
    """What is said against a result. ``once`` makes two taps one."""

    text: str
    once: str
    wants_recount: bool = False
    on_paper: bool = False


def raise_objection(voter: Voter, said: Objection, *, by: Actor, now: datetime) -> ResultObjection:
    """Put an owner's objection on record under the next number.

    :param voter: one of the voters that the account may act for, or the one a clerk found by its paper.
    :raises RuleViolated: no result is open to objection, or nothing is said.
    """
    vote = voter.vote
    lock(vote)
    tapped = find_objection_once(vote.id, said.once)
    if tapped is not None:
        return tapped
    if not may_object(vote, now):
        raise NoObjectionPeriod
    if not said.text.strip():
        raise ReasonMissing
    made = ResultObjection(
        vote_id=vote.id,
        number=len(list_objections(vote.id)) + 1,
        voter_id=voter.id,
        text=said.text.strip(),
        wants_recount=said.wants_recount,
        on_paper=said.on_paper,
        raised_at=now,
        raised_by=by.account_id,
        once=said.once,
    )
    session.add(made)
    log(vote.id, "objected", now, number=made.number)
    deed = "vote.take_objection" if said.on_paper else "vote.object"
    record(now, by, deed, f"vote:{vote.id}", estate_id=vote.estate_id, number=made.number)
    return made


def answer_objection(vote: Vote, number: int, text: str, *, by: Actor, now: datetime) -> ResultObjection:
    """The one answer; whoever raised it on the phone is told.

    Until the result is final an answer may still come, also after the period.

    :raises RuleViolated: answered already, nothing is said, or the result is not being objected to.
    """
    lock(vote)
    objection = get_objection(vote.id, number)
    if objection.answered_at is not None:
        raise AnsweredAlready(number=number)
    if vote.state is not VoteState.PRELIMINARY:
        raise NoObjectionPeriod
    if not text.strip():
        raise ReasonMissing
    objection.answer, objection.answered_at, objection.answered_by = text.strip(), now, by.account_id
    log(vote.id, "answered", now, number=number)
    record(now, by, "vote.answer_objection", f"vote:{vote.id}", estate_id=vote.estate_id, number=number)
    if objection.raised_by is not None and not objection.on_paper:
        tell(
            now,
            objection.raised_by,
            "vote.objection",
            f"您的第 {number} 号异议有答复",
            objection.answer,
            estate_id=vote.estate_id,
            link=address(vote, "/objections"),
        )
    return objection
