"""The doors of a building and whether somebody behind them took part; never what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.db import session
from portal.voting.models import Ballot, BallotState, Channel, VoterPart


@dataclass(frozen=True)
class Door:
    """``state``: online, paper, waiting for the second reader, or "" where no valid ballot is in."""

    entrance: str
    floor: int | None
    room: str
    voter_id: int
    state: str


def list_doors(vote_id: int, building: str) -> Sequence[Door]:
    """By entrance; the top floor first."""
    kept = Ballot.state.in_([BallotState.COUNTED, BallotState.PENDING])
    ballots = session.execute(
        select(Ballot.voter_id, Ballot.state, Ballot.channel)
        .join(VoterPart, VoterPart.voter_id == Ballot.voter_id)
        .where(VoterPart.vote_id == vote_id, VoterPart.building == building)
        .where(kept, Ballot.invalid_reason.is_(None) | (Ballot.state == BallotState.PENDING))
    ).all()
    # What waits comes first, so that a ballot that counts overwrites it.
    ordered = sorted(ballots, key=lambda ballot: ballot.state is BallotState.COUNTED)
    states = {voter_id: _state(state, channel) for voter_id, state, channel in ordered}
    parts = session.scalars(
        select(VoterPart).where(VoterPart.vote_id == vote_id, VoterPart.building == building)
    ).all()
    return [
        Door(part.entrance, part.floor, part.room, part.voter_id, states.get(part.voter_id, ""))
        for part in sorted(parts, key=_place)
    ]


def _state(state: BallotState, channel: Channel) -> str:
    if state is BallotState.PENDING:
        return "waiting"
    return "online" if channel is Channel.ONLINE else "paper"


def _place(part: VoterPart) -> tuple[int, str, bool, int, int, str]:
    """A floor that the roll does not say comes last; 6-10 comes after 6-9."""
    unknown = part.floor is None
    floor = -(part.floor or 0)
    return part.entrance_number, part.entrance, unknown, floor, len(part.room), part.room
