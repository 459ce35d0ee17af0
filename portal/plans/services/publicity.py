"""Laying a version of the plan open: what is said is answered, and who knows is on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import local_day
from portal.messages.services import tell
from portal.plans.errors import (
    AnswerNeeded,
    NotYourHome,
    OutcomeNeeded,
    PublicityDays,
    PublicityNeedsVersion,
    PublicityOver,
    PublicityRunning,
    PublicityStillOn,
    RemarksOpen,
)
from portal.plans.models import Channel, Posting, Publicity, Reach, ReachWay, Remark
from portal.plans.queries import find_published, find_published_version, list_items
from portal.plans.queries import publicity as queries
from portal.plans.queries.homes import list_dwellings, list_living, list_own_dwellings


@dataclass(frozen=True)
class Opening:
    """From which day to which, by which ways (one a line), and where to say something on paper."""

    opens_on: date
    closes_on: date
    channels: str
    where_to: str


def open_publicity(estate_id: int, opening: Opening, *, by: Actor, now: datetime) -> Publicity:
    """Lay the version that holds open. :raises RuleViolated: none is published, one runs, or the days."""
    project = find_published(estate_id)
    version = find_published_version(project) if project else None
    if version is None:
        raise PublicityNeedsVersion
    if opening.closes_on < opening.opens_on or opening.closes_on < local_day(now):
        raise PublicityDays
    made = Publicity(
        estate_id=estate_id,
        version_id=version.id,
        opens_on=opening.opens_on,
        closes_on=opening.closes_on,
        channels=opening.channels.strip(),
        where_to=opening.where_to.strip(),
        opened_at=now,
        opened_by=by.account_id,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise PublicityRunning from None
    record(now, by, "publicity.open", f"publicity:{made.id}", estate_id=estate_id, version=version.number)
    for account_id in list_living(estate_id):
        tell(
            now,
            account_id,
            "publicity.opened",
            "方案公示了，请您看看",
            f"第 {version.number} 版公示到 {made.closes_on:%m月%d日}，有意见、异议都可以提。",
            estate_id=estate_id,
            link=_link(made),
        )
    return made


def _link(of: Publicity) -> str:
    return f"/estates/{of.estate_id}/publicity/{of.id}"


def _check_running(of: Publicity) -> None:
    session.refresh(of, with_for_update={"of": Publicity})
    if of.ended_at is not None:
        raise PublicityOver


@dataclass(frozen=True)
class Words:
    """What somebody says to an item, or to the whole (None)."""

    text: str
    item_id: int | None
    is_objection: bool


def say(of: Publicity, words: Words, *, by: Actor, now: datetime, once: str | None = None) -> Remark:
    """By a resident on the phone, within the period. :raises PublicityOver: :raises NotYourHome:"""
    if by.account_id is None:
        raise ValueError("a resident speaks in person")
    homes = list_own_dwellings(of.estate_id, by.account_id)
    if not homes:
        raise NotYourHome
    if not of.opens_on <= local_day(now) <= of.closes_on:
        raise PublicityOver
    made = Remark(part_id=homes[0].id, account_id=by.account_id, channel=Channel.PHONE, once=once)
    return _put(of, made, words, by=by, now=now)


def enter(  # noqa: PLR0913  # whose words, how they came, and who keyed them
    of: Publicity,
    words: Words,
    *,
    part_id: int | None,
    channel: Channel,
    by: Actor,
    now: datetime,
    once: str | None = None,
) -> Remark:
    """What came on paper or was said at the door; ``part_id`` None where nobody wants to say who.

    :raises PublicityOver: :raises NotYourHome: of another estate.
    """
    if part_id is not None and part_id not in {part.id for part in list_dwellings(of.estate_id)}:
        raise NotYourHome
    made = Remark(part_id=part_id, entered_by=by.account_id, channel=channel, once=once)
    return _put(of, made, words, by=by, now=now)


def _put(of: Publicity, made: Remark, words: Words, *, by: Actor, now: datetime) -> Remark:
    _check_running(of)
    once = made.once
    twin = session.query(Remark).filter_by(publicity_id=of.id, once=once).first() if once else None
    if twin is not None:
        return twin
    items = {item.id for item in list_items(of.version.project_id)}
    made.publicity_id, made.estate_id, made.said_at = of.id, of.estate_id, now
    made.item_id = words.item_id if words.item_id in items else None
    made.text, made.is_objection = words.text.strip(), words.is_objection
    session.add(made)
    session.flush()
    deed = f"publicity:{of.id}"
    record(now, by, "publicity.said", deed, estate_id=of.estate_id, objection=made.is_objection)
    return made


def answer(of: Remark, said: str, *, by: Actor, now: datetime) -> None:
    """Answer it; who said it on the phone is told. :raises AnswerNeeded: :raises PublicityOver:"""
    _check_running(of.publicity)
    if not said.strip():
        raise AnswerNeeded
    of.answer, of.answered_at, of.answered_by = said.strip(), now, by.name
    session.flush()
    deed = f"publicity:{of.publicity_id}"
    record(now, by, "publicity.answer", deed, estate_id=of.estate_id, remark=of.id)
    if of.account_id is not None:
        tell(
            now,
            of.account_id,
            "publicity.answered",
            "您对方案提的，有答复了",
            of.answer,
            estate_id=of.estate_id,
            link=_link(of.publicity),
        )


def end(of: Publicity, outcome: str, *, by: Actor, now: datetime) -> None:
    """After the period, when all is answered.

    :raises PublicityStillOn: :raises RemarksOpen: :raises OutcomeNeeded: :raises PublicityOver:
    """
    _check_running(of)
    if local_day(now) <= of.closes_on:
        raise PublicityStillOn(to=of.closes_on.isoformat())
    left = queries.count_open(of.id)
    if left:
        raise RemarksOpen(count=left)
    if not outcome.strip():
        raise OutcomeNeeded
    of.ended_at, of.outcome = now, outcome.strip()
    session.flush()
    known = queries.known_of(of)
    record(now, by, "publicity.end", f"publicity:{of.id}", estate_id=of.estate_id, homes=known.known)


def post(of: Publicity, entrance_ids: Sequence[int], on: date, *, by: Actor, now: datetime) -> int:
    """Posters hang at these entrances since a day; how many are new. :raises PublicityDays: ahead."""
    _check_running(of)
    if on > local_day(now):
        raise PublicityDays
    hung = {each.entrance_id for each in queries.list_postings(of.id)}
    new = [each for each in dict.fromkeys(entrance_ids) if each not in hung]
    for entrance_id in new:
        made = Posting(publicity_id=of.id, entrance_id=entrance_id, posted_on=on, recorded_at=now)
        made.actor = by.name
        session.add(made)
    session.flush()
    if new:
        record(now, by, "publicity.post", f"publicity:{of.id}", estate_id=of.estate_id, entrances=len(new))
    return len(new)


def reach(of: Publicity, part_ids: Sequence[int], way: ReachWay, *, by: Actor, now: datetime) -> int:
    """These households know by this way; how many are new.

    :raises NotYourHome: a resident for another's home, staff for one of another estate.
    """
    _check_running(of)
    if way is ReachWay.OPENED:
        allowed = {part.id for part in list_own_dwellings(of.estate_id, by.account_id or 0)}
    else:
        allowed = {part.id for part in list_dwellings(of.estate_id)}
    if not set(part_ids) <= allowed:
        raise NotYourHome
    before = queries.reached(of.id)
    new = [each for each in dict.fromkeys(part_ids) if way not in before.get(each, frozenset())]
    session.add_all(
        Reach(publicity_id=of.id, part_id=each, way=way, at=now, account_id=by.account_id) for each in new
    )
    session.flush()
    if new:
        deed = f"publicity:{of.id}"
        record(now, by, "publicity.reach", deed, estate_id=of.estate_id, way=way.value, homes=len(new))
    return len(new)
