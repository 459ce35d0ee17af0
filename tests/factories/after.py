"""A vote around its end: owners with accounts, a closed count, a published result."""

from datetime import datetime, timedelta

from portal.accounts.models import Account, ClaimState, OwnerLink, Proof, Relation, Residency
from portal.accounts.services.homes import grant_resident
from portal.communities.models import OwnerParty
from portal.db import session
from portal.domain.matters import Matter
from portal.domain.tally import Choice, MatterClass, QuestionKind
from portal.voting.answers import Given, from_values
from portal.voting.models import Vote, Voter
from portal.voting.services.closing import close, publish_result
from portal.voting.services.online import cast
from portal.voting.specification import OptionSpec, QuestionSpec
from tests.factories import voting as make

THREE = QuestionSpec(
    "mode",
    "小区由谁来管？",
    QuestionKind.CHOOSE,
    MatterClass.ORDINARY,
    matter=Matter.MANAGER,
    options=(OptionSpec("a", "物业公司"), OptionSpec("b", "服务中心"), OptionSpec("c", "居民自管")),
)


def owner_of(voter: Voter, name: str = "业主") -> Account:
    """Somebody who proved to be the first owner of a voter's party, and lives there."""
    part, party = voter.parts[0], session.get_one(OwnerParty, voter.party_id)
    account = Account(display_name=name, created_at=make.NOW)
    session.add(account)
    session.flush()
    common = {"account_id": account.id, "estate_id": voter.vote.estate_id, "part_id": part.part_id}
    common |= {"relation": Relation.OWNER, "state": ClaimState.ACTIVE, "since": make.NOW}
    session.add(Residency(**common))
    session.add(OwnerLink(owner_id=party.owners[0].id, proof=Proof.ID_TAIL, **common))
    grant_resident(make.NOW, account.id, voter.vote.estate_id)
    session.flush()
    return account


def say(voter: Voter, *values: str, now: datetime = make.NOW) -> None:
    """On the phone, one value a question."""
    given: list[Given] = [
        from_values(question, [value], follow_majority=False)
        for question, value in zip(voter.vote.questions, values, strict=True)
    ]
    cast(voter, given, once=f"v{voter.id}", by=make.CLERK, now=now)


def published(vote: Vote, answers: str = "") -> Vote:
    """Closed an hour late and published at once; ``answers`` are + - 0 by voter, for an approve question."""
    words = {"+": Choice.APPROVE.value, "-": Choice.OPPOSE.value, "0": Choice.ABSTAIN.value}
    for voter, mark in zip(make.voters(vote), answers, strict=False):
        if mark in words:
            say(voter, words[mark])
    late = vote.closes_at + timedelta(hours=1)
    close(vote, make.CLERK, now=late)
    publish_result(vote, make.CLERK, now=late)
    return vote
