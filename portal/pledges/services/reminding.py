"""A plain reminder to those who signed: what is due and until when. Nobody else is written to."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.messages.services import tell
from portal.pledges import money_errors as errors
from portal.pledges.models import Scheme
from portal.pledges.queries import account
from portal.pledges.services.confirming import due_day
from portal.pledges.services.locking import lock
from portal.pledges.services.telling import page_of

_PAUSE = timedelta(days=3)


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
            "您签过的出资快到期了",
            f"“{scheme.title}”您家还有 {format_hundredths(owed)} 元没交，{day:%Y-%m-%d} 前"
            "交到通知上写的专户，要正式票据。有困难请找社区居委会。本平台不收款，任何人以本平台名义要您转账都是诈骗。",
            estate_id=scheme.estate_id,
            link=page_of(scheme),
        )
        told += 1
    record(now, by, "scheme.remind", f"scheme:{scheme.id}", estate_id=scheme.estate_id, homes=told)
    return told
