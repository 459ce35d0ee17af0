"""Telling owners that the staff put a ballot on record for them, so that a forged one is noticed."""

from collections.abc import Collection
from datetime import datetime

from portal.messages.services import tell
from portal.voting.models import Vote
from portal.voting.queries.people import accounts_of
from portal.voting.services.telling import address


def tell_entered(vote: Vote, voter_ids: Collection[int], now: datetime) -> int:
    """One message an account whose paper was keyed and checked; returns how many.

    The topic is none that can be switched off: who forges a paper must not profit from a quiet inbox.
    """
    body = "社区工作人员录入了您名下的一张选票，已由两个人核对。不是您交的，请打开后按“这不是我投的”。"
    return _tell(vote, voter_ids, (f"代您录入了一张选票：{vote.title}", body), now)


def tell_keyed(vote: Vote, voter_ids: Collection[int], now: datetime) -> int:
    """The same after the first of the two readings, while nothing counts yet; returns how many."""
    body = (
        "社区工作人员录入了您名下的一张选票，还没有计票，等另一个人核对。不是您交的，请马上告诉社区居委会；"
        "核对以后，打开这里可以按“这不是我投的”。"
    )
    return _tell(vote, voter_ids, (f"收到您名下的一张纸票：{vote.title}", body), now)


def _tell(vote: Vote, voter_ids: Collection[int], said: tuple[str, str], now: datetime) -> int:
    accounts = accounts_of(vote.id, among=voter_ids)
    title, body = said
    for account_id in accounts:
        tell(
            now,
            account_id,
            "ballot.entered",
            title,
            body,
            estate_id=vote.estate_id,
            link=address(vote, "/mine"),
        )
    return len(accounts)
