"""What happens by itself: overdue cases go up, silent ones close, solved ones are asked about again."""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import session
from portal.domain.deadlines import day_ends, local_day
from portal.domain.errors import N_
from portal.domain.handling import Level, Pace, above, term_ends
from portal.domain.stages import CaseState
from portal.feedback import queries
from portal.feedback.models import Case, CaseStep
from portal.feedback.queries.cases import WAITING
from portal.feedback.services.common import go, lock, put_on_record, tell_all
from portal.feedback.services.last_word import step_up, tell_staff
from portal.jobs.rhythm import daily, hourly
from portal.jobs.schedule import every

CLOCK = Actor(None, "系统")
_A_RUN = 500
_DAY = timedelta(days=1)


def escalate_overdue(now: datetime, _slot: datetime) -> None:
    """What should have been answered goes up one level: committee, street, district. Once each time."""
    calendar = queries.work_calendar()
    for case in session.scalars(
        select(Case)
        .where(Case.state.in_(WAITING), Case.due_at <= now, Case.level != Level.DISTRICT)
        .order_by(Case.due_at, Case.id)
        .limit(_A_RUN)
    ).all():
        lock(case)
        higher = above(case.level)
        if case.state not in WAITING or case.due_at is None or case.due_at > now or higher is None:
            continue
        estate = session.get_one(Estate, case.estate_id)
        once = f"up {case.due_at.isoformat()}"
        case.level = higher
        case.due_at = term_ends(calendar, now, queries.pace_of(estate.street_id).higher)
        step_up(case, once, CLOCK, now)
        tell_staff(case, estate, N_("有一件事超期没答复，升到您这一级"), now)


def close_silent(now: datetime, _slot: datetime) -> None:
    """What is done and of which the resident says nothing is closed as unheard, and counted apart."""
    for case, pace in _due(CaseState.DONE, now):
        if case.done_at is None or not _is_over(case.done_at, pace.silence, now):
            continue
        lock(case)
        if case.state is not CaseState.DONE:
            continue
        case.closed_at = now
        go(case, CaseStep(state=CaseState.UNHEARD, once=f"unheard {case.done_at.isoformat()}"), CLOCK, now)
        words = "没有收到您的回音，先这样结了。没解决随时可以说，接着办。"
        tell_all(case, "feedback.unheard", N_("您反映的事先结了"), words, now)


def ask_again(now: datetime, _slot: datetime) -> None:
    """Weeks after it was confirmed: is it really good? Asked once."""
    for case, pace in _due(CaseState.CONFIRMED, now):
        if case.asked_again_at or case.closed_at is None or not _is_over(case.closed_at, pace.lasting, now):
            continue
        case.asked_again_at = now
        put_on_record(case, "case.ask_again", CLOCK, now)
        tell_all(case, "feedback.lasting", N_("真的好了吗？"), "过了几周，请您再看一眼。", now)


def _is_over(since: datetime, days: int, now: datetime) -> bool:
    return day_ends(local_day(since) + timedelta(days=days)) <= now


def _due(state: CaseState, now: datetime) -> list[tuple[Case, Pace]]:
    """Cases that have stood there for a day at least, with the pace of their street."""
    moment = Case.done_at if state is CaseState.DONE else Case.closed_at
    wanted = select(Case, Estate.street_id).join(Estate, Estate.id == Case.estate_id)
    wanted = wanted.where(Case.state == state, moment <= now - _DAY)
    if state is CaseState.CONFIRMED:
        wanted = wanted.where(Case.asked_again_at.is_(None))
    paces: dict[int, Pace] = {}
    found = []
    for case, street_id in session.execute(wanted.order_by(moment, Case.id).with_for_update(of=Case)):
        if street_id not in paces:
            paces[street_id] = queries.pace_of(street_id)
        found.append((case, paces[street_id]))
    return found


every("feedback.escalate", hourly(5), escalate_overdue, title=N_("超期事项升级"))
every("feedback.close_silent", daily(8, 10), close_silent, title=N_("没有回音的事项结案"))
every("feedback.ask_again", daily(9, 10), ask_again, title=N_("几周后再问是不是真的好了"))
