"""Tables of floor coefficients under a name: kept from a scheme, written by hand, changed, dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_coefficient
from portal.pledges import queries
from portal.pledges.errors import CoefficientTooLarge, NoFloors, SourceMissing, TableNameTaken
from portal.pledges.models import CoefficientTable, Scheme
from portal.pledges.money_errors import ThingNeeded

_MOST = 100_000


@dataclass(frozen=True)
class Written:
    """A table as somebody wrote it: thousandths by floor, and on what it rests.

    :param entrance_id: the entrance that talks about it; None for all of the estate.
    """

    name: str
    source: str
    floors: Mapping[int, int]
    entrance_id: int | None = None


def keep(scheme: Scheme, name: str, *, by: Actor, now: datetime) -> CoefficientTable:
    """Keep an entrance's coefficients. :raises RuleViolated: as `write`."""
    floors = {row.floor: row.thousandths for row in scheme.coefficients}
    written = Written(name, scheme.coefficient_source, floors, scheme.entrance_id)
    return write(scheme.estate_id, written, by=by, now=now)


def write(estate_id: int, written: Written, *, by: Actor, now: datetime) -> CoefficientTable:
    """:raises RuleViolated: no name, source or floor, a factor that is a slip, or a name that is taken.

    :raises sqlalchemy.exc.NoResultFound: an entrance of another estate.
    """
    made = CoefficientTable(estate_id=estate_id, created_at=now, created_by=by.account_id)
    _fill(made, written)
    session.add(made)
    _save(made)
    record(now, by, "scheme.keep_table", f"estate:{estate_id}", estate_id=estate_id, name=made.name)
    return made


def change(table: CoefficientTable, written: Written, *, by: Actor, now: datetime) -> None:
    """Schemes that began with it keep what they say. :raises RuleViolated: as `write`."""
    _fill(table, written)
    _save(table)
    facts = {"name": table.name, "source": table.source}
    record(now, by, "scheme.change_table", f"estate:{table.estate_id}", estate_id=table.estate_id, **facts)


def drop(table: CoefficientTable, *, by: Actor, now: datetime) -> None:
    """Offer it no more; no scheme rests on it."""
    session.delete(table)
    session.flush()
    record(
        now,
        by,
        "scheme.drop_table",
        f"estate:{table.estate_id}",
        estate_id=table.estate_id,
        name=table.name,
    )


def _fill(table: CoefficientTable, written: Written) -> None:
    if not written.name.strip():
        raise ThingNeeded
    if not written.source.strip():
        raise SourceMissing
    if not written.floors:
        raise NoFloors
    for thousandths in written.floors.values():
        if thousandths > _MOST:
            raise CoefficientTooLarge(typed=format_coefficient(thousandths))
    if written.entrance_id is not None:
        queries.get_entrance(table.estate_id, written.entrance_id)
    table.name, table.source = written.name.strip(), written.source.strip()
    table.entrance_id = written.entrance_id
    table.floors = {str(floor): factor for floor, factor in sorted(written.floors.items())}


def _save(table: CoefficientTable) -> None:
    name = table.name
    try:
        session.flush()
    except IntegrityError as taken:
        raise TableNameTaken(name=name) from taken
