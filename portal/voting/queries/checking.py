"""Whether a vote's tables still say what its record says, and the record what was published.

Triggers keep the record from being changed; whoever has the database in hand can drop a trigger. Here every
line is hashed anew, the chain of publications is followed, the record is replayed by the program that goes
out with the bundle, and what comes out is laid beside roll, ballots, deliveries, result and publications.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.db import session
from portal.domain.errors import N_, Sentence
from portal.domain.fingerprint import GrowingLog, leaf_hash
from portal.domain.stages import VoteState
from portal.voting.bundle.verify import Doubt, Replay, check_log
from portal.voting.models import Publication, PublicationKind, Vote
from portal.voting.models.logbook import BundleCopy, VoteEvent
from portal.voting.queries.checking_tables import check_ballots, check_deliveries, check_roll, roll_of
from portal.voting.queries.logbook import (
    announced_rule,
    body_digest,
    digest,
    instant,
    roll_fingerprint,
    rule_document,
)
from portal.voting.queries.reading import is_secret, state_of
from portal.voting.queries.report import COUNTED, counted_result

Findings = Iterator[Sentence]

NOTHING = N_("已经公告，却没有投票记录")
POSITION = N_("记录第 %(n)s 行的序号不对，中间少了行或多了行")
LEAF = N_("记录第 %(n)s 行的内容和它的校验值不符，被改过")
COLUMNS = N_("记录第 %(n)s 行的种类或时间，和内容里写的不符")
CHAIN = N_("记录前后对不上：%(doubt)s")
REPLAY = N_("按记录重走时对不上：%(doubt)s")
RULE_CHANGED = N_("公告后改过表决规则：%(what)s")
RULE_PUBLISHED = N_("公告里的规则，和记录里的校验值不符")
ROLL_CHANGED = N_("表决名册和固定时的指纹不符，被改过")
CLOSES = N_("截止时间和公告、延期的不符")
STATE = N_("投票现在的状态，和记录里走到的一步不符")
RESULT = N_("按表数出来的结果，和按记录数出来的不同：%(what)s")
BODY = N_("%(at)s 的公布内容和它的校验值不符，被改过")
BODY_ROOT = N_("%(at)s 公布时印的指纹，和那时的记录不符")
BODY_RESULT = N_("%(at)s 公布的结果，和记录里的校验值不符")
COPY = N_("%(at)s 交给“%(name)s”的核验包，指纹和现在的记录不符")

_STATES = {
    VoteState.ANNOUNCED: "open",
    VoteState.OPEN: "open",
    VoteState.COUNTING: "counting",
    VoteState.PRELIMINARY: "preliminary",
    VoteState.FINAL: "final",
    VoteState.VOID: "void",
}


def check_vote(vote: Vote, now: datetime) -> list[Sentence]:
    """Everything that does not agree, one sentence each; empty where all does.

    Says nothing of how the ballots of an open vote are split.
    """
    if vote.state is VoteState.DRAFT:
        return []
    rows = session.execute(
        select(VoteEvent.position, VoteEvent.kind, VoteEvent.at, VoteEvent.line, VoteEvent.leaf)
        .where(VoteEvent.vote_id == vote.id)
        .order_by(VoteEvent.position)
    ).all()
    if not rows:
        return [Sentence(NOTHING)]
    broken = list(_check_lines(rows))
    broken += _check_publications(vote.id, rows)
    if broken:
        return broken  # what follows from a record that was changed says nothing
    lines = [row.line for row in rows]
    events, doubts = _replayed(lines)
    return doubts or list(_check_tables(vote, events, now))


def _check_lines(rows: Sequence[Any]) -> Findings:
    for place, row in enumerate(rows):
        if row.position != place:
            yield Sentence(POSITION, {"n": place})
            return
        if leaf_hash(row.line.encode()).hex() != row.leaf:
            yield Sentence(LEAF, {"n": place})
            continue
        event = json.loads(row.line)
        if (event["n"], event["kind"], event["at"]) != (place, row.kind, instant(row.at)):
            yield Sentence(COLUMNS, {"n": place})


def _replayed(lines: Sequence[str]) -> tuple[list[Any], list[Sentence]]:
    try:
        return check_log(list(lines))[0], []
    except (Doubt, KeyError, IndexError, ValueError) as doubt:
        return [], [Sentence(CHAIN, {"doubt": doubt})]


def _check_publications(vote_id: int, rows: Sequence[Any]) -> Findings:
    """Bodies against their digests, printed fingerprints against the record of then; copies likewise."""
    published = select(Publication).where(Publication.vote_id == vote_id).order_by(Publication.id)
    publications = session.scalars(published).all()
    copies = session.scalars(select(BundleCopy).where(BundleCopy.vote_id == vote_id)).all()
    sizes = {found.record_size for found in publications if found.record_size} | {
        copy.size for copy in copies
    }
    roots = _roots(rows, sizes)
    for found in publications:
        at = {"at": instant(found.published_at)}
        if found.digest != body_digest(found.body):
            yield Sentence(BODY, at)
        elif found.record_root != roots.get(found.record_size):
            yield Sentence(BODY_ROOT, at)
        elif found.record_size and not _is_logged(found, rows[found.record_size - 1].line):
            yield Sentence(BODY_RESULT, at)
    for copy in copies:
        if copy.root != roots.get(copy.size):
            yield Sentence(COPY, {"at": instant(copy.made_at), "name": copy.name or copy.recipient.value})


def _is_logged(found: Publication, line: str) -> bool:
    """A published result is the one whose checksum the record has; other publications have none."""
    if found.kind not in {PublicationKind.RESULT, PublicationKind.FINAL}:
        return True
    counted = {key: found.body.get(key) for key in COUNTED}
    return bool(json.loads(line).get("result") == digest(counted))


def _roots(rows: Sequence[Any], sizes: Collection[int]) -> Mapping[int | None, str]:
    """The fingerprint that the record had at these sizes, from the lines themselves."""
    log, roots = GrowingLog(), dict[int | None, str]()
    for row in rows:
        log.append(leaf_hash(row.line.encode()))
        if log.size in sizes:
            roots[log.size] = log.fingerprint().hex()
    return roots


def _check_tables(vote: Vote, events: Sequence[Any], now: datetime) -> Findings:
    rule = announced_rule(vote.id)
    if digest(rule) != events[1].get("rule"):
        yield Sentence(RULE_PUBLISHED)
        return
    yield from _check_rule(vote, rule)
    if roll_fingerprint(vote.id) != events[0].get("roll"):
        yield Sentence(ROLL_CHANGED)
        return
    yield from check_roll(vote.id)
    replay = Replay(rule, dict(roll_of(vote.id)))
    try:
        for event in events:
            replay.take(event)
    except (Doubt, KeyError, TypeError, ValueError) as doubt:
        yield Sentence(REPLAY, {"doubt": doubt})
        return
    yield from check_ballots(vote, replay)
    yield from check_deliveries(vote.id, replay.served)
    yield from _check_course(vote, replay, now)


def _check_course(vote: Vote, replay: Any, now: datetime) -> Findings:
    if instant(vote.closes_at) != replay.closes:
        yield Sentence(CLOSES)
    if _STATES[vote.state] != replay.state:
        yield Sentence(STATE)
        return
    secret = is_secret(vote, now) or state_of(vote, now) is VoteState.VOID
    theirs = replay.result()
    try:
        ours = counted_result(vote, now)
    except ValueError:  # the tables do not even agree with themselves: answers are missing
        yield Sentence(RESULT, {"what": "ballots"})
        return
    for part in ("roll", "ballots") if secret else COUNTED:
        if ours[part] != theirs[part]:
            yield Sentence(RESULT, {"what": part})


def _check_rule(vote: Vote, announced: Mapping[str, Any]) -> Findings:
    """Only what was announced is compared: a newer program may know more settings than the notice had."""
    current = rule_document(vote)
    for key, value in announced.items():
        if key == "closes":
            continue  # may have been put off; the record says until when
        now = current.get(key)
        if key == "settings":
            value = {name: said["value"] for name, said in value.items()}
            now = {name: current[key].get(name, {}).get("value") for name in value}
        if now != value:
            yield Sentence(RULE_CHANGED, {"what": key})
