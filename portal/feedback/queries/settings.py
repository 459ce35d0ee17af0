"""The numbers of a street and the days that are worked."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from portal.db import session
from portal.domain.deadlines import WorkCalendar
from portal.domain.handling import Pace
from portal.feedback.models import CaseSetting, SpecialDay
from portal.feedback.terms import NUMBERS


def settings_of(street_id: int) -> Mapping[str, CaseSetting]:
    """What the street set of its own, by key."""
    rows = session.scalars(select(CaseSetting).where(CaseSetting.street_id == street_id))
    return {row.key: row for row in rows}


def setting_of(street_id: int, key: str) -> int:
    """:raises KeyError: no such number."""
    found = session.scalar(
        select(CaseSetting.value).where(CaseSetting.street_id == street_id, CaseSetting.key == key)
    )
    return found if found is not None else NUMBERS[key].value


def pace_of(street_id: int) -> Pace:
    """How long everything but the answer may take in a street."""
    own = settings_of(street_id)
    keys = ("higher", "silence", "lasting", "reopenings")
    return Pace(**{key: own[key].value if key in own else NUMBERS[key].value for key in keys})


def work_calendar() -> WorkCalendar:
    """With the holidays that somebody entered; a year that nobody entered has only its weekends."""
    days = session.scalars(select(SpecialDay)).all()
    return WorkCalendar(
        holidays=(each.day for each in days if not each.is_working),
        working_weekends=(each.day for each in days if each.is_working),
    )


def list_special_days(year: int) -> Sequence[SpecialDay]:
    wanted = select(SpecialDay).where(
        SpecialDay.day >= date(year, 1, 1), SpecialDay.day <= date(year, 12, 31)
    )
    return session.scalars(wanted.order_by(SpecialDay.day)).all()
