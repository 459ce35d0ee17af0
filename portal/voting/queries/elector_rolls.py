"""The list of a residents' meeting as it is published: how many of each home may answer, and no names."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.db import session
from portal.domain.electorate import Weight
from portal.voting.models import ElectorEntry, ElectorPublication, RollPublication, Vote
from portal.voting.queries.reading import setting
from portal.voting.queries.rolls import Line, Snapshot, fingerprint
from portal.voting.queries.scope import parts_in_scope
from portal.voting.settings import Electors, kinds


def elector_snapshot(vote: Vote) -> Snapshot:
    """The list as it stands: a line a home, ``party`` being the number of those who may answer there."""
    numbers = _numbers(vote)
    lines = [
        Line(part.entrance.building.name, part.entrance.name, part.room, 0, "", "", numbers[part.id])
        for part in parts_in_scope(vote)
        if part.id in numbers
    ]
    return Snapshot(lines, fingerprint(lines), Weight(sum(line.party for line in lines), 0))


def _numbers(vote: Vote) -> dict[int, int]:
    """By part id: one of each household, or as many adults or delegates as were entered."""
    counted = kinds(setting(vote, "kinds_counted")) or frozenset()
    if Electors(setting(vote, "electors")) is Electors.HOUSEHOLDS:
        return {part.id: 1 for part in parts_in_scope(vote) if part.use in counted}
    wanted = select(ElectorEntry.part_id, ElectorEntry.number).where(ElectorEntry.vote_id == vote.id)
    return dict(session.execute(wanted).all())


def find_elector_publication(vote_id: int) -> RollPublication | None:
    """The last one of a vote."""
    wanted = select(RollPublication).join(ElectorPublication)
    newest = wanted.where(ElectorPublication.vote_id == vote_id).order_by(RollPublication.number.desc())
    return session.scalars(newest.limit(1)).first()


def list_elector_publications(estate_id: int) -> Sequence[tuple[RollPublication, Vote]]:
    """Of an estate, each with the vote that it is for, the newest first."""
    wanted = (
        select(RollPublication, Vote)
        .join(ElectorPublication, ElectorPublication.publication_id == RollPublication.id)
        .join(Vote, Vote.id == ElectorPublication.vote_id)
        .where(RollPublication.estate_id == estate_id)
        .order_by(RollPublication.number.desc())
    )
    return [(publication, vote) for publication, vote in session.execute(wanted)]


def find_vote_of(publication_id: int) -> Vote | None:
    """For which residents' vote a publication is; None of the owners' roll."""
    wanted = select(Vote).join(ElectorPublication, ElectorPublication.vote_id == Vote.id)
    return session.scalars(wanted.where(ElectorPublication.publication_id == publication_id)).first()
