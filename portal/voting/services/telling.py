"""Saying something about a vote to everybody on its roll who has an account."""

from datetime import datetime
from typing import NamedTuple

from portal.messages.services import tell
from portal.voting.models import Vote
from portal.voting.queries.people import accounts_of


class Word(NamedTuple):
    """What is said; ``page`` is where the thing itself stands: "" for the notice, ``/result`` …"""

    topic: str
    title: str
    body: str
    page: str = ""


def address(vote: Vote, page: str = "") -> str:
    """A vote's page, as a path of this portal."""
    return f"/estates/{vote.estate_id}/votes/{vote.id}{page}"


def tell_voters(vote: Vote, word: Word, now: datetime) -> int:
    """One message an account, however many voters stand behind it; returns how many."""
    accounts = accounts_of(vote.id)
    link = address(vote, word.page)
    for account_id in accounts:
        tell(now, account_id, word.topic, word.title, word.body, estate_id=vote.estate_id, link=link)
    return len(accounts)
