"""After the last ballot: closing the count, publishing the preliminary result."""

from datetime import datetime, timedelta

from portal.audit.services import Actor, record
from portal.domain.deadlines import CHINA, day_ends, local_day
from portal.domain.errors import N_
from portal.domain.stages import RUNNING, VoteState
from portal.domain.tally import Regime
from portal.voting.errors import PapersWaiting, TooEarly, WrongState
from portal.voting.models import PublicationKind, Vote
from portal.voting.paper_errors import CallBacksOpen, DisputesWaiting
from portal.voting.queries.call_backs import called_back, sum_up
from portal.voting.queries.counting import turnout
from portal.voting.queries.disputes import count_undecided
from portal.voting.queries.logbook import digest
from portal.voting.queries.reading import setting, state_of
from portal.voting.queries.report import counted_result, result_of
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log_milestone
from portal.voting.services.opening import publish
from portal.voting.services.serving import serve_noticed
from portal.voting.services.telling import Word, tell_voters
from portal.voting.words import STATES


def close(vote: Vote, by: Actor, *, now: datetime) -> None:
    """Put the closing on record once the time is over. There is no early end.

    :raises RuleViolated: still open, or closed already.
    """
    lock(vote)
    if vote.state not in RUNNING:
        raise WrongState(title=vote.title, state=STATES[state_of(vote, now)], deed=N_("截止"))
    if now < vote.closes_at:
        raise TooEarly
    serve_noticed(vote, now=now)
    vote.state, vote.closed_at = VoteState.COUNTING, now
    log_milestone(vote, "closed", now)
    record(now, by, "vote.close", f"vote:{vote.id}", estate_id=vote.estate_id)


def publish_result(vote: Vote, by: Actor, *, now: datetime, because: str = "") -> None:
    """Publish what was counted, open to objection; from then on no paper can be keyed and nobody called back.

    :param because: why it goes out while papers that were drawn are not asked about; it is published, too.
    :raises RuleViolated: not closed, a paper waits for its second reader, a dispute for its decision, or an
        owner of a drawn paper was not asked and no reason is given.
    """
    lock(vote)
    if vote.state is not VoteState.COUNTING:
        raise WrongState(title=vote.title, state=STATES[state_of(vote, now)], deed=N_("公布结果"))
    waiting = turnout(vote.id).pending
    if waiting:
        raise PapersWaiting(number=waiting)
    undecided = count_undecided(vote.id)
    if undecided:
        raise DisputesWaiting(number=undecided)
    asked = sum_up(vote.id)
    still = asked.open if asked and setting(vote, "call_backs_first") else 0
    if still and not because.strip():
        raise CallBacksOpen(number=still)
    vote.published_at = now
    if still:
        _note_open(vote, still, because.strip(), by, now)
    publish_preliminary(vote, by, now=now, anew=True)
    until = vote.objections_until
    if until is not None and until > now:
        last = (until - timedelta(days=1)).astimezone(CHINA)
        text = f"初步结果公布了。有异议，请在{last.month}月{last.day}日前（含当日）提出。"
        tell_voters(vote, Word("vote.result", f"结果公示：{vote.title}", text, "/result"), now)


def _note_open(vote: Vote, still: int, because: str, by: Actor, now: datetime) -> None:
    about = {"open": still, "reason": because}
    record(now, by, "vote.skip_call_backs", f"vote:{vote.id}", estate_id=vote.estate_id, **about)


def publish_preliminary(vote: Vote, by: Actor, *, now: datetime, anew: bool) -> None:
    """The figures as they stand, with their checksum in the record; the caller checked that they may go out.

    :param anew: the period for objections begins now.
    """
    vote.state = VoteState.PRELIMINARY
    if anew:
        vote.objections_until = objections_until(vote, now)
    result = result_of(vote, now)
    log_milestone(vote, "published", now, result=digest(counted_result(vote, now)))
    publication = publish(vote, PublicationKind.RESULT, {**result, **called_back(vote.id)}, by=by, now=now)
    record(now, by, "vote.publish", f"vote:{vote.id}", estate_id=vote.estate_id, digest=publication.digest)


def objections_until(vote: Vote, published: datetime) -> datetime:
    """The end of the period's last day; the day of the publication is not counted.

    A survey decides nothing and has no such period.

    Source: Civil Code art. 201, art. 203; the number of days is a setting of the vote with its source.
    """
    days = 0 if vote.regime is Regime.SURVEY else setting(vote, "objection_days")
    return day_ends(local_day(published) + timedelta(days=days)) if days else published
