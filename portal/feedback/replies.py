"""Beginnings of an answer: the portal's, and what a street made of them or added."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from portal.db import session
from portal.domain.stages import CaseState
from portal.feedback.models import ReplyTemplate
from portal.feedback.words import REPLIES

#: What is filled in by the portal; everything else in 【】 by hand, or it does not go out.
FILLED = ("title", "due", "body", "phone")


@dataclass(frozen=True)
class Reply:
    """The beginning of an answer; ``own``: the street's, ``replaces`` one of the portal's."""

    key: str
    state: CaseState
    name: str
    text: str
    own: bool = False

    @property
    def replaces(self) -> bool:
        return self.own and self.key in REPLIES


def replies_of(street_id: int) -> Mapping[str, Reply]:
    """By key: the portal's in their order, each as the street changed it, then the street's own."""
    found = {key: Reply(key, *reply) for key, reply in REPLIES.items()}
    rows = select(ReplyTemplate).where(ReplyTemplate.street_id == street_id).order_by(ReplyTemplate.id)
    for row in session.scalars(rows):
        found[row.key] = Reply(row.key, row.state, row.name, row.text, own=True)
    return found


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put in what is known; braces that mean nothing stay as they are."""
    for name in FILLED:
        text = text.replace(f"{{{name}}}", values[name])
    return text
