"""What streets and the district set: contacts of bodies, who answers for one, terms, days off."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select

from portal.audit.services import Actor, record
from portal.communities.models import Estate
from portal.db import session
from portal.domain.bodies import Body
from portal.feedback import queries
from portal.feedback.errors import DayLineWrong, NotAHandler, NumberWrong, SourceNeeded
from portal.feedback.models import BodyContact, CaseSetting, Handler, SpecialDay
from portal.feedback.terms import NUMBERS

_LINE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s+([休班])(?:\s+(.{1,20}))?")


def set_contact(
    contact: queries.Contact, *, street_id: int | None, estate_id: int | None, by: Actor, now: datetime
) -> None:
    """Whom to call at a body, for an estate, a street or (neither) the whole district."""
    row = queries.find_contact(contact.body, street_id=street_id, estate_id=estate_id)
    if row is None:
        row = BodyContact(body=contact.body, street_id=street_id, estate_id=estate_id)
        session.add(row)
    row.name, row.contact, row.phone = contact.name.strip(), contact.contact.strip(), contact.phone.strip()
    session.flush()
    record(now, by, "body.contact", f"body:{contact.body.value}", estate_id=estate_id, name=row.contact)


def appoint(account_id: int, body: Body, estate: Estate, *, by: Actor, now: datetime) -> None:
    """Have somebody with the role answer for a body. Twice is once.

    :raises RuleViolated: nobody with the role that reaches this estate.
    """
    if account_id not in {person.id for person in queries.list_possible_handlers(estate)}:
        raise NotAHandler
    held = select(Handler).where(Handler.account_id == account_id, Handler.body == body)
    if session.scalars(held).one_or_none() is None:
        session.add(Handler(account_id=account_id, body=body))
        session.flush()
        record(now, by, "body.appoint", f"account:{account_id}", estate_id=estate.id, scope=body.value)


def dismiss(account_id: int, body: Body, estate: Estate, *, by: Actor, now: datetime) -> None:
    """Somebody no longer answers for a body. :raises RuleViolated: nobody of this estate's."""
    if account_id not in {person.id for person in queries.list_possible_handlers(estate)}:
        raise NotAHandler
    session.execute(delete(Handler).where(Handler.account_id == account_id, Handler.body == body))
    record(now, by, "body.dismiss", f"account:{account_id}", estate_id=estate.id, scope=body.value)


def change_numbers(
    street_id: int, wanted: Mapping[str, tuple[int | None, str]], *, by: Actor, now: datetime
) -> None:
    """A street's own terms, each with its source; None goes back to the portal's.

    :param wanted: key of NUMBERS to value and source.
    :raises RuleViolated: a number without a source, or out of reach.
    """
    own = queries.settings_of(street_id)
    for key, (value, source) in wanted.items():
        if key not in NUMBERS:
            raise ValueError(key)
        if value is None:
            if key in own:
                session.delete(own[key])
            continue
        if not 1 <= value <= 365:
            raise NumberWrong
        if not source.strip():
            raise SourceNeeded
        row = own.get(key) or CaseSetting(street_id=street_id, key=key)
        row.value, row.source = value, source.strip()
        session.add(row)
    session.flush()
    record(
        now, by, "case.terms", f"street:{street_id}", **{key: value for key, (value, _s) in wanted.items()}
    )


def read_days(text: str) -> Sequence[SpecialDay]:
    """From lines like ``2026-10-01 休 国庆节`` and ``2026-10-10 班``.

    :raises DayLineWrong: a line that says no day.
    """
    found: dict[date, SpecialDay] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        said = _LINE.fullmatch(line.strip())
        try:
            day = date(*(int(piece) for piece in said.groups()[:3])) if said else None
        except ValueError:
            day = None
        if said is None or day is None:
            raise DayLineWrong(line=number, said=line.strip()[:40])
        found[day] = SpecialDay(day=day, is_working=said[4] == "班", name=said[5] or "")
    return list(found.values())


def keep_days(year: int, days: Sequence[SpecialDay], *, by: Actor, now: datetime) -> None:
    """What is special in a year, in place of what stood there; terms that run keep their end."""
    session.execute(
        delete(SpecialDay).where(SpecialDay.day >= date(year, 1, 1), SpecialDay.day <= date(year, 12, 31))
    )
    session.add_all(day for day in days if day.day.year == year)
    session.flush()
    record(now, by, "calendar.keep", f"calendar:{year}", rows=len(days))
