"""Who belongs to which home: moving in by letter, waiting at the desk, moving out."""

from datetime import datetime

from sqlalchemy import select

from portal.accounts import queries
from portal.accounts.models import Account, ClaimState, Relation, Residency, RoleGrant
from portal.communities.models import Part
from portal.db import session
from portal.domain.errors import N_
from portal.messages.services import tell
from portal.permissions import Role

#: Why a claim waits, as the desk and the person read it.
SECOND_CLAIM = N_("这套房已经有人登记")
MANY_HOMES = N_("一个人登记的房屋超过上限")


def address(part: Part) -> str:
    """``3栋2单元501``, as it stands on the letter; the entrance may have no name."""
    return f"{part.entrance.building.name}{part.entrance.name}{part.room}"


def masked_address(part: Part) -> str:
    """``3栋2单元5**``: enough for who lives there, too little for who only found the letter."""
    return f"{part.entrance.building.name}{part.entrance.name}{part.room[:1]}{'*' * (len(part.room) - 1)}"


def new_resident(now: datetime, part: Part) -> Account:
    """An account known by its home until the person proves to be somebody.

    The notice of 个人信息保护法 art. 17 stands on the page whose button leads here.
    """
    account = Account(
        display_name=f"{address(part)}住户",
        created_at=now,
        notice_accepted_at=now,
        is_demo=part.entrance.building.estate.is_demo,
    )
    session.add(account)
    session.flush()
    return account


def move_in(now: datetime, account: Account, part: Part, *, homes_limit: int) -> Residency:
    """Join a household; where somebody is already, or the homes are many, the desk decides.

    Nobody is turned away for being second: it may be the true household, and the first one a stranger.
    """
    session.execute(select(Part.id).where(Part.id == part.id).with_for_update())
    holders = [holder for holder in queries.list_holders(part.id) if holder != account.id]
    many = queries.count_homes(account.id) >= homes_limit
    why = SECOND_CLAIM if holders else MANY_HOMES if many else ""
    residency = Residency(
        account_id=account.id,
        estate_id=part.estate_id,
        part_id=part.id,
        relation=Relation.HOUSEHOLD,
        state=ClaimState.WAITING if why else ClaimState.ACTIVE,
        why_waiting=why,
        since=now,
    )
    session.add(residency)
    session.flush()
    if residency.state is ClaimState.ACTIVE:
        grant_resident(now, account.id, part.estate_id)
    for holder in holders:
        warn_of_second(now, holder, part)
    return residency


def warn_of_second(now: datetime, holder: int, part: Part) -> None:
    """Tell the earlier holder, who may know that it is a stranger."""
    tell(
        now,
        holder,
        "accounts.second_claim",
        f"又有人登记了{address(part)}",
        "有人用另一封信登记了这套房，正在等社区核对。如果是您家的人，请让他带证件到社区；如果不认识，请马上告诉社区居委会。",
        estate_id=part.estate_id,
    )


def grant_resident(now: datetime, account_id: int, estate_id: int, by: int | None = None) -> None:
    """Let somebody use the resident's pages of an estate; twice is the same as once."""
    held = queries.list_grants(account_id)
    if not any(grant.role is Role.RESIDENT and grant.estate_id == estate_id for grant in held):
        session.add(
            RoleGrant(
                account_id=account_id,
                role=Role.RESIDENT,
                estate_id=estate_id,
                granted_at=now,
                granted_by=by,
            )
        )
        session.flush()


def end_grant_without_home(now: datetime, account_id: int, estate_id: int) -> None:
    """Take the resident's role back when the last home in the estate is gone."""
    if queries.count_homes(account_id, estate_id=estate_id, state=ClaimState.ACTIVE):
        return
    held = session.scalars(
        select(RoleGrant).where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == Role.RESIDENT,
            RoleGrant.estate_id == estate_id,
            RoleGrant.ended_at.is_(None),
        )
    )
    for grant in held:
        grant.ended_at = now
