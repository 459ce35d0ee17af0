"""Who stands on a roll that was read: each owner once, however many homes name him."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from portal import crypto
from portal.communities.roll.kinds import Tenure
from portal.communities.roll.owners import OwnerRow
from portal.communities.roll.result import PartRow
from portal.domain.electorate import Owner, party_key
from portal.domain.identity import clean_name


class OwnerFacts(NamedTuple):
    """An owner as the database knows him: numbers by their keyed hashes."""

    name: str
    id_hash: str | None
    phone_hash: str | None


class People:
    """The owners and owner parties of a whole roll.

    An owner is told apart as the electorate tells parties apart: his mark is the key of a party that he is
    alone. It holds the ID number, so it stays in memory; the database keeps `owner_key`.
    """

    def __init__(self, rows: Iterable[PartRow]) -> None:
        self._owners: dict[str, OwnerRow] = {}
        self._keys: dict[str, str] = {}
        self._facts: dict[str, OwnerFacts] = {}
        self._parties: dict[str, frozenset[OwnerFacts]] = {}
        for row in rows:
            for mark, owner in zip(marks_of(row), row.owners, strict=True):
                self._owners[mark] = _merged(self._owners.get(mark), owner)

    def owners_of(self, row: PartRow) -> Mapping[str, OwnerRow]:
        """The owners of a home by mark, in the order of the register, with all that the roll says of them."""
        return {mark: self._owners[mark] for mark in marks_of(row)}

    def party_of(self, row: PartRow) -> str:
        """The party's key as the database keeps it: without the ID numbers in it."""
        key = self._keys.get(row.party_key)
        if key is None:
            key = self._keys[row.party_key] = crypto.fingerprint(row.party_key, "party")
        return key

    def facts_of(self, row: PartRow) -> frozenset[OwnerFacts]:
        """What the database will know of a home's owners."""
        party = self._parties.get(row.party_key)
        if party is None:
            party = self._parties[row.party_key] = frozenset(map(self.facts_of_owner, marks_of(row)))
        return party

    def facts_of_owner(self, mark: str) -> OwnerFacts:
        facts = self._facts.get(mark)
        if facts is None:
            name, number, phone = self._owners[mark]
            facts = self._facts[mark] = OwnerFacts(name, _hash(number, "id"), _hash(phone, "phone"))
        return facts


def _merged(known: OwnerRow | None, owner: OwnerRow) -> OwnerRow:
    """The last row's name; a number that only some rows give is kept, so that two homes with and without a
    phone are not a change each time the file is read."""
    if known is None:
        return owner
    return OwnerRow(owner.name, owner.id_number or known.id_number, owner.phone or known.phone)


def marks_of(row: PartRow) -> tuple[str, ...]:
    """Each owner's mark, in the order of `row.owners`."""
    if len(row.owners) == 1:
        return (row.party_key,)
    home = f"{row.building}/{row.entrance}/{row.room}"
    unsold = row.tenure is Tenure.UNSOLD
    return tuple(
        party_key([Owner(clean_name(name), number or "", phone or "")], home=home, unsold=unsold)
        for name, number, phone in row.owners
    )


def owner_key(mark: str) -> str:
    return crypto.fingerprint(mark, "owner")


def _hash(number: str | None, purpose: str) -> str | None:
    return crypto.fingerprint(number, purpose) if number else None
