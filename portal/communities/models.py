"""Places and the roll: street, community, estate, building, entrance, part, owners and owner parties."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.roll.kinds import AreaSource, PartUse, Tenure
from portal.db import Area, Base


class Street(Base):
    """A street office or town, and what lies in its care."""

    __tablename__ = "street"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    is_demo: Mapped[bool] = mapped_column(default=False)


class Community(Base):
    """A neighbourhood committee's area; the phone is the one that residents are told to call."""

    __tablename__ = "community"
    __table_args__ = (UniqueConstraint("street_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    name: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    hours: Mapped[str] = mapped_column(default="")

    street: Mapped[Street] = relationship()


class Estate(Base):
    """What is renovated. It owns a roll and projects; its id is the key that keeps data apart."""

    __tablename__ = "estate"
    __table_args__ = (UniqueConstraint("street_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    name: Mapped[str]
    is_demo: Mapped[bool] = mapped_column(default=False)

    street: Mapped[Street] = relationship()
    community: Mapped[Community] = relationship()


class EstateListing(Base):
    """What the district's list of estates says of one: how big it is, whatever the roll knows by now."""

    __tablename__ = "estate_listing"
    __table_args__ = (
        CheckConstraint(
            "buildings >= 0 AND households >= 0 AND people >= 0 AND area >= 0", name="not_negative"
        ),
    )

    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"), primary_key=True)
    buildings: Mapped[int]
    households: Mapped[int]
    people: Mapped[int]
    area: Mapped[Area]
    file_name: Mapped[str]
    sha256: Mapped[str]
    listed_at: Mapped[datetime]
    listed_by: Mapped[int | None]  # an account; accounts lie above this feature


class Building(Base):
    """Named 1栋, 2栋 …; ``number`` sorts them as people count."""

    __tablename__ = "building"
    __table_args__ = (UniqueConstraint("estate_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    name: Mapped[str]
    number: Mapped[int]

    estate: Mapped[Estate] = relationship()


class Entrance(Base):
    """Named 1单元, 2单元 …; a building without entrances has one with an empty name."""

    __tablename__ = "entrance"
    __table_args__ = (UniqueConstraint("building_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"), index=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"))
    name: Mapped[str]
    number: Mapped[int]

    building: Mapped[Building] = relationship()


class OwnerParty(Base):
    """Owners who hold together. ``key`` is a keyed hash of who they are: same key, same party, one head."""

    __tablename__ = "owner_party"
    __table_args__ = (UniqueConstraint("estate_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    key: Mapped[str]

    owners: Mapped[list["Owner"]] = relationship(secondary="party_owner", order_by="PartyOwner.position")


class Owner(Base):
    """A person or body on the register. ID number and phone are sealed; their hashes find equal ones."""

    __tablename__ = "owner"
    __table_args__ = (UniqueConstraint("estate_id", "key"), Index("ix_owner_phone_hash", "phone_hash"))

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    key: Mapped[str]
    name: Mapped[str]
    id_number: Mapped[bytes | None]
    id_hash: Mapped[str | None]
    phone: Mapped[bytes | None]
    phone_hash: Mapped[str | None]


class PartyOwner(Base):
    """Who belongs to a party, in the order of the register."""

    __tablename__ = "party_owner"

    party_id: Mapped[int] = mapped_column(ForeignKey("owner_party.id"), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id"), primary_key=True, index=True)
    position: Mapped[int]


class Part(Base):
    """A home or shop with its own area. One that a later roll drops is retired, never deleted."""

    __tablename__ = "part"
    __table_args__ = (
        UniqueConstraint("entrance_id", "room"),
        CheckConstraint("area > 0", name="area_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"), index=True)
    entrance_id: Mapped[int] = mapped_column(ForeignKey("entrance.id"))
    floor: Mapped[int | None]
    room: Mapped[str]
    area: Mapped[Area]
    area_source: Mapped[AreaSource | None]
    use: Mapped[PartUse]
    tenure: Mapped[Tenure | None]
    note: Mapped[str] = mapped_column(default="")
    party_id: Mapped[int] = mapped_column(ForeignKey("owner_party.id"), index=True)
    retired_at: Mapped[datetime | None]

    entrance: Mapped[Entrance] = relationship()
    party: Mapped[OwnerParty] = relationship()


class RollImport(Base):
    """Which file made the roll what it is; the same file again changes nothing."""

    __tablename__ = "roll_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"), index=True)
    file_name: Mapped[str]
    sha256: Mapped[str]
    imported_at: Mapped[datetime]
    imported_by: Mapped[int | None]  # an account; accounts lie above this feature
    parts: Mapped[int]
    heads: Mapped[int]
    area: Mapped[Area]
