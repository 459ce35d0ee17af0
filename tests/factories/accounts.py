"""People at homes: one entrance in which every owner has an ID number and a phone."""

from datetime import UTC, datetime

from portal import crypto
from portal.accounts.models import (
    Account,
    ClaimState,
    OwnerLink,
    Proof,
    Relation,
    Residency,
    RoleGrant,
)
from portal.accounts.services import homes
from portal.communities.models import (
    Building,
    Community,
    Entrance,
    Estate,
    Owner,
    OwnerParty,
    Part,
    PartyOwner,
    Street,
)
from portal.communities.roll.kinds import AreaSource, PartUse
from portal.db import session
from portal.permissions import Role

NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)  # 10:00 in China


def entrance(name: str = "试验小区", street: str = "试验街道") -> Entrance:
    """A new estate with 1栋1单元, in a street that may be there already."""
    place = session.query(Street).filter_by(name=street).one_or_none() or Street(name=street)
    community = Community(name=f"{name}社区", street=place, phone="023-7772 0000")
    estate = Estate(name=name, street=place, community=community)
    session.add(estate)
    session.flush()
    building = Building(estate_id=estate.id, name="1栋", number=1)
    session.add(building)
    session.flush()
    made = Entrance(estate_id=estate.id, building_id=building.id, name="1单元", number=1)
    session.add(made)
    session.flush()
    return made


def estate_of(of: Entrance) -> Estate:
    return session.get_one(Estate, of.estate_id)


def owner(of: Entrance, name: str, *, id_number: str = "", phone: str = "") -> Owner:
    """Somebody on the roll, with what the roll knows of them."""
    made = Owner(
        estate_id=of.estate_id,
        key=f"{name}{id_number}{phone}",
        name=name,
        id_number=crypto.seal(id_number) if id_number else None,
        id_hash=crypto.fingerprint(id_number, "id") if id_number else None,
        phone=crypto.seal(phone) if phone else None,
        phone_hash=crypto.fingerprint(phone, "phone") if phone else None,
    )
    session.add(made)
    session.flush()
    return made


def party(*owners: Owner) -> OwnerParty:
    """Owners who hold together."""
    key = "+".join(each.key for each in owners)
    made = OwnerParty(estate_id=owners[0].estate_id, key=key)
    session.add(made)
    session.flush()
    for position, each in enumerate(owners):
        session.add(PartyOwner(party_id=made.id, owner_id=each.id, position=position))
    session.flush()
    return made


def home(of: Entrance, room: str, *owners: Owner) -> Part:
    """A home of these owners; without any, of one called after the room."""
    holding = party(*(owners or (owner(of, f"业主{room}"),)))
    return home_of_party(of, room, holding)


def home_of_party(of: Entrance, room: str, holding: OwnerParty) -> Part:
    made = Part(
        estate_id=of.estate_id,
        entrance_id=of.id,
        floor=int(room[:-2]),
        room=room,
        area=6850,
        area_source=AreaSource.REGISTER,
        use=PartUse.DWELLING,
        party_id=holding.id,
    )
    session.add(made)
    session.flush()
    return made


def person(name: str = "住户", **more: object) -> Account:
    """A resident without a home yet."""
    account = Account(display_name=name, created_at=NOW, **more)
    session.add(account)
    session.flush()
    return account


def resident(part: Part, name: str = "住户", *, relation: Relation = Relation.HOUSEHOLD) -> Account:
    """Somebody who belongs to a home and may use the resident's pages of its estate."""
    account = person(name)
    session.add(
        Residency(
            account_id=account.id,
            estate_id=part.estate_id,
            part_id=part.id,
            relation=relation,
            state=ClaimState.ACTIVE,
            since=NOW,
        )
    )
    homes.grant_resident(NOW, account.id, part.estate_id)
    return account


def link(account: Account, of: Owner, part: Part | None = None, **more: object) -> OwnerLink:
    """The account is the owner, as the end of the ID number showed, unless told otherwise."""
    facts: dict[str, object] = {
        "proof": Proof.ID_TAIL,
        "state": ClaimState.ACTIVE,
        "relation": Relation.OWNER,
        "since": NOW,
    }
    made = OwnerLink(
        account_id=account.id,
        estate_id=of.estate_id,
        owner_id=of.id,
        part_id=part.id if part else None,
        **{**facts, **more},
    )
    session.add(made)
    session.flush()
    return made


def owning_resident(part: Part, of: Owner) -> Account:
    """An owner who lives at home and has proven it: may vote."""
    account = resident(part, of.name, relation=Relation.OWNER)
    link(account, of, part)
    return account


def staff(
    user_name: str,
    role: Role,
    *,
    estate: Estate | None = None,
    street: Street | None = None,
    password_hash: str | None = None,
) -> Account:
    """A member of staff with one role in one scope (neither: the district)."""
    account = Account(
        user_name=user_name,
        display_name=user_name,
        is_staff=True,
        created_at=NOW,
        password_hash=password_hash,
    )
    session.add(account)
    session.flush()
    session.add(
        RoleGrant(
            account_id=account.id,
            role=role,
            estate_id=estate.id if estate else None,
            street_id=street.id if street else None,
            granted_at=NOW,
        )
    )
    session.flush()
    return account
