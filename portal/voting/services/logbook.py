"""Adding to the record of a vote, in the transaction of the event.

The kinds of events, and what each carries, stand in ``portal.voting.events``.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, text

from portal.db import engine, session
from portal.domain.fingerprint import leaf_hash
from portal.domain.tally import option_answer
from portal.voting.events import check_event
from portal.voting.models import Answer, Ballot, Question, Vote
from portal.voting.models.logbook import VoteEvent
from portal.voting.queries.logbook import (
    canonical,
    count_lines,
    digest,
    instant,
    roll_fingerprint,
    root,
    rule_document,
)

Event = tuple[str, Mapping[str, Any]]
_INSERT = insert(VoteEvent)


def log(vote_id: int, kind: str, now: datetime, **body: Any) -> int:
    """Add one event; return its position.

    :param kind: one of ``portal.voting.events.KINDS``; a milestone goes through `log_milestone`.
    :param body: ids, hashes and choices; never a name, a phone or an ID number.
    :raises ValueError: not what the table of kinds says.
    """
    return log_all(vote_id, [(kind, body)], now)


def log_all(vote_id: int, events: Iterable[Event], now: datetime) -> int:
    """Add events in this order; return the position of the last one."""
    session.flush()
    _one_at_a_time(vote_id)
    first = count_lines(vote_id)
    rows = [_row(vote_id, position, event, now) for position, event in enumerate(events, start=first)]
    if rows:
        session.connection().execute(_INSERT, rows)
    return first + len(rows) - 1


def _row(vote_id: int, position: int, event: Event, now: datetime) -> dict[str, Any]:
    kind, body = event
    check_event(kind, body)
    line = canonical({"n": position, "at": instant(now), "kind": kind, **body})
    leaf = leaf_hash(line.encode()).hex()
    return {"vote_id": vote_id, "position": position, "kind": kind, "at": now, "line": line, "leaf": leaf}


def said(number: str, questions: Iterable[Question], ballot: Ballot) -> dict[str, Any]:
    """What a ballot says, for the record: by paper number and receipt, in the keys of the questions."""
    options = {option.id: option.key for question in questions for option in question.options}
    return {
        "receipt": ballot.receipt,
        "voter": number,
        "channel": ballot.channel.value,
        "signed": instant(ballot.signed_at),
        "invalid": ballot.invalid_reason.value if ballot.invalid_reason else None,
        "answers": {
            question.key: [_words(row, options) for row in ballot.answers if row.question_id == question.id]
            for question in questions
        },
    }


def _words(row: Answer, options: Mapping[int, str]) -> str:
    return row.choice.value if row.choice else option_answer(options[row.option_id or 0])


def log_milestone(vote: Vote, kind: str, now: datetime, **body: Any) -> str:
    """An event that is published: it carries the size and fingerprint of the record before it.

    So each publication vouches for all that came before, also for the publication before it.
    """
    session.flush()
    _one_at_a_time(vote.id)
    before = root(vote.id)
    log(vote.id, kind, now, size=count_lines(vote.id), root=before, **body)
    return before


def log_announcement(vote: Vote, now: datetime, *, recorded: bool = False) -> dict[str, Any]:
    """The frozen roll and the rule, by their fingerprints; what comes back is the rule as announced."""
    rule = rule_document(vote)
    log(vote.id, "roll_frozen", now, roll=roll_fingerprint(vote.id))
    log_milestone(vote, "recorded" if recorded else "announced", now, rule=digest(rule))
    return rule


def _one_at_a_time(vote_id: int) -> None:
    """Positions have no gaps: on PostgreSQL writers of one vote queue here; SQLite has one writer anyway."""
    if engine().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:space, :vote)"), {"space": 278, "vote": vote_id})
