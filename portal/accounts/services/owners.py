"""Showing to be an owner on the roll: the only way to a ballot.

A letter prints nothing that proves it. What does is on the roll and not on the letter (the end of the ID
number, the phone), or are papers that two people saw.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal import crypto
from portal.accounts import queries
from portal.accounts.errors import AlreadyClaimed, NotOnRoll, WrongIdTail
from portal.accounts.models import Account, ClaimState, OwnerLink, Proof, Relation
from portal.accounts.services import codes, homes, limits
from portal.audit.services import Actor, record
from portal.communities.models import Owner, Part
from portal.db import session
from portal.domain import identity
from portal.domain.errors import N_
from portal.messages.services import send_sms, tell
from portal.messages.texts import Text

#: Why a claim waits, as the desk and the person read it.
ANOTHER_ACCOUNT = N_("这位业主已经由另一个账户登记")
MANY_HOMES_OF_PHONE = N_("名册上这个手机号登记了多套房")
PAPERS = N_("等您带证件到社区核对")
_TAIL = 6


@dataclass(frozen=True)
class Claim:
    """Who says to be whom, at which home, and what they bring."""

    account: Account
    part: Part
    owner: Owner
    relation: Relation = Relation.OWNER


def read_claim(
    account_id: int, estate_id: int, part_id: int, owner_id: int, *, relation: Relation = Relation.OWNER
) -> Claim:
    """From ids of an address. :raises NoResultFound: not this person's home, or not an owner of it today."""
    home = queries.get_home(account_id, estate_id, part_id)
    owner = queries.get_owner_of(part_id, owner_id)
    return Claim(queries.get_account(account_id), home.part, owner, relation)


def count_try(now: datetime, claim: Claim) -> None:
    """:raises TooManyTriesToday: on this owner, by whomever, or by this person on anybody."""
    limits.take(now, limits.PROOF_OF_OWNER, claim.owner.id)
    limits.take(now, limits.PROOF_BY_ACCOUNT, claim.account.id)


def prove_by_id(now: datetime, claim: Claim, tail: str, *, homes_limit: int) -> OwnerLink:
    """Compare the last six characters of the ID number with the roll.

    :raises NotOnRoll: the roll has no ID number of this owner. :raises WrongIdTail: it ends otherwise.
    """
    if claim.owner.id_number is None:
        raise NotOnRoll
    wanted = identity.clean_id(crypto.unseal(claim.owner.id_number))[-_TAIL:]
    if not hmac.compare_digest(wanted.encode(), identity.clean_id(tail).encode()):
        raise WrongIdTail
    limits.give_back(limits.PROOF_OF_OWNER, claim.owner.id)
    link = _link(now, claim, Proof.ID_TAIL, homes_limit=homes_limit)
    _warn_phone_on_roll(now, claim)
    return link


def _purpose(claim: Claim) -> str:
    return f"owner:{claim.account.id}:{claim.owner.id}"


def phone_on_roll(owner: Owner) -> str | None:
    """The owner's mobile number; a landline takes no codes."""
    phone = crypto.unseal(owner.phone) if owner.phone else ""
    return phone if identity.is_mobile(phone) else None


def ask_code(now: datetime, claim: Claim) -> None:
    """Send a code to the phone on the roll.

    :raises NotOnRoll: :raises CodeJustSent: :raises TooManyTriesToday:
    """
    phone = phone_on_roll(claim.owner)
    if phone is None:
        raise NotOnRoll
    limits.take(now, limits.SMS_BY_ACCOUNT, claim.account.id)
    codes.send_code(now, phone, _purpose(claim), demo=claim.part.entrance.building.estate.is_demo)


def count_code_try(now: datetime, claim: Claim) -> None:
    codes.count_try(now, phone_on_roll(claim.owner) or "", _purpose(claim))


def prove_by_code(now: datetime, claim: Claim, code: str, *, homes_limit: int) -> OwnerLink:
    """:raises WrongCode: not what was sent to the phone on the roll."""
    phone = phone_on_roll(claim.owner) or ""
    codes.spend(now, phone, _purpose(claim), code)
    homes_of_phone = queries.count_parts_by_phone(codes.phone_key(phone))
    why = MANY_HOMES_OF_PHONE if homes_of_phone > homes_limit else ""
    return _link(now, claim, Proof.SMS, homes_limit=homes_limit, why=why)


def ask_desk(now: datetime, claim: Claim) -> OwnerLink:
    """Leave a claim that waits for papers; representatives have no other way."""
    return _link(now, claim, Proof.DESK, homes_limit=0, why=PAPERS)


def _link(now: datetime, claim: Claim, proof: Proof, *, homes_limit: int, why: str = "") -> OwnerLink:
    """:raises AlreadyClaimed: this person has a claim on this owner already."""
    if queries.find_live_link(claim.account.id, claim.owner.id):
        raise AlreadyClaimed
    held = queries.find_owner_link(claim.owner.id)
    holder = held.account_id if held else None
    many = proof is not Proof.DESK and queries.count_homes(claim.account.id) > homes_limit
    why = why or (ANOTHER_ACCOUNT if holder else homes.MANY_HOMES if many else "")
    link = None if why else _active(now, claim, proof)
    if link is None:
        why = why or ANOTHER_ACCOUNT
        link = _row(now, claim, proof, why)
        session.add(link)
        session.flush()
    if holder and claim.relation is Relation.OWNER:
        _warn_holder(now, holder, claim)
    by = Actor(claim.account.id, claim.account.display_name)
    record(
        now, by, "owner.claim", f"owner_link:{link.id}", estate_id=claim.part.estate_id,
        owner=claim.owner.id, proof=proof.value, waiting=why,
    )  # fmt: skip
    return link


def _row(now: datetime, claim: Claim, proof: Proof, why: str) -> OwnerLink:
    return OwnerLink(
        account_id=claim.account.id,
        estate_id=claim.part.estate_id,
        owner_id=claim.owner.id,
        part_id=claim.part.id,
        relation=claim.relation,
        proof=proof,
        state=ClaimState.WAITING if why else ClaimState.ACTIVE,
        why_waiting=why,
        since=now,
    )


def _active(now: datetime, claim: Claim, proof: Proof) -> OwnerLink | None:
    """None if another account became this owner in the same moment: the database lets one in."""
    link = _row(now, claim, proof, "")
    try:
        with session.begin_nested():
            session.add(link)
            session.flush()
    except IntegrityError:
        return None
    became_owner(now, link)
    return link


def became_owner(now: datetime, link: OwnerLink) -> None:
    """Say so at the home, too, and call an owner by the name on the roll.

    An owner who was second at the own home waits no longer.
    """
    account = queries.get_account(link.account_id)
    residency = queries.find_residency(account.id, link.part_id) if link.part_id else None
    if residency:
        residency.relation = link.relation
        if residency.state is ClaimState.WAITING:
            residency.state, residency.decided_at = ClaimState.ACTIVE, now
    homes.grant_resident(now, account.id, link.estate_id)
    if link.relation is Relation.OWNER:
        account.display_name = queries.get_owner(link.owner_id).name


def _warn_holder(now: datetime, holder: int, claim: Claim) -> None:
    tell(
        now,
        holder,
        "accounts.second_owner",
        "有人登记成您这位业主",
        f"另一个账户在{homes.address(claim.part)}登记成同一位业主，正在等社区核对。如果不是您本人，请马上告诉社区居委会。",
        estate_id=claim.part.estate_id,
    )


def _warn_phone_on_roll(now: datetime, claim: Claim) -> None:
    """The roll's ID numbers are known to those who made it; so the owner hears of it by another way."""
    phone = phone_on_roll(claim.owner)
    if phone and codes.phone_key(phone) != claim.account.phone_hash:
        estate = claim.part.entrance.building.estate
        send_sms(now, phone, Text("owner_claim"), demo=estate.is_demo, estate_id=estate.id)
