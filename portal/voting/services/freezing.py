"""The electorate: the roll as it stands, copied into the vote; later sales change nothing."""

import random
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from portal import crypto
from portal.communities import queries as places
from portal.communities.models import OwnerParty, Part
from portal.db import session
from portal.domain.bulletin import MOST, numbered
from portal.domain.masking import mask_name
from portal.domain.tally import Regime
from portal.voting.errors import NobodyInScope, NoRoll
from portal.voting.models import ElectorEntry, ExcludedPart, Vote, Voter, VoterPart
from portal.voting.queries.reading import setting
from portal.voting.queries.scope import parts_in_scope
from portal.voting.settings import DEFAULTS, Electors, kinds


@dataclass(frozen=True)
class _Elector:
    """Who gets a paper: an owner party with its parts, or somebody who lives in one."""

    party_id: int | None
    names: str
    masked: str
    parts: Sequence[Part]


def freeze(vote: Vote) -> int:
    """Write one voter for each owner party with a part that counts; return how many.

    Area and heads count only parts inside the vote's scope. In a residents' meeting, and in a survey of
    residents, the voters are households, adults or delegates, and what they own does not matter.

    :raises RuleViolated: the estate has no roll, or nobody lives in the scope.

    Source: SPC interpretation on 建筑物区分所有权 (2020) arts. 8, 9.
    """
    parts = parts_in_scope(vote)
    if not parts and not places.list_parts(vote.estate_id):
        raise NoRoll(estate=vote.estate.name)
    counted = frozenset(kinds(setting(vote, "kinds_counted")) or ())
    inside = [part for part in parts if part.use in counted]
    electors = _electors(vote, inside)
    if not electors:
        raise NobodyInScope
    _write(vote, electors)
    _write_excluded(vote, [part for part in parts if part.use not in counted])
    return len(electors)


def _electors(vote: Vote, parts: Sequence[Part]) -> list[_Elector]:
    who = Electors.OWNERS if vote.regime is Regime.OWNERS else Electors(setting(vote, "electors"))
    if who is Electors.OWNERS:
        return _parties(parts)
    if who is Electors.HOUSEHOLDS:
        return [_Elector(None, "", "", [part]) for part in parts]
    entered = dict(
        session.execute(
            select(ElectorEntry.part_id, ElectorEntry.number).where(ElectorEntry.vote_id == vote.id)
        ).all()
    )
    return [_Elector(None, "", "", [part]) for part in parts for _ in range(entered.get(part.id, 0))]


def _parties(parts: Iterable[Part]) -> list[_Elector]:
    by_party: dict[OwnerParty, list[Part]] = defaultdict(list)
    for part in parts:
        by_party[part.party].append(part)
    return [
        _Elector(
            party.id,
            "、".join(owner.name for owner in party.owners),
            "、".join(mask_name(owner.name) for owner in party.owners),
            own,
        )
        for party, own in by_party.items()
    ]


def _write(vote: Vote, electors: Sequence[_Elector]) -> None:
    session.flush()
    numbers = _numbers(len(electors))
    session.execute(
        insert(Voter),
        [
            {
                "vote_id": vote.id,
                "party_id": elector.party_id,
                "number": number,
                "heads": 1,
                "area": sum(part.area for part in elector.parts),
                "names": crypto.seal(elector.names),
                "salt": secrets.token_hex(16),
                "masked": elector.masked,
            }
            for elector, number in zip(electors, numbers, strict=True)
        ],
    )
    ids = dict(session.execute(select(Voter.number, Voter.id).where(Voter.vote_id == vote.id)).all())
    rows = [
        _row(vote.id, ids[number], position, part)
        for elector, number in zip(electors, numbers, strict=True)
        for position, part in enumerate(elector.parts)
    ]
    session.execute(insert(VoterPart), rows)


def _write_excluded(vote: Vote, parts: Iterable[Part]) -> None:
    """Parts inside the scope that do not count: the notice says which, and by what rule."""
    source = next((row.source for row in vote.settings if row.key == "kinds_counted"), None)
    rows = [
        {
            "vote_id": vote.id,
            "part_id": part.id,
            "home": f"{part.entrance.building.name}{part.entrance.name}{part.room}",
            "area": part.area,
            "reason": source or DEFAULTS["kinds_counted"].source,
        }
        for part in parts
    ]
    if rows:
        session.execute(insert(ExcludedPart), rows)


def _row(vote_id: int, voter_id: int, position: int, part: Part) -> dict[str, Any]:
    entrance = part.entrance
    return {
        "vote_id": vote_id,
        "voter_id": voter_id,
        "part_id": part.id,
        "position": position,
        "building": entrance.building.name,
        "building_number": entrance.building.number,
        "entrance": entrance.name,
        "entrance_number": entrance.number,
        "floor": part.floor,
        "room": part.room,
        "area": part.area,
        "area_source": part.area_source.value if part.area_source else "",
        "kind": part.use,
    }


def _numbers(count: int) -> list[str]:
    """Paper numbers that cannot be guessed from a neighbour's, all different."""
    return [numbered(serial) for serial in random.SystemRandom().sample(range(MOST + 1), count)]
