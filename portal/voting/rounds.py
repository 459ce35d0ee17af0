"""What a clerk on a round needs: doors with the last visit, and a list that may leave the house."""

from itertools import groupby
from typing import Any

from flask import url_for

from portal.voting.models import DoorList, Visit, Vote, VoterPart
from portal.voting.queries.doors import list_doors
from portal.voting.queries.visits import last_visits, list_parts_in
from portal.voting.words import VISIT_STATES
from portal.web.i18n import gettext

Rows = list[tuple[str, list[tuple[str, list[dict[str, str]]]]]]


def rows_of(vote: Vote, building: str) -> Rows:
    """A building's doors as the macro draws them, each leading to its page."""
    in_already = {door.voter_id: door.state for door in list_doors(vote.id, building)}
    visits = last_visits(vote.id)

    def drawn(part: VoterPart) -> dict[str, str]:
        page = url_for("voting_desk.door", estate_id=vote.estate_id, vote_id=vote.id, part_id=part.id)
        state = in_already.get(part.voter_id) or _state(visits.get(part.id))
        return {"name": part.room, "state": state, "url": page}

    return [
        (entrance, [(floor_name(floor), list(map(drawn, on_it))) for floor, on_it in groupby(parts, _floor)])
        for entrance, parts in groupby(list_parts_in(vote.id, building), lambda part: part.entrance)
    ]


def _floor(part: VoterPart) -> int | None:
    return part.floor


def floor_name(floor: int | None) -> str:
    return "—" if floor is None else str(floor)


def _state(last: Visit | None) -> str:
    return VISIT_STATES[last.outcome] if last else ""


def on_the_phone(vote: Vote, which: DoorList) -> dict[str, Any]:
    """What the phone's own storage may hold of a list: room numbers, and nothing about who lives there.

    Homes that have voted are left out: nobody needs to knock there.
    """
    done = {door.voter_id for door in list_doors(vote.id, which.building) if door.state}
    at: dict[str, Any] = {"estate_id": vote.estate_id, "vote_id": vote.id, "list_id": which.id}
    return {
        "id": which.id,
        "title": str(gettext("%(building)s 上门", building=which.building)),
        "ends": int(which.ends_at.timestamp() * 1000),
        "page": url_for("voting_desk.door_list", **at),
        "send": url_for("voting_desk.bring_visits", **at),
        "doors": [
            [part.id, part.entrance, floor_name(part.floor), part.room]
            for part in list_parts_in(vote.id, which.building)
            if part.voter_id not in done
        ],
    }
