"""Plain reminders to those who signed, by hand and before the day: what is due and until when."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.domain.deadlines import local_day
from portal.domain.errors import N_
from portal.jobs.rhythm import daily
from portal.jobs.schedule import every
from portal.messages import services as messages
from portal.messages.services import tell
from portal.pledges import money_errors as errors
from portal.pledges.models import Scheme
from portal.pledges.queries import account
from portal.pledges.services.confirming import due_day
from portal.pledges.services.locking import lock
from portal.pledges.services.telling import page_of

_PAUSE = timedelta(days=3)
#: Days before a home's own last day on which it is reminded by itself.
_BEFORE = (7, 3, 1)


_TITLE = "您签过的出资快到期了"


def _said(scheme: Scheme, owed: int, day: date | None) -> str:
    until = f"{day:%Y-%m-%d} 前" if day else "请"
    return (
        f"“{scheme.title}”您家还有 {format_hundredths(owed)} 元没交，{until}"
        "交到通知上写的专户，要正式票据。有困难请找社区居委会，也可以在我家的出资里申请缓交、减免。"
        "本平台不收款，任何人以本平台名义要您转账都是诈骗。"
    )


def remind(scheme: Scheme, *, by: Actor, now: datetime) -> int:
    """Tell every signer who still owes; how many those were.

    :raises RuleViolated: nothing is owed yet, or they were told less than three days ago.
    """
    lock(scheme)
    if scheme.met_at is None:
        raise errors.NotDueYet
    last = session.scalar(
        select(func.max(AuditEntry.at)).where(
            AuditEntry.action == "scheme.remind", AuditEntry.subject == f"scheme:{scheme.id}"
        )
    )
    if last is not None and now - last < _PAUSE:
        raise errors.RemindedLately(when=f"{last:%Y-%m-%d}")
    standings = account.standings_by_commitment(scheme.id)
    told = 0
    for commitment in account.list_signed(scheme.id):
        owed = standings[commitment.id].owed
        if not owed or commitment.account_id is None:
            continue
        day = due_day(scheme, commitment)
        tell(
            now,
            commitment.account_id,
            "pledges.reminder",
            _TITLE,
            _said(scheme, owed, day),
            estate_id=scheme.estate_id,
            link=page_of(scheme),
        )
        told += 1
    record(now, by, "scheme.remind", f"scheme:{scheme.id}", estate_id=scheme.estate_id, homes=told)
    return told


def remind_of_due(now: datetime, slot: datetime) -> None:
    """Tell who signed and still owes, a week, three days and a day before the own last day.

    Each day of the calendar asks for its own, so one that the workers missed is made up for, but for a day
    that is over; nobody hears of anything more than once a day.
    """
    today = local_day(slot)
    days = {today + timedelta(days=before) for before in _BEFORE}
    wanted = select(Scheme).where(Scheme.met_at.is_not(None)).order_by(Scheme.id)
    for scheme in session.scalars(wanted).all():
        for commitment in account.list_signed(scheme.id):
            day = due_day(scheme, commitment)
            if commitment.account_id is None or day not in days or day < local_day(now):
                continue
            owed = account.standing_of(commitment.id).owed
            if owed:
                messages.remind(
                    now,
                    commitment.account_id,
                    "reminder.pledges",
                    _TITLE,
                    _said(scheme, owed, day),
                    estate_id=scheme.estate_id,
                    link=f"{page_of(scheme)}/own",
                )


every("pledges.due", daily(9, 20), remind_of_due, title=N_("出资到期前提醒"), each=True)
