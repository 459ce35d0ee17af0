"""Which voter stands behind a door."""

from collections.abc import Mapping

from sqlalchemy import select

from portal.communities import queries as places
from portal.db import session
from portal.voting.models import Vote, Voter, VoterPart
from portal.voting.returned import Home


def voters_by_home(vote: Vote) -> Mapping[Home, int]:
    """Voter ids by any home of theirs in the scope, also one whose area does not count (a parking space).

    A room that is the only one of its name in a building is found without its entrance.
    """
    frozen = session.execute(
        select(VoterPart.building, VoterPart.entrance, VoterPart.room, VoterPart.voter_id).where(
            VoterPart.vote_id == vote.id
        )
    ).all()
    found = {Home(building, entrance, room): voter_id for building, entrance, room, voter_id in frozen}
    parties = dict(session.execute(select(Voter.party_id, Voter.id).where(Voter.vote_id == vote.id)).all())
    buildings = {row.building_id for row in vote.scope if row.entrance_id is None}
    entrances = {row.entrance_id for row in vote.scope if row.entrance_id is not None}
    for part in places.list_parts(vote.estate_id):
        entrance = part.entrance
        inside = not vote.scope or entrance.id in entrances or entrance.building_id in buildings
        if inside and part.party_id in parties:
            home = Home(entrance.building.name, entrance.name, part.room)
            found.setdefault(home, parties[part.party_id])
    return found | _without_entrance(found)


def _without_entrance(found: Mapping[Home, int]) -> dict[Home, int]:
    short: dict[Home, int | None] = {}
    for home, voter_id in found.items():
        key = home._replace(entrance="")
        short[key] = None if key in short and key not in found else voter_id
    return {home: voter_id for home, voter_id in short.items() if voter_id is not None and home not in found}
