"""The figures of a round: grouped sums, handed to the domain; no row of them names a home."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from portal.communities.models import Building, Entrance, Part
from portal.db import session
from portal.domain.satisfaction import (
    POINTS,
    Figure,
    Response,
    Verdict,
    figure,
    hidden_groups,
    together,
)
from portal.evaluation.models import AnswerChannel, Judgement, Mark, Point, PointPart, Round, RoundKind


@dataclass(frozen=True)
class Block:
    """A building in the table of results; ``figure`` is None where it may not be shown."""

    name: str
    answered: int
    figure: Figure | None


@dataclass(frozen=True)
class Results:
    """A round in figures: by point, all together, by building; and how many answered."""

    response: Response
    points: Sequence[tuple[Point, Figure]]
    whole: Figure
    items: Figure
    blocks: Sequence[Block]

    def part(self, part: PointPart) -> Sequence[tuple[Point, Figure]]:
        return [(point, each) for point, each in self.points if point.part is part]


def results_of(of: Round) -> Results:
    """Three grouped statements, whatever the number of answers."""
    counts: dict[int, dict[Verdict, int]] = defaultdict(dict)
    rows = session.execute(
        select(Mark.point_id, Mark.verdict, func.count())
        .join(Mark.answer)
        .where(Judgement.round_id == of.id)
        .group_by(Mark.point_id, Mark.verdict)
    )
    for point_id, verdict, count in rows:
        counts[point_id][verdict] = count
    points = [(point, figure(counts[point.id])) for point in of.points]
    answered = session.scalar(select(func.count()).where(Judgement.round_id == of.id)) or 0
    return Results(
        response=Response(answered, of.asked),
        points=points,
        whole=together([each for _, each in points], _households(of, None)),
        items=together(
            [each for point, each in points if point.part is PointPart.ITEM], _households(of, PointPart.ITEM)
        ),
        blocks=_blocks(of),
    )


def _households(of: Round, part: PointPart | None) -> int:
    """How many homes gave a verdict that counts, on any point or on those of a part."""
    judged = (
        select(func.count(Mark.answer_id.distinct()))
        .join(Mark.answer)
        .join(Mark.point)
        .where(Judgement.round_id == of.id, Mark.verdict.in_(POINTS))
    )
    return session.scalar(judged if part is None else judged.where(Point.part == part)) or 0


def _blocks(of: Round) -> Sequence[Block]:
    place = select(
        Building.id, Building.name, Mark.verdict, func.count(), func.count(Judgement.id.distinct())
    )
    rows = session.execute(
        place.join(Mark, Mark.answer_id == Judgement.id)
        .join(Part, Part.id == Judgement.part_id)
        .join(Entrance, Entrance.id == Part.entrance_id)
        .join(Building, Building.id == Entrance.building_id)
        .where(Judgement.round_id == of.id)
        .group_by(Building.id, Building.name, Building.number, Mark.verdict)
        .order_by(Building.number, Building.name)
    )
    counts: dict[int, dict[Verdict, int]] = defaultdict(dict)
    names: dict[int, str] = {}
    for building_id, name, verdict, count, _homes in rows:
        counts[building_id][verdict] = count
        names[building_id] = name
    homes = _homes_by_building(of, judged=True)
    answered = _homes_by_building(of, judged=False)
    hidden = hidden_groups({building: homes.get(building, 0) for building in names})
    return [
        Block(
            name,
            answered.get(building, 0),
            None
            if building in hidden or not homes.get(building)
            else figure(counts[building], homes[building]),
        )
        for building, name in names.items()
    ]


def _homes_by_building(of: Round, *, judged: bool) -> Mapping[int, int]:
    wanted = (
        select(Entrance.building_id, func.count(Judgement.id.distinct()))
        .join(Part, Part.id == Judgement.part_id)
        .join(Entrance, Entrance.id == Part.entrance_id)
        .join(Mark, Mark.answer_id == Judgement.id)
        .where(Judgement.round_id == of.id)
        .group_by(Entrance.building_id)
    )
    rows = session.execute(wanted.where(Mark.verdict.in_(POINTS)) if judged else wanted)
    return {building_id: count for building_id, count in rows}  # noqa: C416  # no pairs to the type checker


def answered_by_channel(round_id: int) -> Mapping[AnswerChannel, int]:
    rows = session.execute(
        select(Judgement.channel, func.count())
        .where(Judgement.round_id == round_id)
        .group_by(Judgement.channel)
    )
    return {channel: count for channel, count in rows}  # noqa: C416  # rows are no pairs to the type checker


def list_sentences(of: Round) -> Mapping[int, Sequence[Mark]]:
    """What was written or photographed, by point, for the staff; in an order that tells nothing of homes.

    Only where enough judged the point that nobody can be told from it.
    """
    shown = {point.id for point, each in results_of(of).points if each.shown}
    found: dict[int, list[Mark]] = defaultdict(list)
    wanted = select(Mark).join(Mark.answer).where(Judgement.round_id == of.id, Mark.point_id.in_(shown))
    said = wanted.where((Mark.sentence != "") | Mark.photo.is_not(None))
    for mark in session.scalars(said.order_by(Mark.point_id, Mark.sentence, Mark.id)):
        found[mark.point_id].append(mark)
    return found


def list_low(of: Round, results: Results) -> Sequence[tuple[Point, Figure]]:
    """Points below the round's line, the lowest first."""
    low = [(point, each) for point, each in results.points if each.shown and (each.tenths or 0) < of.low_line]
    return sorted(low, key=lambda pair: pair[1].tenths or 0)


def latest_indexes(estate_ids: Collection[int]) -> Mapping[int, Sequence[tuple[Round, Figure, Response]]]:
    """By estate, the closed rounds about the works with their whole figure, the oldest first.

    Four statements, however many rounds there were.
    """
    wanted = select(Round).where(
        Round.estate_id.in_(estate_ids), Round.closed_at.is_not(None), Round.kind != RoundKind.MANAGEMENT
    )
    rounds = session.scalars(wanted.order_by(Round.closed_at, Round.id)).all()
    ids = [each.id for each in rounds]
    wholes = _wholes(ids)
    answered = _by_round(select(Judgement.round_id, func.count()).where(Judgement.round_id.in_(ids)))
    found: dict[int, list[tuple[Round, Figure, Response]]] = defaultdict(list)
    for each in rounds:
        response = Response(answered.get(each.id, 0), each.asked)
        found[each.estate_id].append((each, wholes[each.id], response))
    return found


def _wholes(round_ids: Sequence[int]) -> Mapping[int, Figure]:
    """By round, every verdict together, with the households that gave one that counts."""
    given = select(Judgement.round_id, func.count(Mark.answer_id.distinct())).join(Judgement.marks)
    behind = _by_round(given.where(Judgement.round_id.in_(round_ids), Mark.verdict.in_(POINTS)))
    counts: dict[int, dict[Verdict, int]] = defaultdict(dict)
    rows = session.execute(
        select(Judgement.round_id, Mark.verdict, func.count())
        .join(Judgement.marks)
        .where(Judgement.round_id.in_(round_ids))
        .group_by(Judgement.round_id, Mark.verdict)
    )
    for round_id, verdict, count in rows:
        counts[round_id][verdict] = count
    return {each: figure(counts[each], behind.get(each, 0)) for each in round_ids}


def _by_round(asked: Select[int, int]) -> Mapping[int, int]:
    rows = session.execute(asked.group_by(Judgement.round_id))
    return {round_id: count for round_id, count in rows}  # noqa: C416  # rows are no pairs
