"""“Has a vote been cast for my home?”, asked without an account; only the phone on the roll is answered.

Nobody learns from the page whether a phone or a vote is known: it always says the same.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.accounts.services import limits
from portal.accounts.services.codes import phone_key
from portal.communities.models import Owner, PartyOwner
from portal.db import session
from portal.domain.deadlines import CHINA
from portal.messages.models import Channel as Way
from portal.messages.outlets import carries
from portal.messages.services import send_sms
from portal.messages.texts import Text
from portal.voting.models import Ballot, Channel, Vote, Voter
from portal.voting.paper_errors import NoAnswerByText
from portal.voting.queries.ballots import find_counted_ballot, find_pending_ballot
from portal.voting.queries.homes import voters_by_home
from portal.voting.returned import Home

ASKED_BY_PHONE = limits.Limit("asked-by", 5, timedelta(days=1))
ASKED_FROM = limits.Limit("asked-from", 20, timedelta(hours=1))
_LIVES = timedelta(hours=12)
_WAYS = {
    Channel.PAPER: "纸票",
    Channel.DOORSTEP: "上门收的纸票",
    Channel.ONLINE: "手机投的票",
    Channel.PHONE: "电话登记的票",
}


def count_question(phone: str, caller: str, *, now: datetime) -> None:
    """Before anything is looked up, in a transaction of its own.

    :raises RuleViolated: no text could leave, or asked too often.
    """
    if not carries(Way.SMS, "vote_asked"):
        raise NoAnswerByText
    limits.take(now, ASKED_FROM, caller)
    limits.take(now, ASKED_BY_PHONE, phone_key(phone))


def answer_by_text(vote: Vote, home: Home, phone: str, *, now: datetime) -> bool:
    """Whether a text went out: only where the roll has this phone for an owner of this home.

    The text says whether and how, never what.
    """
    voter_id = voters_by_home(vote).get(home)
    voter = session.get(Voter, voter_id) if voter_id else None
    if voter is None or not _is_owners(voter, phone):
        return False
    values = {"home": f"{home.building}{home.room}"[:20], "said": _said(voter.id)}
    text = Text("vote_asked", values)
    demo, until = vote.estate.is_demo, now + _LIVES
    send_sms(now, phone, text, demo=demo, not_after=until, estate_id=vote.estate_id)
    return True


def _is_owners(voter: Voter, phone: str) -> bool:
    held = (
        select(Owner.id)
        .join(PartyOwner, PartyOwner.owner_id == Owner.id)
        .where(PartyOwner.party_id == voter.party_id, Owner.phone_hash == phone_key(phone))
    )
    return session.scalar(held.limit(1)) is not None


def _said(voter_id: int) -> str:
    counted = find_counted_ballot(voter_id)
    if counted is not None:
        return _words(counted)
    waits = find_pending_ballot(voter_id)
    return "有一张纸票待复核" if waits is not None else "没有收到选票"


def _words(ballot: Ballot) -> str:
    at = ballot.signed_at.astimezone(CHINA)
    return f"{at.month}月{at.day}日{_WAYS[ballot.channel]}"
