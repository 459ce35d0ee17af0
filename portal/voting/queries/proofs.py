"""What the record says of one ballot: its course, whether it counts, and the proof that its line is there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from portal.db import session
from portal.domain.fingerprint import fingerprint_of, inclusion_proof, is_included, leaf_hash
from portal.voting.errors import NoSuchReceipt
from portal.voting.models.logbook import VoteEvent
from portal.voting.queries.logbook import Milestone, list_leaves, list_milestones


class Fate(StrEnum):
    """What became of a ballot by the record."""

    COUNTED = "counted"
    SPOILT = "spoilt"  # returned and invalid
    WAITING = "waiting"  # keyed once; a second person has not read it yet
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"  # two readings differed; it is keyed again under a new number
    SET_ASIDE = "set_aside"  # disputed


@dataclass(frozen=True)
class Proof:
    """That line ``position`` is among the ``size`` lines behind ``root``; ``hashes`` lead up, lowest first.

    ``published`` is the first publication after the line; None while there is none, and then ``root`` is
    the record's of this moment.
    """

    position: int
    line: str
    size: int
    root: str
    hashes: Sequence[str]
    published: Milestone | None
    holds: bool


@dataclass(frozen=True)
class Course:
    """A ballot in the record: its fate, the events about it, oldest first, and the proof of the first."""

    receipt: str
    fate: Fate
    events: Sequence[Mapping[str, Any]]
    proof: Proof


def find_course(vote_id: int, receipt: str) -> Course | None:
    """None where the record has no such ballot."""
    named = VoteEvent.line.contains(f'"{receipt}"', autoescape=True)
    asked = select(VoteEvent.line).where(VoteEvent.vote_id == vote_id, named).order_by(VoteEvent.position)
    lines = session.scalars(asked).all()
    events = [event for event in map(json.loads, lines) if receipt in _receipts(event)]
    if not events:
        return None
    return Course(receipt, _fate(events, receipt), events, _prove(vote_id, events[0]["n"]))


def get_course(vote_id: int, receipt: str) -> Course:
    """:raises NoSuchReceipt: the record of this vote has no such ballot."""
    course = find_course(vote_id, receipt)
    if course is None:
        raise NoSuchReceipt
    return course


def _receipts(event: Mapping[str, Any]) -> set[object]:
    return {event.get("receipt"), event.get("replaces")}


def _fate(events: Sequence[Mapping[str, Any]], receipt: str) -> Fate:
    first, fate = events[0], Fate.WAITING
    stands = Fate.SPOILT if first.get("invalid") else Fate.COUNTED
    for event in events:
        if event.get("replaces") == receipt or event["kind"] == "phone_withdrawn":
            fate = Fate.REPLACED
        elif event["kind"] in {"cast", "restored"} or (event["kind"] == "checked" and event["counts"]):
            fate = stands
        elif event["kind"] == "checked":
            fate = Fate.REPLACED
        elif event["kind"] == "differed":
            fate = Fate.WITHDRAWN
        elif event["kind"] == "set_aside":
            fate = Fate.SET_ASIDE
    return fate


def _prove(vote_id: int, position: int) -> Proof:
    """Against the first publication that vouches for the line; where none does yet, against today's root."""
    leaves = list_leaves(vote_id)
    published = next((m for m in list_milestones(vote_id) if m.size > position), None)
    size = published.size if published else len(leaves)
    root = published.root if published else fingerprint_of(leaves).hex()
    hashes = inclusion_proof(leaves[:size], position)
    line = session.scalars(
        select(VoteEvent.line).where(VoteEvent.vote_id == vote_id, VoteEvent.position == position)
    ).one()
    leaf = leaf_hash(line.encode())  # from the line itself, not as it was stored
    holds = is_included(leaf, position, size=size, proof=hashes, fingerprint=bytes.fromhex(root))
    return Proof(position, line, size, root, [found.hex() for found in hashes], published, holds)
