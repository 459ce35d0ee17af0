"""Answers that come in while the staff watch: on the phone, and on papers that two people key."""

from portal.accounts.models import Account
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.permissions import Role
from portal.voting.answers import Given, from_values
from portal.voting.models import Channel, Vote, Voter
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.online import cast
from tests.factories import accounts as people
from tests.factories import voting as make


def staff(name: str, role: Role, estate: Estate) -> Account:
    with transaction():
        return people.staff(name, role, estate=estate)


def voter_ids(vote: Vote) -> list[int]:
    """In door order; ids outlive the requests in between."""
    return [voter.id for voter in make.voters(vote)]


def _given(voter: Voter, values: tuple[str, ...]) -> list[Given]:
    """One value a question; an empty one is 未选."""
    return [
        from_values(question, [value] if value else [], follow_majority=False, may_be_blank=True)
        for question, value in zip(voter.vote.questions, values, strict=True)
    ]


def answer(voter_id: int, *values: str, once: str = "one") -> None:
    """On the phone."""
    with transaction():
        voter = session.get_one(Voter, voter_id)
        cast(voter, _given(voter, values), once=once, by=make.CLERK, now=make.NOW)


def on_paper(voter_id: int, *values: str, counts: bool) -> None:
    """Keyed by one person, and where it counts by a second."""
    with transaction():
        voter = session.get_one(Voter, voter_id)
        paper = Paper(Channel.PAPER, make.NOW, _given(voter, values))
        first, second = make.clerk(f"甲{voter_id}"), make.clerk(f"乙{voter_id}")
        enter(voter, paper, once="paper", by=first, now=make.NOW)
        if counts:
            check(voter, paper, by=second, now=make.NOW)
