"""The staff's page of what the portal does by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit.queries import list_of
from portal.db import session, transaction
from portal.jobs.models import Job
from portal.jobs.schedule import queue_due
from portal.jobs.services import enqueue
from portal.jobs.worker import run_due
from portal.permissions import Role
from portal.web import clock
from tests.factories import accounts as make
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")


def staff(client: Client, role: Role) -> None:
    with transaction():
        street = make.estate_of(make.entrance()).street
        account = make.staff("经办", role, street=street)
    client.sign_in(account)


def test_it_shows_what_runs_failed_and_waits(client: Client) -> None:
    staff(client, Role.STREET)
    now = clock.now()
    queue_due(now)
    run_due(now, limit=1000)
    with transaction():
        enqueue(now, "sms.send", "sms.send:1", {"dispatch_id": 1}, run_at=now + timedelta(hours=1))
        failed = Job(
            kind="email.send", key="email.send:1", payload={}, run_at=now, failed_at=now, attempts=10
        )
        failed.last_error = "no mail"
        session.add(failed)
        session.flush()
        number = failed.id
    text = client.read("/desk/works").text
    for words in ("到期的评价自动结束并公布", "每 10 分钟", "发短信", "发邮件", "no mail"):
        assert words in text, words
    client.send({}, to=f"/works/{number}/retry")
    again = session.scalars(select(Job).where(Job.id == number)).one()
    assert (again.failed_at, again.attempts) == (None, 0)
    assert [entry.action for entry in list_of(f"job:{number}")] == ["job.retry"]
    token = client.page.all("input", name="csrf_token")[0]["value"]
    assert client.post(f"/desk/works/{number}/retry", data={"csrf_token": token}).status_code == 404


def test_work_that_waits_too_long_is_said_loudly(client: Client) -> None:
    staff(client, Role.STREET)
    with transaction():
        enqueue(clock.now() - timedelta(minutes=20), "sms.send", "sms.send:1", {"dispatch_id": 1})
    assert "后台可能停了" in client.read("/desk/works").text


def test_a_clerk_has_no_business_there(client: Client) -> None:
    staff(client, Role.COMMUNITY_CLERK)
    assert client.get("/desk/works").status_code == 403
