"""The list of a residents' meeting as people write it: a home and how many belong to it, line by line."""

from sqlalchemy import select

from portal.communities.roll.places import building_in, entrance_in, room_in
from portal.db import session
from portal.domain.errors import N_
from portal.voting.errors import FileProblem, FileProblems
from portal.voting.models import ElectorEntry, Vote
from portal.voting.queries.scope import parts_in_scope
from portal.voting.returned import Home

_MOST = 30


def read_numbers(vote: Vote, text: str) -> dict[int, int]:
    """``1栋 1单元 101 3`` a line, as numbers by part id.

    :raises FileProblems: lines that cannot be right, one sentence each.
    """
    parts = {
        Home(part.entrance.building.name, part.entrance.name, part.room): part.id
        for part in parts_in_scope(vote)
    }
    found: dict[int, int] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            part_id, people = _read(parts, line)
        except FileProblem as problem:
            problems.append(
                FileProblem(place=N_("第 %(row)s 行") % {"row": number}, problem=problem.values["problem"])
            )
            continue
        found[part_id] = people
    if problems:
        raise FileProblems(list(problems))
    return found


def _read(parts: dict[Home, int], line: str) -> tuple[int, int]:
    words = line.replace("，", " ").replace(",", " ").replace("\t", " ").split()
    if len(words) not in {3, 4}:
        raise FileProblem(place="", problem=N_("应为 楼栋 单元 房号 人数"))
    building, entrance, room = words[0], words[1] if len(words) == 4 else "", words[-2]
    home = Home(building_in(building).name, entrance_in(entrance).name, room_in(room))
    if home not in parts:
        raise FileProblem(place="", problem=N_("名册里没有“%(home)s”") % {"home": home})
    if not words[-1].isdecimal() or not 1 <= int(words[-1]) <= _MOST:
        raise FileProblem(place="", problem=N_("人数应为 1 到 30 的整数"))
    return parts[home], int(words[-1])


def written_numbers(vote: Vote) -> str:
    """What was entered so far, as it would be typed."""
    entered = dict(
        session.execute(
            select(ElectorEntry.part_id, ElectorEntry.number).where(ElectorEntry.vote_id == vote.id)
        ).all()
    )
    lines = [
        f"{part.entrance.building.name} {part.entrance.name} {part.room} {entered[part.id]}".replace(
            "  ", " "
        )
        for part in parts_in_scope(vote)
        if part.id in entered
    ]
    return "\n".join(lines)
