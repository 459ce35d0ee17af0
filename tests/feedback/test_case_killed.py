"""A worker that is killed in the middle of its work, again and again: nothing is lost, nothing is twice.

``kill -9`` comes from inside, at the n-th statement that writes: no chance and no waiting.
"""

import os
import signal
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from portal import db
from portal.audit.models import AuditEntry
from portal.db import session
from portal.domain.handling import Level
from portal.domain.stages import CaseState
from portal.feedback.models import Case, CaseStep, StepKind
from portal.jobs import schedule
from portal.jobs.work import Work
from portal.jobs.worker import run_due
from portal.messages.models import Message
from tests.factories import accounts, evaluation, feedback
from tests.factories.accounts import NOW
from tests.support.databases import ROOT
from tests.support.fixtures import _DATA_KEY

_AT = NOW + timedelta(days=45)
_KILLED_AT = (2, 9, 30)
_WORKER = """
import os, signal, sys
from datetime import datetime
from sqlalchemy import Engine, event
from wsgi import app

left = int(sys.argv[2])

@event.listens_for(Engine, "before_cursor_execute")
def kill(connection, cursor, statement, *rest):
    global left
    if statement.lstrip().upper().startswith(("INSERT", "UPDATE")):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

from portal.jobs import schedule
from portal.jobs.worker import run_due
with app.app_context():
    now = datetime.fromisoformat(sys.argv[1])
    schedule.queue_due(now)
    run_due(now)
"""


def _worker(url: str, instance: Path, now: datetime, kill_at: int) -> int:
    env = {
        **os.environ,
        "DATABASE_URL": url,
        "PORTAL_INSTANCE": str(instance),
        "DATA_KEY": urlsafe_b64encode(_DATA_KEY).decode(),
        "SMS_GATEWAY": "none",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", _WORKER, now.isoformat(), str(kill_at)]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def _overdue_and_silent() -> tuple[set[int], set[int]]:
    entrance = accounts.entrance()
    who = accounts.resident(accounts.home(entrance, "101"))
    late = {feedback.raised(entrance.estate_id, who, once=f"late{n}").id for n in range(4)}
    done = [feedback.raised(entrance.estate_id, who, once=f"done{n}") for n in range(3)]
    for case in done:
        feedback.brought_to(case, CaseState.DONE)
    return late, {case.id for case in done}


def test_escalation_closing_and_evaluation_survive_kill_minus_nine(
    fresh_database: str, tmp_path: Path
) -> None:
    with db.transaction():
        late, silent = _overdue_and_silent()
        judged = evaluation.estate(3)
        round_id = evaluation.opened(judged).id
    session.remove()
    now = _AT
    for kill_at in _KILLED_AT:
        assert _worker(fresh_database, tmp_path, now, kill_at) == -signal.SIGKILL
        now += 2 * Work.lease
    schedule.queue_due(now)
    run_due(now, limit=1000)
    session.remove()

    rows = session.execute(select(CaseStep.case_id, CaseStep.kind, CaseStep.state))
    steps = Counter((case_id, kind, state) for case_id, kind, state in rows)
    up = {case_id: n for (case_id, kind, _), n in steps.items() if kind is StepKind.ESCALATED}
    assert up == dict.fromkeys(late, 1)
    assert {session.get_one(Case, case_id).level for case_id in late} == {Level.STREET}
    unheard = {case_id: n for (case_id, _, state), n in steps.items() if state is CaseState.UNHEARD}
    assert unheard == dict.fromkeys(silent, 1)
    told = Counter(session.scalars(select(Message.topic)))
    assert (told["feedback.escalated"], told["feedback.unheard"]) == (len(late), len(silent))
    closings = select(AuditEntry.subject).where(AuditEntry.action == "evaluation.close")
    assert session.scalars(closings).all() == [f"evaluation:{round_id}"]
