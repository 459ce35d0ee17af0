"""What 征求意见汇总表 needs by building: papers out and back, promises, what people speak of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from portal.communities.models import Building, Entrance, Part
from portal.db import session
from portal.domain.bodies import TOPICS, Topic
from portal.domain.stages import CaseState
from portal.exports.catalogue import Period
from portal.feedback.models import Case
from portal.pledges.models import Commitment, CommitmentState, Pledge, PledgeAnswer, Source
from portal.voting.models import Ballot, BallotState, Delivery, DeliveryWay, VoterPart

_WILLING = (PledgeAnswer.AS_COMPUTED, PledgeAnswer.OTHER_AMOUNT)
_MOST_SPOKEN = 3


@dataclass(frozen=True)
class Papers:
    """One building of a vote: homes on its roll, voters, ballots that came back, and doors that were reached.

    Reached is who was served or answered; who has homes in two buildings stands in both.
    """

    homes: int
    issued: int
    returned: int
    reached: int


def papers_by_building(vote_id: int) -> Mapping[str, Papers]:
    """In the order in which people count buildings."""
    back, reached = _back(vote_id), _reached(vote_id)
    place = (VoterPart.building_number, VoterPart.building)
    homes = func.count(VoterPart.part_id.distinct())
    rows = session.execute(
        select(*place, homes, _VOTERS, _VOTERS.filter(back), _VOTERS.filter(reached))
        .where(VoterPart.vote_id == vote_id)
        .group_by(*place)
        .order_by(*place)
    )
    return {name: Papers(*counts) for _, name, *counts in rows}


def issued_and_reached(vote_id: int) -> tuple[int, int]:
    """Of the whole vote, where each voter counts once: papers out, and doors that were reached."""
    wanted = select(_VOTERS, _VOTERS.filter(_reached(vote_id))).where(VoterPart.vote_id == vote_id)
    issued, reached = session.execute(wanted).one()
    return issued, reached


_VOTERS = func.count(VoterPart.voter_id.distinct())


def _counted(vote_id: int) -> Select[int]:
    return select(Ballot.voter_id).where(Ballot.vote_id == vote_id, Ballot.state == BallotState.COUNTED)


def _back(vote_id: int) -> ColumnElement[bool]:
    return VoterPart.voter_id.in_(_counted(vote_id))


def _reached(vote_id: int) -> ColumnElement[bool]:
    served = select(Delivery.voter_id).where(
        Delivery.vote_id == vote_id, Delivery.way != DeliveryWay.UNDELIVERABLE
    )
    return VoterPart.voter_id.in_(_counted(vote_id)) | VoterPart.voter_id.in_(served)


@dataclass(frozen=True)
class Promised:
    """Homes that would pay, and what was signed for (fen)."""

    willing: int = 0
    amount: int = 0


def promised_by_building(estate_id: int) -> Mapping[str, Promised]:
    willing = dict(
        _by_building(
            select(Building.name, func.count(Pledge.part_id.distinct()))
            .join(Part, Part.id == Pledge.part_id)
            .where(Part.estate_id == estate_id, Pledge.replaced_at.is_(None), Pledge.answer.in_(_WILLING))
        )
    )
    signed = dict(
        _by_building(
            select(Building.name, func.sum(Commitment.amount))
            .join(Part, Part.id == Commitment.part_id)
            .where(
                Commitment.estate_id == estate_id,
                Commitment.state == CommitmentState.SIGNED,
                Commitment.source == Source.HOUSEHOLD,
            )
        )
    )
    return {name: Promised(willing.get(name, 0), signed.get(name, 0)) for name in {*willing, *signed}}


def _by_building(asked: Select[str, int]) -> Sequence[tuple[str, int]]:
    rows = session.execute(
        asked.join(Entrance, Entrance.id == Part.entrance_id)
        .join(Building, Building.id == Entrance.building_id)
        .group_by(Building.name)
    )
    return [(name, int(number)) for name, number in rows]


def spoken_of(estate_id: int, period: Period) -> Mapping[str, str]:
    """By building what most matters are about, as ``停车、充电 3；垃圾 1``; "" for the grounds."""
    inside = func.coalesce(Entrance.building_id, Case.building_id)
    where = func.coalesce(Building.name, "").label("of_building")
    rows = session.execute(
        select(where, Case.topic, func.count())
        .select_from(Case)
        .outerjoin(Part, Part.id == Case.part_id)
        .outerjoin(Entrance, Entrance.id == Part.entrance_id)
        .outerjoin(Building, Building.id == inside)
        .where(
            Case.estate_id == estate_id,
            Case.state != CaseState.MERGED,
            Case.topic != Topic.UNKNOWN,
            *period.within(Case.raised_at),
        )
        .group_by(where, Case.topic)
    )
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for name, topic, number in rows:
        found[name].append((number, TOPICS[topic]))
    most = {name: sorted(said, key=lambda each: (-each[0], each[1])) for name, said in found.items()}
    return {
        name: "；".join(f"{topic} {number}" for number, topic in said[:_MOST_SPOKEN])
        for name, said in most.items()
    }
