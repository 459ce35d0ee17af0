"""A worker that is killed while a provider has the text: nothing is lost, and no phone rings twice."""

import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections import Counter
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select

from portal.db import session, transaction
from portal.jobs import schedule
from portal.jobs.models import Job
from portal.jobs.work import Work
from portal.jobs.worker import run_due
from portal.messages import queries
from portal.messages.gateways.aliyun import Aliyun
from portal.messages.models import SendState
from portal.messages.services import send_sms
from portal.messages.texts import Text
from portal.web import clock
from tests.factories.messages import PHONE, use
from tests.support.databases import ROOT
from tests.support.fixtures import _DATA_KEY

from .providers import AliyunServer, Answer, Asked, serving

_PATIENCE = 60

pytestmark = pytest.mark.usefixtures("outlets_kept")


class Slow(AliyunServer):
    """Takes a text and is slow to say so."""

    def __init__(self) -> None:
        super().__init__(clock.now())
        self.has_it, self.go_on = Event(), Event()

    def __call__(self, asked: Asked) -> Answer:
        said = super().__call__(asked)
        if asked.headers["x-acs-action"] == "SendSms":
            self.has_it.set()
            self.go_on.wait(_PATIENCE)
        return said


def worker(url: str, instance: Path, **settings: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "worker", "--once"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "PORTAL_INSTANCE": str(instance),
            "DATA_KEY": urlsafe_b64encode(_DATA_KEY).decode(),
            **settings,
        },
        stderr=subprocess.DEVNULL,
    )


def test_a_text_that_the_provider_took_is_not_sent_again(fresh_database: str, tmp_path: Path) -> None:
    provider = Slow()
    with serving(provider) as address:
        settings = {
            "SMS_GATEWAY": "aliyun",
            "ALIYUN_SMS_KEY_ID": "key",
            "ALIYUN_SMS_KEY_SECRET": provider.SECRET,
            "ALIYUN_SMS_ENDPOINT": address,
            "SMS_SIGN": "家园共议",
            "SMS_TEMPLATES": "code=SMS_1",
        }
        with transaction():
            use(Aliyun("key", provider.SECRET, "家园共议", {"code": "SMS_1"}, address))  # type: ignore[arg-type]
            number = send_sms(clock.now(), PHONE, Text("code", {"code": "482913"})).id
        killed = worker(fresh_database, tmp_path, **settings)
        assert provider.has_it.wait(_PATIENCE)
        killed.kill()
        killed.wait(_PATIENCE)
        provider.go_on.set()
        session.remove()
        assert queries.get_dispatch(number).state is SendState.WAITING, "nobody heard that it was taken"
        session.remove()
        later = clock.now() + Work.lease
        provider.now = later
        run_due(later, limit=1)
    assert len(provider.sent) == 1
    sent = queries.get_dispatch(number)
    assert (sent.state, sent.receipt) == (SendState.SENT, "biz1^0")


def test_several_workers_fire_each_recurring_work_once(fresh_database: str, tmp_path: Path) -> None:
    workers = [worker(fresh_database, tmp_path, SMS_GATEWAY="none") for _ in range(3)]
    assert [each.wait(_PATIENCE) for each in workers] == [0, 0, 0]
    done = select(Job.payload).where(Job.kind == schedule.KIND, Job.done_at.is_not(None))
    runs = Counter(payload["name"] for payload in session.scalars(done))
    assert runs == dict.fromkeys(schedule.recurring(), 1)
