"""Announcing and opening: the roll is frozen, and from then on nothing of the vote is edited."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.audit.services import Actor, record
from portal.communities import queries as places
from portal.db import session
from portal.domain.deadlines import NoticeTooShort, check_notice
from portal.domain.errors import N_, Sentence
from portal.domain.stages import VoteState
from portal.domain.tally import QuestionKind, Regime
from portal.voting.errors import NotReady, WrongState
from portal.voting.models import Publication, PublicationKind, Vote
from portal.voting.queries.logbook import count_lines, root
from portal.voting.queries.reading import setting, state_of
from portal.voting.services.freezing import freeze
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log_announcement
from portal.voting.words import STATES

NO_ROLL = N_("还没有导入业主名册")
CLOSED_ALREADY = N_("截止时间已过，请另建一次投票")
TOO_EARLY = N_("还没有到开始时间")
NO_AREA_SOURCE = N_("有 %(number)s 套房屋没有写明面积来源（登记、测绘或合同）")
NO_DEEMED = N_("“未表决计入多数”要待送达记录功能启用后才能公告")
ONLY_OWNERS = N_("居民会议和意愿征集暂不能在线公告，可用补录")
NO_BUDGET = N_("预算内选择的事项暂不能在线公告，可用补录")


@dataclass(frozen=True)
class Point:
    """One point of the checklist: what it is about, and what is missing there; None where it is in order."""

    name: str
    missing: Sentence | None = None


def checklist(vote: Vote, now: datetime) -> list[Point]:
    """Every point that must be in order before the vote may be announced and opened."""
    parts = places.list_parts(vote.estate_id)
    without_source = sum(1 for part in parts if part.area_source is None)
    no_source = without_source > 0 and vote.regime is Regime.OWNERS
    budget = any(q.kind is QuestionKind.BUDGET for q in vote.questions)
    return [
        Point(N_("业主名册已导入"), None if parts else Sentence(NO_ROLL)),
        Point(
            N_("面积来源写明"), Sentence(NO_AREA_SOURCE, {"number": without_source}) if no_source else None
        ),
        Point(N_("公告满规定天数"), _notice_missing(vote)),
        Point(N_("到了开始时间"), Sentence(TOO_EARLY) if vote.opens_at > now else None),
        Point(N_("还没过截止时间"), Sentence(CLOSED_ALREADY) if vote.closes_at <= now else None),
        Point(N_("由业主共同决定"), None if vote.regime is Regime.OWNERS else Sentence(ONLY_OWNERS)),
        Point(N_("事项可以在线表决"), Sentence(NO_BUDGET) if budget else None),
        Point(N_("不投票的不算进任何一边"), Sentence(NO_DEEMED) if vote.deemed is not None else None),
    ]


def _notice_missing(vote: Vote) -> Sentence | None:
    try:
        check_notice(vote.notice_at, vote.opens_at, days=setting(vote, "notice_days"))
    except NoticeTooShort as refusal:
        return Sentence(refusal.text, refusal.values)
    return None


def missing_points(vote: Vote, now: datetime) -> list[str]:
    """What is not in order yet, each as a sentence; empty when the vote may be announced and opened."""
    return [str(point.missing).rstrip("。") for point in checklist(vote, now) if point.missing]


def open_now(vote: Vote, by: Actor, *, now: datetime) -> None:
    """Announce and open at this moment.

    :raises RuleViolated: not a draft, or a point of the checklist is missing.
    """
    lock(vote)
    if vote.state is not VoteState.DRAFT:
        raise WrongState(title=vote.title, state=STATES[state_of(vote, now)], deed=N_("公告"))
    points = missing_points(vote, now)
    if points:
        raise NotReady(points)
    voters = freeze(vote)
    vote.state, vote.announced_at = VoteState.OPEN, now
    rule = log_announcement(vote, now)
    publish(vote, PublicationKind.NOTICE, rule, by=by, now=now)
    record(now, by, "vote.open", f"vote:{vote.id}", estate_id=vote.estate_id, voters=voters)


def publish(
    vote: Vote, kind: PublicationKind, body: dict[str, Any], *, by: Actor, now: datetime
) -> Publication:
    """Add a publication with its checksum and the fingerprint of the record so far; earlier ones stay.

    What it publishes is logged before, so that the fingerprint vouches for it, too.
    """
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    publication = Publication(
        vote_id=vote.id,
        kind=kind,
        body=body,
        digest=hashlib.sha256(text.encode()).hexdigest(),
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
