"""Who speaks for an owner party: recorded from a paper by one person, confirmed by a second, ended once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import crypto
from portal.accounts.models import Account
from portal.accounts.queries import find_by_phone
from portal.accounts.services.codes import phone_key
from portal.accounts.services.homes import grant_resident
from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.identity import clean_id, clean_name, clean_phone
from portal.domain.masking import mask_name
from portal.voting.answers import Given
from portal.voting.errors import (
    Barred,
    DeclareFirst,
    MandateThere,
    NoAccountYet,
    NoMandateWaiting,
    PaperMissing,
    ProxyLimit,
    SamePerson,
    StaffAreNoProxies,
)
from portal.voting.models import BarredProxy, Mandate, MandateKind, OwnerDeath, Vote, Voter
from portal.voting.queries.acting import standing_of
from portal.voting.queries.reading import setting
from portal.voting.services.locking import lock
from portal.voting.services.online import Pressing, Ticket, hold_open, put_held
from portal.voting.words import MANDATES


@dataclass(frozen=True)
class Person:
    """Somebody as the paper names them; ``phone`` where they are to cast on the phone."""

    name: str
    id_number: str
    phone: str = ""

    @property
    def key(self) -> str:
        """The same for the same person in several mandates."""
        return self.keys[0]

    @property
    def keys(self) -> tuple[str, ...]:
        """The key of today first; then the one under a former DATA_KEY, while that is known."""
        return crypto.fingerprints(clean_id(self.id_number), "id")


@dataclass(frozen=True)
class Document:
    """The paper that says so: the key of its picture, and what a clerk noted."""

    paper: str
    note: str = ""


@dataclass(frozen=True)
class Pressed:
    """One pressing of the button, and whether a co-owner said that the others agree."""

    once: str
    declared: bool = False


def cast_own(ticket: Ticket, answers: Sequence[Given], pressed: Pressed, *, by: Actor, now: datetime) -> str:
    """A ballot by whoever may act for the voter by the frozen roll.

    The first co-owner who declares that the others agree is their representative from then on.

    :return: the receipt.
    :raises RuleViolated: somebody else acts, nobody can yet, not declared, or as `put_held`.
    """
    vote = hold_open(ticket, now)
    if by.account_id is None:
        raise ValueError("a ballot of nobody")
    standing = standing_of(ticket, by.account_id)
    if standing.declares and not pressed.declared:
        raise DeclareFirst
    mandate = _declare(ticket, by, now) if standing.declares else standing.mandate
    ticket = replace(ticket, mandate_id=mandate.id if mandate else None)
    return put_held(vote, ticket, Pressing(answers, pressed.once), by=by, now=now)


def _declare(ticket: Ticket, by: Actor, now: datetime) -> Mandate:
    """For this vote: a co-owner says to be the one whom the others chose."""
    account = session.get_one(Account, by.account_id)
    mandate = Mandate(
        estate_id=ticket.estate_id,
        party_id=ticket.party_id or 0,
        vote_id=ticket.vote_id,
        kind=MandateKind.CO_OWNER,
        name=crypto.seal(account.display_name),
        masked=mask_name(account.display_name),
        who=f"account:{account.id}",
        account_id=account.id,
        recorded_at=now,
        recorded_by=account.id,
    )
    session.add(mandate)
    session.flush()
    facts = {"vote": ticket.vote_id, "voter": ticket.id}
    record(now, by, "mandate.declare", f"mandate:{mandate.id}", estate_id=mandate.estate_id, **facts)
    return mandate


def record_mandate(
    voter: Voter, kind: MandateKind, who: tuple[Person, Document], *, by: Actor, now: datetime
) -> Mandate:
    """The first person's reading of a paper; it holds once a second has seen it.

    :raises RuleViolated: no picture, the limit of proxies, a barred person, or a mandate of this kind stands.
    """
    person, document = who
    if not document.paper:
        raise PaperMissing
    session.execute(select(Voter.id).where(Voter.id == voter.id).with_for_update())
    if kind is MandateKind.PROXY:
        _check_proxy(voter.vote, person)
    account = _account(person)
    mandate = Mandate(
        estate_id=voter.vote.estate_id,
        party_id=voter.party_id,
        vote_id=voter.vote_id if kind is MandateKind.PROXY else None,
        kind=kind,
        name=crypto.seal(clean_name(person.name)),
        masked=mask_name(clean_name(person.name)),
        who=person.key,
        account_id=account.id if account else None,
        paper=document.paper,
        note=document.note,
        recorded_at=now,
        recorded_by=by.account_id,
    )
    _add(mandate)
    facts = {"kind": kind.value, "vote": voter.vote_id, "voter": voter.id}
    record(now, by, "mandate.record", f"mandate:{mandate.id}", estate_id=mandate.estate_id, **facts)
    return mandate


def _add(mandate: Mandate) -> None:
    """:raises MandateThere: one of this kind stands, or waits, for the party."""
    try:
        with session.begin_nested():
            session.add(mandate)
            session.flush()
    except IntegrityError as twice:
        raise MandateThere(kind=MANDATES[mandate.kind]) from twice


def _account(person: Person) -> Account | None:
    """:raises NoAccountYet: a phone with which nobody has signed in."""
    if not person.phone:
        return None
    found = find_by_phone(phone_key(clean_phone(person.phone)))
    if found is None:
        raise NoAccountYet
    return found


def _check_proxy(vote: Vote, person: Person) -> None:
    """:raises RuleViolated: barred, one of the staff, or a proxy of as many owners as the notice allows."""
    barred = session.scalars(
        select(BarredProxy).where(BarredProxy.estate_id == vote.estate_id, BarredProxy.who.in_(person.keys))
    ).first()
    name = mask_name(clean_name(person.name))
    if barred is not None:
        raise Barred(name=name, reason=barred.reason)
    account = _account(person)
    if account is not None and account.is_staff:
        raise StaffAreNoProxies
    limit = setting(vote, "proxy_limit")
    lock(vote)  # the same person may be recorded twice in the same second
    held = session.scalars(
        select(Mandate.party_id)
        .where(Mandate.vote_id == vote.id, Mandate.kind == MandateKind.PROXY)
        .where(Mandate.who.in_(person.keys), Mandate.ended_at.is_(None))
        .distinct()
    ).all()
    if len(held) >= limit:
        raise ProxyLimit(name=name, limit=limit)


def confirm_mandate(mandate: Mandate, *, by: Actor, now: datetime) -> None:
    """The second person has the paper in hand; from now on it holds.

    :raises RuleViolated: confirmed or ended already, or the first person confirms.
    """
    session.refresh(mandate, with_for_update=True)
    if mandate.confirmed_at is not None or mandate.ended_at is not None or mandate.paper is None:
        raise NoMandateWaiting
    if mandate.recorded_by == by.account_id:
        raise SamePerson
    mandate.confirmed_at, mandate.confirmed_by = now, by.account_id
    if mandate.account_id is not None:
        grant_resident(now, mandate.account_id, mandate.estate_id, by.account_id)
    session.flush()
    record(now, by, "mandate.confirm", f"mandate:{mandate.id}", estate_id=mandate.estate_id)


def end_mandate(mandate: Mandate, reason: str, *, by: Actor, now: datetime) -> None:
    """Taken back, or found wrong; ballots that were cast under it stay on record and count.

    :raises NoMandateWaiting: ended already.
    """
    session.refresh(mandate, with_for_update=True)
    if mandate.ended_at is not None:
        raise NoMandateWaiting
    mandate.ended_at, mandate.ended_by, mandate.end_reason = now, by.account_id, reason
    session.flush()
    record(now, by, "mandate.end", f"mandate:{mandate.id}", estate_id=mandate.estate_id, reason=reason)


def record_death(estate_id: int, owner_id: int, proof: str, *, by: Actor, now: datetime) -> None:
    """The parts stay in the base; the heirs' representative is the next to act. Twice is the same as once."""
    if session.scalar(select(OwnerDeath.id).where(OwnerDeath.owner_id == owner_id)) is not None:
        return
    session.add(
        OwnerDeath(
            estate_id=estate_id, owner_id=owner_id, proof=proof, recorded_at=now, recorded_by=by.account_id
        )
    )
    session.flush()
    record(now, by, "owner.died", f"owner:{owner_id}", estate_id=estate_id)


def bar_proxy(estate_id: int, person: Person, reason: str, *, by: Actor, now: datetime) -> None:
    """Keep somebody, such as staff of the property company, from being a proxy here; twice is once."""
    here = (BarredProxy.estate_id == estate_id) & BarredProxy.who.in_(person.keys)
    if session.scalar(select(BarredProxy.id).where(here)) is not None:
        return
    barred = BarredProxy(
        estate_id=estate_id,
        who=person.key,
        masked=mask_name(clean_name(person.name)),
        reason=reason,
        recorded_at=now,
        recorded_by=by.account_id,
    )
    session.add(barred)
    session.flush()
    record(now, by, "proxy.bar", f"estate:{estate_id}", estate_id=estate_id, reason=reason)
