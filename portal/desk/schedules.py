"""What keeps the record by itself."""

from datetime import datetime

from portal.audit.chain import link_waiting
from portal.audit.keeping import prune
from portal.domain.errors import N_
from portal.jobs.rhythm import daily, minutes
from portal.jobs.schedule import every


def _link(now: datetime, _slot: datetime) -> None:
    link_waiting(now)


def _prune(now: datetime, _slot: datetime) -> None:
    prune(now)


def start() -> None:
    """Let workers of this process chain the record and let go of what is past its time."""
    every("record.link", minutes(5), _link, title=N_("操作记录逐条上链"))
    every("record.prune", daily(3, 20), _prune, title=N_("删除到期的操作记录"))
