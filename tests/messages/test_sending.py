"""The outbox: nothing leaves before the commit, nothing is called sent before a gateway took it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from portal.crypto import unseal
from portal.db import session, transaction
from portal.jobs import queries as jobs
from portal.jobs.services import MAX_ATTEMPTS, pause
from portal.jobs.work import GiveUp, TryLater
from portal.jobs.worker import run_due
from portal.messages import queries
from portal.messages.gateways import LogGateway
from portal.messages.models import Dispatch, SendState
from portal.messages.services import send_sms
from portal.messages.texts import Text
from tests.factories import messages as make
from tests.factories.accounts import NOW
from tests.factories.messages import PHONE, Gateway

TEXT = Text("code", {"code": "482913"})

pytestmark = pytest.mark.usefixtures("isolated", "outlets_kept")


@pytest.fixture
def use() -> Callable[[Gateway], Gateway]:
    """Have the worker send by a gateway of the test's."""

    def used(gateway: Gateway) -> Gateway:
        make.use(gateway)
        return gateway

    return used


@pytest.fixture
def gateway(use: Callable[[Gateway], Gateway]) -> Gateway:
    return use(Gateway())


def send(**more: object) -> int:
    with transaction():
        return send_sms(NOW, PHONE, TEXT, **more).id  # type: ignore[arg-type]


def state(dispatch_id: int) -> Dispatch:
    session.expire_all()
    return queries.get_dispatch(dispatch_id)


def test_a_text_reaches_the_gateway(gateway: Gateway) -> None:
    number = send()
    assert state(number).state == SendState.WAITING
    assert run_due(NOW) == 1
    assert gateway.taken == [(PHONE, TEXT.body, f"dispatch:{number}")]
    sent = state(number)
    assert (sent.state, sent.sent_at, sent.attempts) == (SendState.SENT, NOW, 1)
    assert (sent.carrier, sent.receipt) == ("test", "receipt 1")


def test_nothing_leaves_without_a_commit(gateway: Gateway) -> None:
    def fail_after_sending() -> None:
        with transaction():
            send_sms(NOW, PHONE, TEXT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_sending()
    run_due(NOW)
    assert gateway.taken == []
    assert not queries.list_dispatches(10)


def test_phone_and_text_are_sealed(gateway: Gateway) -> None:
    stored = state(send())
    for sealed, plain in ((stored.address, PHONE), (stored.text, TEXT.body)):
        assert plain.encode() not in sealed
        assert unseal(sealed) == plain
    assert stored.values is not None
    assert b"482913" not in stored.values
    job = jobs.get_job(f"sms.send:{stored.id}")
    assert job.payload == {"dispatch_id": stored.id}, "the queue knows neither phone nor code"


def test_nothing_ever_leaves_for_a_demonstration_person(gateway: Gateway) -> None:
    number = send(demo=True)
    assert run_due(NOW + timedelta(days=1)) == 0
    assert gateway.asked == 0
    held = state(number)
    assert (held.state, held.sent_at) == (SendState.HELD, None)


def test_it_is_not_sent_before_the_gateway_took_it(use: Callable[[Gateway], Gateway]) -> None:
    seen: list[SendState] = []
    use(Gateway(meanwhile=lambda: seen.append(state(number).state)))
    number = send()
    run_due(NOW)
    assert seen == [SendState.WAITING]
    assert state(number).state == SendState.SENT


def test_a_gateway_that_is_busy_is_asked_again(use: Callable[[Gateway], Gateway]) -> None:
    gateway = use(Gateway(TryLater("busy"), ConnectionError(f"no way to {PHONE}")))
    number = send()
    run_due(NOW)
    waiting = state(number)
    assert (waiting.state, waiting.attempts, waiting.last_error) == (SendState.WAITING, 1, "busy")
    assert waiting.sent_at is None
    run_due(NOW + pause(1))
    assert state(number).last_error == "ConnectionError"
    run_due(NOW + pause(1) + pause(2))
    sent = state(number)
    assert (sent.state, sent.attempts, sent.last_error) == (SendState.SENT, 3, "")
    assert len(gateway.taken) == 1


def test_a_gateway_that_never_answers_ends_in_failed(use: Callable[[Gateway], Gateway]) -> None:
    gateway = use(Gateway(*[TryLater("busy")] * 50))
    number = send()
    for days in range(50):
        run_due(NOW + timedelta(days=days))
    failed = state(number)
    assert gateway.asked == failed.attempts == MAX_ATTEMPTS
    assert (failed.state, failed.sent_at) == (SendState.FAILED, None)


def test_a_number_that_cannot_be_reached_is_not_tried_again(use: Callable[[Gateway], Gateway]) -> None:
    gateway = use(Gateway(GiveUp("no such number")))
    number = send()
    run_due(NOW)
    run_due(NOW + timedelta(days=1))
    assert gateway.asked == 1
    assert (state(number).state, state(number).last_error) == (SendState.FAILED, "no such number")


def test_a_code_that_has_run_out_does_not_leave(gateway: Gateway) -> None:
    number = send(not_after=NOW + timedelta(minutes=5))
    in_time = send(not_after=NOW + timedelta(minutes=5, seconds=1))
    assert run_due(NOW + timedelta(minutes=5, seconds=1)) == 2
    assert state(number).state == SendState.FAILED
    assert state(in_time).state == SendState.SENT
    assert len(gateway.taken) == 1


def test_a_text_that_was_marked_sent_is_not_sent_again(gateway: Gateway) -> None:
    """The job is done again for whatever reason; the outbox knows better."""
    number = send()
    with transaction():
        queries.get_dispatch(number).state = SendState.SENT
    assert run_due(NOW) == 1
    assert gateway.asked == 0
    assert jobs.get_job(f"sms.send:{number}").done_at == NOW


def test_the_log_has_no_phone_and_no_code() -> None:
    with capture_logs() as logged:
        LogGateway().send(PHONE, TEXT, reference="dispatch:7", now=NOW)
    (entry,) = logged
    assert (entry["to"], entry["reference"]) == ("138****8000", "dispatch:7")
    assert PHONE not in str(entry)
    assert "482913" not in str(entry)
