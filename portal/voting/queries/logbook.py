"""Reading the record of a vote: its lines, its fingerprint, the frozen roll without names."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.domain.deadlines import CHINA
from portal.domain.fingerprint import GrowingLog, fingerprint_of, leaf_hash
from portal.domain.stages import VoteState
from portal.voting.events import KINDS
from portal.voting.models import Publication, PublicationKind, Vote, Voter, VoterPart
from portal.voting.models.logbook import VoteEvent
from portal.voting.queries.announced import basis
from portal.voting.queries.reading import scope_names
from portal.voting.settings import DEFAULTS, value_of

_events = VoteEvent.__table__
_NEWEST = select(func.max(_events.c.position)).where(_events.c.vote_id == bindparam("vote"))


def canonical(body: Mapping[str, Any]) -> str:
    """One line of JSON that is the same for equal contents, wherever it is written."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def body_digest(body: Mapping[str, Any]) -> str:
    """The checksum of a publication's body, as `Publication.digest` keeps it."""
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def instant(moment: datetime) -> str:
    """A moment as record, rule and bundle write it: ISO 8601 by the clock of China."""
    return moment.astimezone(CHINA).isoformat()


def list_lines(vote_id: int) -> Sequence[str]:
    """The whole record, oldest first."""
    asked = select(VoteEvent.line).where(VoteEvent.vote_id == vote_id)
    return session.scalars(asked.order_by(VoteEvent.position)).all()


def list_page(vote_id: int, *, start: int, most: int) -> Sequence[str]:
    """Some lines of the record, from a position on."""
    here = (
        (VoteEvent.vote_id == vote_id) & (VoteEvent.position >= start) & (VoteEvent.position < start + most)
    )
    return session.scalars(select(VoteEvent.line).where(here).order_by(VoteEvent.position)).all()


def list_leaves(vote_id: int) -> list[bytes]:
    asked = select(VoteEvent.leaf).where(VoteEvent.vote_id == vote_id)
    return [bytes.fromhex(leaf) for leaf in session.scalars(asked.order_by(VoteEvent.position))]


def list_announced_ids() -> Sequence[int]:
    """Every vote that has a record, or should have one."""
    announced = select(Vote.id).where(Vote.state != VoteState.DRAFT).order_by(Vote.id)
    return session.scalars(announced).all()


def count_lines(vote_id: int) -> int:
    last = session.connection().scalar(_NEWEST, {"vote": vote_id})
    return 0 if last is None else last + 1


def root(vote_id: int) -> str:
    """The fingerprint of the record as it stands, in hex."""
    return fingerprint_of(list_leaves(vote_id)).hex()


@dataclass(frozen=True)
class Milestone:
    """A published point of the record: how many lines it had then, and their fingerprint.

    ``root`` covers the milestone's own line, too: the rule with the notice, the result with the result.
    """

    kind: str
    at: datetime
    size: int
    root: str


def list_milestones(vote_id: int) -> list[Milestone]:
    """Every publication of the record, oldest first; each vouches for all before it."""
    asked = select(VoteEvent.kind, VoteEvent.at, VoteEvent.leaf).where(VoteEvent.vote_id == vote_id)
    log, found = GrowingLog(), []
    for kind, at, leaf in session.execute(asked.order_by(VoteEvent.position)):
        log.append(bytes.fromhex(leaf))
        if kind in KINDS and KINDS[kind].milestone:
            found.append(Milestone(kind, at, log.size, log.fingerprint().hex()))
    return found


def find_position(vote_id: int, receipt: str) -> int | None:
    """Where in the record a ballot with this receipt first stands."""
    stands = VoteEvent.line.contains(f'"receipt":"{receipt}"', autoescape=True)
    asked = select(func.min(VoteEvent.position)).where(VoteEvent.vote_id == vote_id, stands)
    return session.scalar(asked)


def electorate_rows(vote_id: int) -> Iterator[tuple[str, int, str, str]]:
    """The frozen roll without names, by paper number: number, heads, area, commitment.

    Who knows a voter's salt can check which homes stand behind the commitment; nobody else can.
    """
    homes: dict[int, list[str]] = {}
    parts = (
        select(VoterPart).where(VoterPart.vote_id == vote_id).order_by(VoterPart.voter_id, VoterPart.position)
    )
    for part in session.scalars(parts):
        homes.setdefault(part.voter_id, []).append(home_text(part))
    voters = select(Voter.id, Voter.number, Voter.heads, Voter.area, Voter.salt)
    for voter_id, number, heads, area, salt in session.execute(
        voters.where(Voter.vote_id == vote_id).order_by(Voter.number)
    ):
        yield number, heads, format_hundredths(area), commitment(salt, homes[voter_id])


def home_text(part: VoterPart) -> str:
    """A home as the commitment has it: ``1栋1单元101=68.50``."""
    return f"{part.building}{part.entrance}{part.room}={format_hundredths(part.area)}"


def commitment(salt: str, homes: Sequence[str]) -> str:
    """:param homes: ``1栋1单元101=68.50`` in the order of the roll."""
    return hashlib.sha256("|".join([salt, *homes]).encode()).hexdigest()


def roll_fingerprint(vote_id: int) -> str:
    """The RFC 6962 root over the lines ``number,heads,area,commitment`` of the frozen roll."""
    rows = electorate_rows(vote_id)
    return fingerprint_of(leaf_hash(",".join(map(str, row)).encode()) for row in rows).hex()


def announced_rule(vote_id: int) -> dict[str, Any]:
    """The rule as it was announced, word for word: the publication, never what the tables say now."""
    notice = (Publication.vote_id == vote_id) & (Publication.kind == PublicationKind.NOTICE)
    return session.scalars(select(Publication.body).where(notice).order_by(Publication.id)).first() or {}


def find_frozen_roll(vote_id: int) -> str | None:
    """The roll's fingerprint as the record has it since it was frozen: cheap, for pages and papers."""
    first = (VoteEvent.vote_id == vote_id) & (VoteEvent.position == 0)
    line = session.scalar(select(VoteEvent.line).where(first))
    return json.loads(line).get("roll") if line else None


def rule_document(vote: Vote) -> dict[str, Any]:
    """Everything by which the vote is decided, as announced: matters, options, classes, settings, scope."""
    own = {row.key: row for row in vote.settings}
    values = {key: row.value["value"] for key, row in own.items()}
    return {
        "vote": vote.id,
        "title": vote.title,
        "regime": vote.regime.value,
        "scope": list(scope_names(vote)),
        "notice": instant(vote.notice_at),
        "opens": instant(vote.opens_at),
        "closes": instant(vote.closes_at),
        "deemed": vote.deemed,
        "basis": basis(vote),
        "settings": {
            key: {
                "value": value_of(values, key),
                "source": own[key].source if key in own else DEFAULTS[key].source,
            }
            for key in DEFAULTS
        },
        "questions": [
            {
                "key": question.key,
                "text": question.text,
                "kind": question.kind.value,
                "class": question.class_.value if question.class_ else None,
                "options": [{"key": option.key, "text": option.text} for option in question.options],
            }
            for question in vote.questions
        ],
    }
