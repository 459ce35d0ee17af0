"""The electorate: the roll as it stands, copied into the vote; later sales change nothing."""

import random
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select

from portal import crypto
from portal.communities import queries as places
from portal.communities.models import OwnerParty, Part
from portal.db import session
from portal.domain.bulletin import MOST, numbered
from portal.domain.electorate import PartKind
from portal.domain.masking import mask_name
from portal.voting.errors import NobodyInScope, NoRoll
from portal.voting.models import Vote, Voter, VoterPart
from portal.voting.queries.reading import setting


def freeze(vote: Vote) -> int:
    """Write one voter for each owner party with a part that counts; return how many.

    Area and heads count only parts inside the vote's scope.

    :raises RuleViolated: the estate has no roll, or nobody lives in the scope.

    Source: SPC interpretation on 建筑物区分所有权 (2020) arts. 8, 9.
    """
    parts = places.list_parts(vote.estate_id)
    if not parts:
        raise NoRoll(estate=vote.estate.name)
    counted = frozenset(PartKind(kind) for kind in setting(vote, "kinds_counted"))
    by_party: dict[OwnerParty, list[Part]] = defaultdict(list)
    for part in _in_scope(vote, parts):
        if part.use in counted:
            by_party[part.party].append(part)
    if not by_party:
        raise NobodyInScope
    _write(vote, by_party)
    return len(by_party)


def _in_scope(vote: Vote, parts: Sequence[Part]) -> Iterable[Part]:
    if not vote.scope:
        return parts
    buildings = {row.building_id for row in vote.scope if row.entrance_id is None}
    entrances = {row.entrance_id for row in vote.scope if row.entrance_id is not None}
    return [p for p in parts if p.entrance_id in entrances or p.entrance.building_id in buildings]


def _write(vote: Vote, by_party: dict[OwnerParty, list[Part]]) -> None:
    session.flush()
    numbers = _numbers(len(by_party))
    session.execute(
        insert(Voter),
        [
            {
                "vote_id": vote.id,
                "party_id": party.id,
                "number": number,
                "heads": 1,
                "area": sum(part.area for part in parts),
                "names": crypto.seal("、".join(owner.name for owner in party.owners)),
                "salt": secrets.token_hex(16),
                "masked": "、".join(mask_name(owner.name) for owner in party.owners),
            }
            for (party, parts), number in zip(by_party.items(), numbers, strict=True)
        ],
    )
    voters = dict(session.execute(select(Voter.party_id, Voter.id).where(Voter.vote_id == vote.id)).all())
    rows = [
        _row(vote.id, voters[party.id], position, part)
        for party, parts in by_party.items()
        for position, part in enumerate(parts)
    ]
    session.execute(insert(VoterPart), rows)


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
