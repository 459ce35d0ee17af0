"""Reads of publications: what was said, where it hangs, and how many households know."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.communities.models import Entrance
from portal.db import session
from portal.domain.satisfaction import Response
from portal.plans.models import Posting, Publicity, Reach, ReachWay, Remark
from portal.plans.queries.homes import count_by_entrance, list_dwellings


def list_publicities(estate_id: int) -> Sequence[Publicity]:
    """The newest first, with their versions."""
    wanted = select(Publicity).where(Publicity.estate_id == estate_id).order_by(Publicity.id.desc())
    return session.scalars(wanted.options(joinedload(Publicity.version))).all()


def find_running(estate_id: int) -> Publicity | None:
    """The one that nobody has ended yet."""
    wanted = select(Publicity).where(Publicity.estate_id == estate_id, Publicity.ended_at.is_(None))
    return session.scalars(wanted.options(joinedload(Publicity.version))).one_or_none()


def get_publicity(estate_id: int, publicity_id: int) -> Publicity:
    """:raises sqlalchemy.exc.NoResultFound: none in this estate."""
    wanted = select(Publicity).where(Publicity.id == publicity_id, Publicity.estate_id == estate_id)
    return session.scalars(wanted.options(joinedload(Publicity.version))).one()


def list_remarks(publicity_id: int) -> Sequence[Remark]:
    """Objections first, then in the order in which they came."""
    wanted = select(Remark).where(Remark.publicity_id == publicity_id)
    ordered = wanted.order_by(Remark.is_objection.desc(), Remark.id)
    return session.scalars(ordered.options(joinedload(Remark.item), joinedload(Remark.part))).all()


def by_item(remarks: Sequence[Remark]) -> Mapping[int | None, Sequence[Remark]]:
    """Under None what concerns the whole."""
    found: dict[int | None, list[Remark]] = defaultdict(list)
    for each in remarks:
        found[each.item_id].append(each)
    return found


def get_remark(estate_id: int, remark_id: int) -> Remark:
    """:raises sqlalchemy.exc.NoResultFound: none in this estate."""
    wanted = select(Remark).where(Remark.id == remark_id, Remark.estate_id == estate_id)
    return session.scalars(wanted.options(joinedload(Remark.publicity), joinedload(Remark.item))).one()


def count_open(publicity_id: int) -> int:
    """Remarks without an answer."""
    wanted = select(func.count()).where(Remark.publicity_id == publicity_id, Remark.answered_at.is_(None))
    return session.scalar(wanted) or 0


def list_postings(publicity_id: int) -> Sequence[Posting]:
    wanted = select(Posting).where(Posting.publicity_id == publicity_id).order_by(Posting.id)
    return session.scalars(wanted.options(joinedload(Posting.entrance).joinedload(Entrance.building))).all()


def reached(publicity_id: int) -> Mapping[int, frozenset[ReachWay]]:
    """By home, in which ways it knows."""
    found: dict[int, set[ReachWay]] = defaultdict(set)
    rows = session.execute(select(Reach.part_id, Reach.way).where(Reach.publicity_id == publicity_id))
    for part_id, way in rows:
        found[part_id].add(way)
    return {part_id: frozenset(ways) for part_id, ways in found.items()}


@dataclass(frozen=True)
class Known:
    """知晓度 in households: ``known`` opened it or were served; posted ones stand apart, for a poster that
    hangs there is no proof that anybody read it."""

    households: int
    opened: int
    served: int
    known: int
    posted: int

    @property
    def tenths(self) -> int:
        return Response(self.known, self.households).tenths


def known_of(publicity: Publicity) -> Known:
    homes = {part.id for part in list_dwellings(publicity.estate_id)}
    ways = {part: found for part, found in reached(publicity.id).items() if part in homes}
    doors = count_by_entrance(publicity.estate_id)
    hung = {each.entrance_id for each in list_postings(publicity.id)}
    return Known(
        households=len(homes),
        opened=sum(ReachWay.OPENED in each for each in ways.values()),
        served=sum(ReachWay.SERVED in each for each in ways.values()),
        known=len(ways),
        posted=sum(count for entrance_id, count in doors.items() if entrance_id in hung),
    )
