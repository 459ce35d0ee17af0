"""An entry of the record as a line that people read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal.audit import words
from portal.audit.models import AuditEntry
from portal.domain.masking import mask_name

_SHOWN_OF_A_HASH = 12


@dataclass(frozen=True)
class Line:
    """Who did what to what, when; ``details`` are word and value."""

    at: datetime
    who: str
    what: str
    subject: str
    details: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]  # what, before, after; "" where it is not known
    origin: str


def line(entry: AuditEntry) -> Line:
    return Line(
        at=entry.at,
        who=_who(entry),
        what=sentence(entry.action),
        subject=_subject(entry.subject),
        details=list(_details(entry.detail)),
        changes=list(_changes(entry.detail)),
        origin=entry.origin or "",
    )


def sentence(action: str) -> str:
    """What was done, or the code of an action that has no words yet."""
    known = words.ACTIONS.get(action)
    return _(known) if known else action


def _who(entry: AuditEntry) -> str:
    if entry.account_id is None:
        return str(_("命令行：%(command)s", command=entry.actor))
    return mask_name(entry.actor) if entry.action in words.BY_RESIDENTS else entry.actor


def _subject(subject: str) -> str:
    table, _colon, number = subject.partition(":")
    known = words.SUBJECTS.get(table)
    return f"{_(known)} {number}" if known else subject


def _details(detail: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, word in words.DETAILS.items():
        value = detail.get(key)
        if isinstance(value, int | str) and not isinstance(value, bool) and value != "":
            yield _(word), str(value)[:_SHOWN_OF_A_HASH] if key == "sha256" else str(value)


def _changes(detail: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """``change``: one value before and after; ``was`` and ``now``: several, by name."""
    single = detail.get("change")
    if isinstance(single, dict):
        yield "", _value(single.get("was")), _value(single.get("is_now"))
    before, after = detail.get("was"), detail.get("became")
    if isinstance(before, dict):
        known = after if isinstance(after, dict) else {}
        for key, value in before.items():
            word = words.DETAILS.get(key) or words.CHANGED.get(key)
            if word and (not known or known.get(key) != value):
                yield _(word), _value(value), _value(known.get(key)) if known else ""


def _value(value: object) -> str:
    return str(_("没有填")) if value in (None, "") else str(value)
