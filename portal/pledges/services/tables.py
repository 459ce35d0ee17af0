"""Keeping an entrance's coefficients under a name."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.pledges.errors import TableNameTaken
from portal.pledges.models import CoefficientTable, Scheme
from portal.pledges.money_errors import ThingNeeded


def keep(scheme: Scheme, name: str, *, by: Actor, now: datetime) -> CoefficientTable:
    """:raises TableNameTaken: the estate has one of that name. :raises ThingNeeded: no name."""
    if not name.strip():
        raise ThingNeeded
    made = CoefficientTable(
        estate_id=scheme.estate_id,
        name=name.strip(),
        source=scheme.coefficient_source,
        floors={str(row.floor): row.thousandths for row in scheme.coefficients},
        created_at=now,
        created_by=by.account_id,
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as taken:
        raise TableNameTaken(name=name.strip()) from taken
    record(now, by, "scheme.keep_table", f"scheme:{scheme.id}", estate_id=scheme.estate_id, name=made.name)
    return made
