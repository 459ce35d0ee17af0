"""Reading the record of a vote: its lines, its fingerprint, the frozen roll without names."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.domain.deadlines import CHINA
from portal.domain.fingerprint import fingerprint_of, leaf_hash
from portal.voting.models import Vote, Voter, VoterPart
from portal.voting.models.logbook import VoteEvent
from portal.voting.queries.reading import scope_names
from portal.voting.settings import DEFAULTS, value_of


def canonical(body: Mapping[str, Any]) -> str:
    """One line of JSON that is the same for equal contents, wherever it is written."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def instant(moment: datetime) -> str:
    """A moment as record, rule and bundle write it: ISO 8601 by the clock of China."""
    return moment.astimezone(CHINA).isoformat()


def list_lines(vote_id: int) -> Sequence[str]:
    """The whole record, oldest first."""
    asked = select(VoteEvent.line).where(VoteEvent.vote_id == vote_id)
    return session.scalars(asked.order_by(VoteEvent.position)).all()


def list_leaves(vote_id: int) -> list[bytes]:
    asked = select(VoteEvent.leaf).where(VoteEvent.vote_id == vote_id)
    return [bytes.fromhex(leaf) for leaf in session.scalars(asked.order_by(VoteEvent.position))]


def count_lines(vote_id: int) -> int:
    newest = select(func.max(VoteEvent.position)).where(VoteEvent.vote_id == vote_id)
    last = session.scalar(newest)
    return 0 if last is None else last + 1


def root(vote_id: int) -> str:
    """The fingerprint of the record as it stands, in hex."""
    return fingerprint_of(list_leaves(vote_id)).hex()


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
        home = f"{part.building}{part.entrance}{part.room}={format_hundredths(part.area)}"
        homes.setdefault(part.voter_id, []).append(home)
    voters = select(Voter.id, Voter.number, Voter.heads, Voter.area, Voter.salt)
    for voter_id, number, heads, area, salt in session.execute(
        voters.where(Voter.vote_id == vote_id).order_by(Voter.number)
    ):
        yield number, heads, format_hundredths(area), commitment(salt, homes[voter_id])


def commitment(salt: str, homes: Sequence[str]) -> str:
    """:param homes: ``1栋1单元101=68.50`` in the order of the roll."""
    return hashlib.sha256("|".join([salt, *homes]).encode()).hexdigest()


def roll_fingerprint(vote_id: int) -> str:
    """The RFC 6962 root over the lines ``number,heads,area,commitment`` of the frozen roll."""
    rows = electorate_rows(vote_id)
    return fingerprint_of(leaf_hash(",".join(map(str, row)).encode()) for row in rows).hex()


def rule_document(vote: Vote) -> dict[str, Any]:
    """Everything by which the vote is decided, as announced: matters, options, classes, settings, scope."""
    own = {row.key: row for row in vote.settings}
    values = {key: row.value["value"] for key, row in own.items()}
    return {
        "title": vote.title,
        "regime": vote.regime.value,
        "scope": list(scope_names(vote)),
        "notice": instant(vote.notice_at),
        "opens": instant(vote.opens_at),
        "closes": instant(vote.closes_at),
        "deemed": vote.deemed,
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
