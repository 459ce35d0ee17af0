"""Papers of a test: printed for everybody, received, and read by this clerk or that."""

import io
from datetime import timedelta
from typing import Any

from PIL import Image

from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.models import Ballot, Channel, PaperBallot, Vote, Voter
from portal.voting.queries import find_pending_ballot
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.receiving import receive
from tests.factories import voting as make


def by(account: Account) -> Actor:
    return Actor(account.id, account.display_name)


def at(vote: Vote, below: str = "") -> str:
    return f"/desk/estates/{vote.estate_id}/votes/{vote.id}/papers{below}"


def number_of(voter_id: int) -> str:
    return session.get_one(Voter, voter_id).number


def take(vote: Vote, number: str, *, later: timedelta = timedelta(), who: Actor = make.CLERK) -> PaperBallot:
    with transaction():
        return receive(session.get_one(Vote, vote.id), number, by=who, now=make.NOW + later)


def reading(voter: Voter, *, number: str | None = None, choice: Choice = Choice.APPROVE) -> Paper:
    first, second = voter.vote.questions
    given = [Given(first, choice), Given(second, options=(second.options[0],))]
    return Paper(Channel.PAPER, make.NOW, given, number=number)


def key(voter_id: int, who: Account, *, later: timedelta = timedelta(), **how: Any) -> Ballot:
    """A first reading, or another where one waits."""
    with transaction():
        voter, moment = session.get_one(Voter, voter_id), make.NOW + later
        if find_pending_ballot(voter_id):
            return check(voter, reading(voter, **how), by=by(who), now=moment)
        return enter(voter, reading(voter, **how), once=f"{who.id}{later}", by=by(who), now=moment)


def photograph() -> tuple[io.BytesIO, str]:
    content = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(content, "JPEG")
    content.seek(0)
    return content, "票.jpg"
