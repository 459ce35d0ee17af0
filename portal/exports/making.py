"""Large files: made by a job, thrown away when their time is over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import IO, Any

from portal.db import session
from portal.domain.errors import N_, RuleViolated
from portal.exports import queries
from portal.exports.archive import make_archive
from portal.exports.catalogue import Table
from portal.exports.files import ARCHIVE_KIND, Made, Order, make, order_from
from portal.exports.models import ExportFile
from portal.exports.services import MAKE, finish_file
from portal.exports.store import discard, stored
from portal.jobs.rhythm import hourly
from portal.jobs.schedule import every
from portal.jobs.work import Failure, GiveUp, Payload, Work, register
from portal.web.sheets import FileKind, whole


class MakeFile(Work):
    """Draws the file beside the database, then says in one transaction that it is there."""

    kind = MAKE
    lease = timedelta(minutes=30)

    def outside(self, now: datetime, payload: Payload) -> Made:
        wanted = session.get(ExportFile, payload["file"])
        if wanted is None or wanted.made_at is not None:
            raise GiveUp("nobody waits for this file")
        order, kind, token = order_from(wanted.wanted), wanted.kind, wanted.token
        try:
            with whole(stored(token)) as target:
                return _draw(order, kind)(target, now)
        except RuleViolated as refusal:
            raise GiveUp(type(refusal).__name__) from refusal

    def inside(self, now: datetime, payload: Payload, brought: Any) -> None:
        finish_file(payload["file"], brought, now=now)

    def failed(self, now: datetime, payload: Payload, failure: Failure) -> None:
        wanted = session.get(ExportFile, payload["file"])
        if wanted is not None and failure.final:
            wanted.failed_at = now


def _draw(order: Order, kind: str) -> Callable[[IO[bytes], datetime], Made]:
    if order.table is Table.ARCHIVE or kind == ARCHIVE_KIND:
        return lambda target, now: make_archive(order, target, now=now)
    return lambda target, now: make(order, FileKind(kind), target, now=now)


def throw_away(now: datetime, _slot: datetime) -> None:
    """Files that were fetched, or that nobody fetched in time; their rows stay."""
    for token in queries.list_over(now):
        discard(token)


register(MakeFile())
every("exports.tidy", hourly(35), throw_away, title=N_("清理已领取和过期的导出文件"))
