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
    accounts = accounts_of(vote.id, among=voter_ids)
    title = f"代您录入了一张选票：{vote.title}"
    body = "社区工作人员录入了您名下的一张选票，已由两个人核对。不是您交的，请打开后按“这不是我投的”。"
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
