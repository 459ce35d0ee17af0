"""Putting an export on record, and what a full one has to bring."""

from datetime import datetime

from portal.audit.services import Actor, record
from portal.db import session
from portal.exports.errors import NotConfirmed, PublicationMasked, PurposeMissing
from portal.exports.files import Made, Order
from portal.exports.models import ExportRecord

PUBLICATION = "小区公示"
SHORTEST_PURPOSE = 4


def check_full(purpose: str, *, confirmed: bool) -> None:
    """What names, phones and choices may leave for; who may take them is the permission's to say.

    :raises RuleViolated: no purpose, one for which they must not leave, or not confirmed a second time.

    Source: 个人信息保护法 art. 6, art. 25.
    """
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise PurposeMissing
    if "公示" in purpose:
        raise PublicationMasked
    if not confirmed:
        raise NotConfirmed


def record_export(order: Order, made: Made, *, by: Actor, now: datetime) -> ExportRecord:
    """Who took what, when, for what, and the checksum of the file as it is handed out."""
    written = made.written
    kept = ExportRecord(
        at=now,
        account_id=by.account_id,
        actor=by.name,
        estate_id=order.estate_id,
        vote_id=order.vote_id,
        table=order.table.value,
        format=made.kind.value,
        purpose=order.purpose,
        masked=order.masked,
        rows=written.rows,
        size=written.size,
        sha256=written.sha256,
        file_name=made.name,
    )
    session.add(kept)
    session.flush()
    record(
        now,
        by,
        "export.make",
        f"export:{kept.id}",
        estate_id=order.estate_id,
        table=kept.table,
        file_name=made.name,
        purpose=order.purpose,
        masked=order.masked,
        rows=written.rows,
        sha256=written.sha256,
    )
    return kept
