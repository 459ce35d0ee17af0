"""The queue: with the transaction or not at all, once for each key, put back after longer pauses."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.audit import services as audit
from portal.audit.queries import list_of
from portal.db import session, transaction
from portal.jobs import queries, services, work
from portal.jobs.services import MAX_ATTEMPTS, enqueue
from portal.jobs.work import Failure, GiveUp, Payload, TryLater, Work
from portal.jobs.worker import run_due

NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
CLERK = audit.Actor(None, "测试")

pytestmark = pytest.mark.usefixtures("isolated")


class Counting(Work):
    """Leaves one entry on record; raises first what it is given."""

    kind = "test.count"

    def __init__(self) -> None:
        self.troubles: list[Exception] = []
        self.inner_troubles: list[Exception] = []
        self.failures: list[Failure] = []
        self.order: list[str] = []

    def outside(self, now: datetime, payload: Payload) -> str:
        self.order.append(payload["name"])
        if self.troubles:
            raise self.troubles.pop(0)
        return f"brought for {payload['name']}"

    def inside(self, now: datetime, payload: Payload, brought: Any) -> None:
        assert brought == f"brought for {payload['name']}"
        audit.record(now, CLERK, "test.count", f"test:{payload['name']}")
        session.flush()
        if self.inner_troubles:
            raise self.inner_troubles.pop(0)

    def failed(self, now: datetime, payload: Payload, failure: Failure) -> None:
        self.failures.append(failure)


@pytest.fixture
def counting() -> Iterator[Counting]:
    known = dict(work._known)
    kind = Counting()
    work.register(kind)
    yield kind
    work._known.clear()
    work._known.update(known)


def queue(name: str = "a", **more: Any) -> bool:
    with transaction():
        return enqueue(NOW, "test.count", f"test.count:{name}", {"name": name}, **more)


def effects(name: str = "a") -> int:
    return len(list_of(f"test:{name}"))


def after(attempts: int) -> datetime:
    """When a job that failed so many times in a row is due again."""
    return NOW + sum((services.pause(number) for number in range(1, attempts + 1)), timedelta())


def test_a_job_is_done_once(counting: Counting) -> None:
    queue()
    assert run_due(NOW) == 1
    assert run_due(NOW + timedelta(days=1)) == 0
    assert effects() == 1
    job = queries.get_job("test.count:a")
    assert (job.done_at, job.leased_until, job.attempts) == (NOW, None, 1)


def test_no_commit_no_job(counting: Counting) -> None:
    def fail_after_queueing() -> None:
        with transaction():
            assert enqueue(NOW, "test.count", "test.count:a", {"name": "a"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_queueing()
    assert run_due(NOW) == 0


def test_the_same_key_is_queued_once(counting: Counting) -> None:
    assert queue()
    assert not queue()
    run_due(NOW)
    assert not queue(), "a job that is done stays done"
    assert run_due(NOW) == 0
    assert effects() == 1


def test_a_doubled_key_leaves_the_rest_of_the_transaction(counting: Counting) -> None:
    queue("a")
    with transaction():
        audit.record(NOW, CLERK, "test.before", "test:before")
        assert not enqueue(NOW, "test.count", "test.count:a", {"name": "a"})
        assert enqueue(NOW, "test.count", "test.count:b", {"name": "b"})
    assert effects("before") == 1
    assert run_due(NOW) == 2


def test_the_longest_waiting_is_first_and_none_before_its_time(counting: Counting) -> None:
    queue("late", run_at=NOW + timedelta(hours=1))
    queue("second", run_at=NOW)
    queue("first", run_at=NOW - timedelta(minutes=1))
    assert run_due(NOW) == 2
    assert counting.order == ["first", "second"]
    assert run_due(NOW + timedelta(hours=1) - timedelta(seconds=1)) == 0
    assert run_due(NOW + timedelta(hours=1)) == 1


def test_the_limit_holds(counting: Counting) -> None:
    for name in "abc":
        queue(name)
    assert run_due(NOW, limit=2) == 2
    assert run_due(NOW, limit=2) == 1


def test_what_failed_is_tried_again_after_a_pause(counting: Counting) -> None:
    queue()
    counting.troubles = [TryLater("busy"), ConnectionError("phone 13800138000")]
    run_due(NOW)
    assert queries.get_job("test.count:a").last_error == "busy"
    assert run_due(NOW) == 0, "not at once"
    assert run_due(after(1)) == 1
    assert queries.get_job("test.count:a").last_error == "ConnectionError", "a strange text may name people"
    assert run_due(after(2)) == 1
    assert effects() == 1
    assert counting.failures == [Failure("busy", 1, False), Failure("ConnectionError", 2, False)]


def test_an_effect_that_failed_half_way_leaves_nothing(counting: Counting) -> None:
    queue()
    counting.inner_troubles = [ValueError("half way")]
    run_due(NOW)
    assert effects() == 0
    run_due(after(1))
    assert effects() == 1


def test_pauses_double_up_to_an_hour() -> None:
    seconds = [services.pause(attempts).total_seconds() for attempts in range(1, 13)]
    assert seconds[:4] == [5, 10, 20, 40]
    assert seconds[-2:] == [3600, 3600]


def test_after_so_many_attempts_it_is_given_up(counting: Counting) -> None:
    queue()
    counting.troubles = [TryLater("busy")] * (MAX_ATTEMPTS + 1)
    for attempts in range(MAX_ATTEMPTS):
        assert run_due(after(attempts)) == 1
    assert run_due(NOW + timedelta(days=30)) == 0
    assert [job.key for job in queries.list_failed()] == ["test.count:a"]
    assert [failure.final for failure in counting.failures] == [False] * (MAX_ATTEMPTS - 1) + [True]


def test_a_job_may_give_up_at_once(counting: Counting) -> None:
    queue()
    counting.troubles = [GiveUp("no such number")]
    run_due(NOW)
    assert run_due(NOW + timedelta(days=30)) == 0
    job = queries.get_job("test.count:a")
    assert (job.failed_at, job.done_at, job.last_error) == (NOW, None, "no such number")


def test_one_that_fails_holds_up_no_other(counting: Counting) -> None:
    queue("bad")
    queue("good")
    counting.troubles = [RuntimeError("bug")]
    assert run_due(NOW) == 2
    assert (effects("bad"), effects("good")) == (0, 1)


def test_an_unknown_kind_waits_for_a_version_that_knows_it() -> None:
    with transaction():
        enqueue(NOW, "test.unheard_of", "test.unheard_of:1", {})
    assert run_due(NOW) == 1
    job = queries.get_job("test.unheard_of:1")
    assert (job.done_at, job.failed_at, job.run_at) == (None, None, after(1))


def test_a_lease_keeps_others_away_until_it_ends(counting: Counting) -> None:
    queue()
    with transaction():
        assert services.take(NOW) is not None
    assert run_due(NOW + Counting.lease - timedelta(seconds=1)) == 0
    assert run_due(NOW + Counting.lease) == 1
    assert effects() == 1


def test_a_worker_that_outlived_its_lease_changes_nothing(counting: Counting) -> None:
    queue()
    with transaction():
        slow = services.take(NOW)
    assert slow is not None
    later = NOW + Counting.lease
    with transaction():
        quick = services.take(later)
    assert quick is not None
    for let_go in (
        lambda: services.finish(later, slow),
        lambda: services.put_back(later, slow, Failure("slow", 1, True)),
    ):
        with pytest.raises(services.LeaseLost), transaction():
            let_go()
    with transaction():
        services.finish(later, quick)
    with pytest.raises(services.LeaseLost), transaction():
        services.finish(later, quick)


def test_a_job_that_kills_its_workers_is_given_up(counting: Counting) -> None:
    queue()
    at = NOW
    for _attempt in range(MAX_ATTEMPTS):
        with transaction():
            assert services.take(at) is not None
        at += Counting.lease
    assert run_due(at) == 1
    assert queries.get_job("test.count:a").failed_at == at
    assert effects() == 0
    assert [failure.final for failure in counting.failures] == [True]
