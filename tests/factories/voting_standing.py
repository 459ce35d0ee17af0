"""People who act for owners: proven ones, strangers, and those whom a paper names."""

import secrets

from portal import crypto
from portal.accounts.models import Account, ClaimState, OwnerLink, Proof, Relation
from portal.audit.services import Actor
from portal.communities.models import Estate, Owner, OwnerParty, PartyOwner
from portal.communities.queries import list_parts
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.models import Ballot, Mandate, MandateKind, Voter
from portal.voting.queries.ballots import find_ballot_by_receipt
from portal.voting.services import standing
from portal.voting.services.online import Ticket
from portal.voting.services.standing import Document, Person, Pressed, cast_own
from tests.factories import voting as make

ANNA = Person("陈芳", "110101199003070011")
DOCUMENT = Document("picture", "委托书")


def person(name: str = "住户", *, phone: str = "") -> Account:
    with transaction():
        account = Account(display_name=name, created_at=make.NOW)
        if phone:
            account.phone_hash = crypto.fingerprint(phone, "phone")
        session.add(account)
    return account


def owner_of(voter: Voter, place: int = 0) -> Account:
    """Somebody who proved to be one of the owners."""
    account = person("业主")
    with transaction():
        party = session.get_one(OwnerParty, voter.party_id)
        session.add(
            OwnerLink(
                account_id=account.id,
                estate_id=party.estate_id,
                owner_id=party.owners[place].id,
                relation=Relation.OWNER,
                proof=Proof.DESK,
                state=ClaimState.ACTIVE,
                since=make.NOW,
            )
        )
    return account


def share(estate: Estate, room: str) -> None:
    """The home gets a second owner, before anything is frozen."""
    with transaction():
        part = next(part for part in list_parts(estate.id) if part.room == room)
        other = Owner(estate_id=estate.id, key=f"共有{room}", name=f"共有人{room}")
        session.add(other)
        session.flush()
        session.add(PartyOwner(party_id=part.party_id, owner_id=other.id, position=1))


def say(
    voter: Voter, who: Account, choice: Choice = Choice.APPROVE, *, declared: bool = False, once: str = ""
) -> Ballot:
    with transaction():
        given = [Given(voter.vote.questions[0], choice)]
        pressed = Pressed(once or secrets.token_hex(4), declared)
        ticket = Ticket.of(voter, voter.vote.estate_id)
        receipt = cast_own(ticket, given, pressed, by=Actor(who.id, who.display_name), now=make.NOW)
        found = find_ballot_by_receipt(voter.vote_id, receipt)
    assert found is not None
    return found


def clerks() -> tuple[Actor, Actor]:
    with transaction():
        return make.clerk(f"甲{secrets.token_hex(2)}"), make.clerk(f"乙{secrets.token_hex(2)}")


def mandate(
    voter: Voter,
    kind: MandateKind,
    who: Person = ANNA,
    *,
    confirmed: bool = True,
    document: Document = DOCUMENT,
) -> Mandate:
    first, second = clerks()
    with transaction():
        made = standing.record_mandate(voter, kind, (who, document), by=first, now=make.NOW)
        if confirmed:
            standing.confirm_mandate(made, by=second, now=make.NOW)
    return made
