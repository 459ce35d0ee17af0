"""What pages say of the record: the course of a ballot, lines in words, published fingerprints."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.domain.errors import N_, Sentence
from portal.voting.events import KINDS
from portal.voting.models import CallBackOutcome, Channel, DeliveryWay, Vote, Voter
from portal.voting.queries.after import list_publications
from portal.voting.queries.logbook import commitment, find_frozen_roll, home_text
from portal.voting.queries.proofs import Course, Fate
from portal.voting.words import CALL_BACKS, CHANNELS, PUBLICATIONS, WAYS
from portal.web.i18n import gettext, say

#: What became of a ballot, as its owner reads it: the short answer, then what it means.
FATES: Mapping[Fate, tuple[str, str]] = {
    Fate.COUNTED: (N_("计进去了"), N_("这张票在投票记录里，按它计票。")),
    Fate.SPOILT: (
        N_("收到了，但作废"),
        N_("这张票在投票记录里，没有计入任何一种意见。作废原因可到居委会查看原票。"),
    ),
    Fate.WAITING: (N_("还没有计入"), N_("纸票录了一遍，等另一个人对着原票再录一遍，一致才计票。")),
    Fate.REPLACED: (
        N_("没有计入，另一张替换了它"),
        N_("同一户后来又投过，以后投的一张为准。两张都留在记录里。"),
    ),
    Fate.WITHDRAWN: (N_("没有计入，已撤下重录"), N_("两次录入不一致，这张票会换一个回执号重录。")),
    Fate.SET_ASIDE: (N_("暂不计票"), N_("有人对这张票提出异议，处理完才知道计不计。")),
}
GOOD = frozenset({Fate.COUNTED})

_STEPS: Mapping[str, str] = {
    "cast": N_("手机上投出"),
    "keyed": N_("纸票录入一遍"),
    "checked": N_("另一个人复核，一致"),
    "differed": N_("和另一遍录入不一致，不计票"),
    "phone_withdrawn": N_("本人在纸票上签名撤回"),
    "disputed": N_("业主提出异议"),
    "set_aside": N_("搁置，暂不计票"),
    "restored": N_("恢复计票"),
}
_REPLACED = N_("被后来的一张替换")


def grouped(fingerprint: str) -> str:
    """Eight letters at a time, as it is printed and compared by eye."""
    return " ".join(fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8))


def steps(course: Course) -> list[tuple[datetime, str]]:
    """When what happened to a ballot; never what it says."""
    return [(_at(event), _step(event, course.receipt)) for event in course.events]


def _at(event: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(event["at"])


def _step(event: Mapping[str, Any], receipt: str) -> str:
    text = _REPLACED if event.get("replaces") == receipt else _STEPS.get(event["kind"], event["kind"])
    return str(gettext(text))


@dataclass(frozen=True)
class Line:
    """A line of the record as somebody reads it; ``number`` counts from 0, as in ``log.jsonl``."""

    number: int
    at: datetime
    words: str
    milestone: bool


def lines_in_words(lines: Sequence[str]) -> list[Line]:
    """Without choices: an observer checks that nothing is lost, not who wants what."""
    return [_line(json.loads(line)) for line in lines]


def _line(event: Mapping[str, Any]) -> Line:
    kind = KINDS.get(event["kind"])
    values = {key: _shown(key, value) for key, value in event.items()}
    words = say(Sentence(kind.says, values)) if kind else str(event["kind"])
    return Line(event["n"], _at(event), words, bool(kind and kind.milestone))


def _shown(key: str, value: Any) -> str:
    if key == "channel":
        return str(gettext(CHANNELS[Channel(value)]))
    if key == "outcome":
        return str(gettext(CALL_BACKS[CallBackOutcome(value)]))
    if key == "way":
        return str(gettext(WAYS[DeliveryWay(value)]))
    if key in {"voter", "receipt"} and isinstance(value, str):
        return f"{value[:4]} {value[4:]}"
    if key in {"roll", "rule", "result", "reason", "digest"}:
        return f"{str(value)[:16]}…"
    return str(value)


@dataclass(frozen=True)
class Printed:
    """A publication with the fingerprint that stands on it."""

    at: datetime
    name: str
    size: int
    root: str


def printed(vote: Vote) -> list[Printed]:
    """Everything published of a vote, oldest first, each with the record's fingerprint of then."""
    return [
        Printed(
            found.published_at, str(gettext(PUBLICATIONS[found.kind])), found.record_size, found.record_root
        )
        for found in list_publications(vote.id)
        if found.record_size and found.record_root
    ]


def fingerprints(vote: Vote) -> dict[str, Any]:
    """What notice, result and papers print: the roll's fingerprint, and the newest published root."""
    published = printed(vote)
    return {
        "roll_print": find_frozen_roll(vote.id) or "",
        "printed": published,
        "newest": published[-1] if published else None,
    }


@dataclass(frozen=True)
class OwnRow:
    """An owner's own line of ``electorate.csv``, and what opens its commitment."""

    number: str
    salt: str
    homes: Sequence[str]
    commitment: str


def own_row(voter: Voter) -> OwnRow:
    """Who knows the salt can hash the homes again; nobody else can find them from the file."""
    homes = [home_text(part) for part in voter.parts]
    return OwnRow(voter.number, voter.salt, homes, commitment(voter.salt, homes))


def in_templates() -> dict[str, Any]:
    """What the pages of the record may call."""
    return {
        "fate_words": FATES,
        "delivery_words": WAYS,
        "good_fates": GOOD,
        "grouped": grouped,
        "steps_of": steps,
        "fingerprints_of": fingerprints,
    }
