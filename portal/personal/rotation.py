"""Another DATA_KEY: everything sealed is sealed anew, and keyed hashes are computed again, table by table.

Each table is one transaction, and what opens with the new key already is passed over: a rotation that was
killed goes on where it stopped. Hashes of what nobody keeps (tokens, codes, proxies' numbers) cannot be
computed again; as long as OLD_DATA_KEY is set, those are looked for under both keys (portal.crypto).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from typing import Any

import sqlalchemy as sa

from portal import crypto
from portal.communities.models import Building, Entrance, OwnerParty, Part, PartyOwner
from portal.communities.models import Owner as OwnerRow
from portal.db import Base, session
from portal.domain.electorate import Owner, party_key
from portal.domain.identity import clean_name
from portal.messages.models import Channel
from portal.messages.services.ways import address_hash

#: Sealed columns whose hash stands beside them, and what the hash is for.
_HASHED = {"phone": ("phone_hash", "phone"), "id_number": ("id_hash", "id")}
_AT_ONCE = 500
Values = dict[str, Any]


def tables() -> Sequence[str]:
    """Tables with something sealed in them, a new feature's too."""
    return [table.name for table in Base.metadata.sorted_tables if _sealed(table)]


def _sealed(table: sa.Table) -> list[str]:
    return [column.name for column in table.c if isinstance(column.type, sa.LargeBinary)]


def turn(name: str) -> int:
    """Seal a table's rows with the current key. :return: how many rows that were; 0 if it was done before.

    :raises cryptography.exceptions.InvalidTag: a row that neither key opens; the table stays as it was.
    """
    table = Base.metadata.tables[name]
    turned = 0
    with _unguarded(name):
        for row in _rows(table):
            values = _anew(name, row, _sealed(table))
            if values:
                session.execute(sa.update(table).where(table.c.id == row["id"]).values(values))
                turned += 1
    return turned


def _rows(table: sa.Table) -> Iterator[Mapping[str, Any]]:
    """All rows, some hundred at a time, so that a province's register needs no memory."""
    last = 0
    while True:
        wanted = sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(_AT_ONCE)
        rows = session.execute(wanted).mappings().all()
        if not rows:
            return
        yield from map(dict, rows)
        last = rows[-1]["id"]


def _anew(name: str, row: Mapping[str, Any], columns: Sequence[str]) -> Values:
    values: Values = {}
    for column in columns:
        sealed = row[column]
        if sealed is None or crypto.is_current(sealed):
            continue
        text = crypto.unseal(sealed)
        values[column] = crypto.seal(text)
        hashed, purpose = _HASHED.get(column, ("", ""))
        if hashed in row and row[hashed] is not None:
            values[hashed] = crypto.fingerprint(text, purpose)
        if name == "message_address":
            values["address_hash"] = address_hash(Channel(row["channel"]), text)
    return values


@contextmanager
def _unguarded(name: str) -> Iterator[None]:
    """The frozen roll and the like refuse every change; sealing anew changes nothing that anybody reads.

    In one transaction with the work: whatever stops it, the guards stand as before.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text(f'ALTER TABLE "{name}" DISABLE TRIGGER USER'))
        yield
        session.execute(sa.text(f'ALTER TABLE "{name}" ENABLE TRIGGER USER'))
        return
    asked = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    guards = session.execute(asked, {"name": name}).all()
    for guard, _ in guards:
        session.execute(sa.text(f'DROP TRIGGER "{guard}"'))
    yield
    for _, statement in guards:
        session.connection().exec_driver_sql(statement)


def turn_owners() -> tuple[int, int]:
    """Keys by which the next roll finds owners and parties again. :return: turned, and not to be found out.

    A key is computed from the register's words under the former key first: only one that agrees is replaced.
    """
    turned, unknown = 0, 0
    homes = _homes()
    people: dict[int, list[OwnerRow]] = {}
    for party_id, owner in session.execute(
        sa.select(PartyOwner.party_id, OwnerRow)
        .join(OwnerRow, OwnerRow.id == PartyOwner.owner_id)
        .order_by(PartyOwner.party_id, PartyOwner.position)
    ):
        people.setdefault(party_id, []).append(owner)
    for party in session.scalars(sa.select(OwnerParty)):
        of, at = people.get(party.id, []), homes.get(party.id, [""])
        keys = [(party.key, _turned_key(party.key, of, at, "party"))]
        keys += [(each.key, _turned_key(each.key, [each], at, "owner")) for each in of]
        unknown += sum(becomes is None for _, becomes in keys)
        turned += sum(becomes not in {None, was} for was, becomes in keys)
        party.key = keys[0][1] or party.key
        for each, (was, becomes) in zip(of, keys[1:], strict=True):
            each.key = becomes or was
    session.flush()
    return turned, unknown


def _homes() -> dict[int, list[str]]:
    rows = session.execute(
        sa.select(Part.party_id, Building.name, Entrance.name, Part.room)
        .join(Entrance, Entrance.id == Part.entrance_id)
        .join(Building, Building.id == Entrance.building_id)
    )
    found: dict[int, list[str]] = {}
    for party_id, building, entrance, room in rows:
        found.setdefault(party_id, []).append(f"{building}/{entrance}/{room}")
    return found


def _turned_key(key: str, owners: Sequence[OwnerRow], homes: Sequence[str], purpose: str) -> str | None:
    """None where no words of today give the key: the register has changed since it was made."""
    for mark in _marks(owners, homes):
        hashes = crypto.fingerprints(mark, purpose)
        if key in hashes:
            return hashes[0]
    return None


def _marks(owners: Sequence[OwnerRow], homes: Sequence[str]) -> Iterator[str]:
    if not owners:
        return
    known = [list(_as_read(owner)) for owner in owners]
    for home, unsold, together in product(homes, (False, True), product(*known)):
        yield party_key(together, home=home, unsold=unsold)


def _as_read(owner: OwnerRow) -> Iterator[Owner]:
    """As some row of the register may have named the owner: another row may have added a number."""
    number = crypto.unseal(owner.id_number) if owner.id_number else ""
    phone = crypto.unseal(owner.phone) if owner.phone else ""
    for given in dict.fromkeys(((number, phone), (number, ""), ("", phone), ("", ""))):
        yield Owner(clean_name(owner.name), *given)
