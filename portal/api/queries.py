"""Public matters of every estate: what the feature lets neighbours read, and here without their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from portal.communities.models import Estate, Street
from portal.db import session
from portal.domain.bodies import Topic
from portal.feedback.models import Case, CaseStep
from portal.feedback.queries.cases import FINISHED
from portal.feedback.queries.near import may_be_shared

_MOST = 1000
_DIGITS = 9


@dataclass(frozen=True)
class PublicCase:
    """A matter, when its trail last changed, and in which estate; never in which home."""

    case: Case
    changed_at: datetime
    address: str


def _public() -> Select[Case, datetime, str, str]:
    last = select(func.max(CaseStep.at)).where(CaseStep.case_id == Case.id).scalar_subquery()
    return (
        select(Case, func.coalesce(last, Case.raised_at), Street.name, Estate.name)
        .join(Estate, Estate.id == Case.estate_id)
        .join(Street, Street.id == Estate.street_id)
        .where(may_be_shared())
    )


def list_public_cases(
    since: datetime, until: datetime, *, topics: Sequence[Topic] = (), closed: bool | None = None
) -> Sequence[PublicCase]:
    """Raised from a moment to before another, the newest first."""
    wanted = _public().where(Case.raised_at >= since, Case.raised_at < until)
    if topics:
        wanted = wanted.where(Case.topic.in_(topics))
    if closed is not None:
        over = Case.state.in_(FINISHED)
        wanted = wanted.where(over if closed else ~over)
    rows = session.execute(wanted.order_by(Case.raised_at.desc(), Case.id.desc()).limit(_MOST))
    return [PublicCase(case, changed, f"{street}{estate}") for case, changed, street, estate in rows]


def find_public_case(number: str) -> PublicCase | None:
    """By the estate's id and the number that a resident quotes: ``3-FK-260712-001``."""
    estate_id, _, quoted = number.partition("-")
    if not (estate_id.isascii() and estate_id.isdigit()) or len(estate_id) > _DIGITS:
        return None
    wanted = _public().where(Case.estate_id == int(estate_id), Case.number == quoted)
    row = session.execute(wanted).one_or_none()
    return PublicCase(row[0], row[1], f"{row[2]}{row[3]}") if row else None
