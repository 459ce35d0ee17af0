"""Reminding those who have not voted, and nobody else."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import CHINA, local_day
from portal.domain.errors import N_
from portal.domain.stages import VoteState
from portal.messages.models import Reminder
from portal.messages.services import remind
from portal.voting.errors import NotOpenNow
from portal.voting.models import Vote, VoteReminder
from portal.voting.queries.people import accounts_of
from portal.voting.queries.reading import state_of
from portal.voting.services.telling import address


def remind_silent(vote: Vote, by: Actor, *, now: datetime) -> int:
    """A message to each account whose voters have returned nothing; returns how many were reminded.

    Nobody is reminded twice on a day, whoever reminds: those are left out and not counted.

    :raises RuleViolated: no ballot can be cast at this moment.
    """
    if state_of(vote, now) is not VoteState.OPEN:
        raise NotOpenNow(deed=N_("提醒"))
    closes = vote.closes_at.astimezone(CHINA)
    title = f"还有您要投的：{vote.title}"
    body = f"{closes.month}月{closes.day}日 {closes:%H:%M} 截止。手机上能投，也能找社区拿纸票。"
    reminded = 0
    for account_id, voters in accounts_of(vote.id, silent=True).items():
        if remind(
            now, account_id, "reminder.vote", title, body, estate_id=vote.estate_id, link=address(vote)
        ):
            reminded += 1
            _keep(vote, account_id, voters, by=by, now=now)
    record(now, by, "vote.remind", f"vote:{vote.id}", estate_id=vote.estate_id, number=reminded)
    return reminded


def _keep(vote: Vote, account_id: int, voters: Sequence[int], *, by: Actor, now: datetime) -> None:
    sent = select(Reminder.message_id).where(
        Reminder.account_id == account_id, Reminder.day == local_day(now)
    )
    message_id = session.scalars(sent).one()
    session.add_all(
        VoteReminder(
            vote_id=vote.id,
            voter_id=voter_id,
            account_id=account_id,
            message_id=message_id,
            reminded_at=now,
            reminded_by=by.account_id,
        )
        for voter_id in voters
    )
    session.flush()
