"""One person for each role, and three households that can be opened by code."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from portal import crypto
from portal.accounts.passwords import hash_secret
from portal.accounts.services.slips import print_slips
from portal.accounts.services.staff import NewStaff, Scope, add_staff
from portal.accounts.slip_codes import grouped
from portal.audit.services import Actor
from portal.communities.models import Estate, Part
from portal.communities.queries import list_parts
from portal.permissions import Role
from portal.voting.words import KIND_WORDS

HOUSEHOLDS = 3


@dataclass(frozen=True)
class Staff:
    """Somebody who can sign in at /desk; the password is printed once, at the end of loading."""

    actor: Actor
    user_name: str
    password: str
    role: str


@dataclass(frozen=True)
class Household:
    """A home with its code and what its owner would know: the last six of the ID number."""

    home: str
    code: str
    owner: str
    tail: str


def make_staff(estates: dict[str, Estate], now: datetime) -> dict[str, Staff]:
    """Two clerks (papers need two people), a street, a district and an observer."""
    estate, console = estates["油房沟小区"], Actor(None, "演示")
    street = Scope(estate=None, street=estate.street)
    people = (
        ("clerk", "演示干事甲", "居委会干事", Role.COMMUNITY_CLERK, Scope(estate=estate, street=None)),
        ("clerk2", "演示干事乙", "居委会干事", Role.COMMUNITY_CLERK, Scope(estate=estate, street=None)),
        ("street", "演示街道经办", "街道经办", Role.STREET, street),
        ("district", "演示区住建委", "区住建委", Role.DISTRICT, Scope(estate=None, street=None)),
        ("handler", "演示承办人", "承办人（供电公司）", Role.HANDLER, street),
        ("observer", "演示观察员", "观察员", Role.OBSERVER, Scope(estate=estate, street=None)),
        ("furong", "演示芙蓉街道", "街道经办", Role.STREET, Scope(None, estates["柏杨路小区"].street)),
    )
    made = {}
    for key, name, title, role, scope in people:
        password = f"演示-{secrets.token_hex(4)}"
        account = add_staff(now, console, NewStaff(name, name, role, hash_secret(password)), scope)
        account.must_change_password = False
        account.is_demo = True
        made[key] = Staff(Actor(account.id, name), name, password, title)
    return made


def choose_homes(estate: Estate, many: int = HOUSEHOLDS) -> list[Part]:
    """The first homes whose single owner has an ID number on the roll: they are opened by code, and have
    not voted yet."""
    return [part for part in list_parts(estate.id) if _can_prove(part)][:many]


def make_households(estate: Estate, chosen: list[Part], by: Actor, now: datetime) -> list[Household]:
    """Codes for the chosen homes."""
    printed = print_slips(now, by, estate.id, [part.id for part in chosen])
    return [
        Household(
            home=f"{slip.part.entrance.building.name}{slip.part.entrance.name}{slip.part.room}",
            code=grouped(slip.code),
            owner=slip.part.party.owners[0].name,
            tail=crypto.unseal(slip.part.party.owners[0].id_number or b"")[-6:],
        )
        for slip in printed
    ]


def _can_prove(part: Part) -> bool:
    owners = part.party.owners
    return part.use in KIND_WORDS and len(owners) == 1 and owners[0].id_number is not None
