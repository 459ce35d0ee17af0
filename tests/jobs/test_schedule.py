"""Recurring work: due by China's clock, queued once by whoever comes first, made up for after a stop."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.audit import services as audit
from portal.audit.queries import list_of
from portal.db import session, transaction
from portal.domain.deadlines import CHINA
from portal.jobs import rhythm, schedule
from portal.jobs.models import Job, Schedule
from portal.jobs.rhythm import Rhythm
from portal.jobs.work import TryLater
from portal.jobs.worker import run_due

NOW = datetime(2026, 3, 20, 2, 30, tzinfo=UTC)  # a Friday, 10:30 in China
BY = audit.Actor(None, "测试")


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("given_rhythm", "latest", "following"),
    [
        (rhythm.minutes(15), "2026-03-20 10:30", "2026-03-20 10:45"),
        (rhythm.hourly(), "2026-03-20 10:00", "2026-03-20 11:00"),
        (rhythm.hourly(45), "2026-03-20 09:45", "2026-03-20 10:45"),
        (rhythm.daily(10, 30), "2026-03-20 10:30", "2026-03-21 10:30"),
        (rhythm.daily(18), "2026-03-19 18:00", "2026-03-20 18:00"),
        (rhythm.weekly(0, 8), "2026-03-16 08:00", "2026-03-23 08:00"),
        (rhythm.weekly(4, 11), "2026-03-13 11:00", "2026-03-20 11:00"),
        (rhythm.monthly(1, 9), "2026-03-01 09:00", "2026-04-01 09:00"),
        (rhythm.monthly(28, 9), "2026-02-28 09:00", "2026-03-28 09:00"),
    ],
)
def test_what_is_due_by_the_clock_in_china(given_rhythm: Rhythm, latest: str, following: str) -> None:
    assert given_rhythm.latest(NOW) == china(latest)
    assert given_rhythm.next(NOW) == china(following)


@given(
    st.integers(0, 5 * 366 * 24 * 3600).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    st.sampled_from(
        [rhythm.minutes(10), rhythm.hourly(7), rhythm.daily(8), rhythm.weekly(2, 9), rhythm.monthly(5, 3)]
    ),
)
def test_every_moment_lies_between_two_due_ones(moment: datetime, each: Rhythm) -> None:
    assert each.latest(moment) <= moment < each.next(moment)
    assert each.latest(each.latest(moment)) == each.latest(moment)
    assert each.latest(each.next(moment)) == each.next(moment)


@pytest.mark.parametrize("make", [lambda: rhythm.minutes(7), lambda: rhythm.monthly(31, 9)])
def test_a_rhythm_that_does_not_fit_is_a_bug(make: object) -> None:
    with pytest.raises(ValueError, match="day"):
        make()  # type: ignore[operator]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, isolated: None) -> list[datetime]:
    """The only recurring work: hourly, and what it left is on record."""
    monkeypatch.setattr(schedule, "_known", {})
    done: list[datetime] = []

    def run(now: datetime, slot: datetime) -> None:
        done.append(slot)
        audit.record(now, BY, "test.run", f"test:{slot.isoformat()}")

    schedule.every("test.run", rhythm.hourly(), run, title="测试")
    return done


def effects() -> int:
    keys = session.scalars(select(Job.payload).where(Job.kind == schedule.KIND)).all()
    return sum(len(list_of(f"test:{datetime.fromisoformat(key['slot']).isoformat()}")) for key in keys)


def test_a_due_moment_is_run_once(ran: list[datetime]) -> None:
    assert schedule.queue_due(NOW) == 1
    assert schedule.queue_due(NOW) == 0
    assert schedule.queue_due(NOW + timedelta(minutes=29)) == 0
    run_due(NOW)
    run_due(NOW + timedelta(minutes=29))
    assert ran == [china("2026-03-20 10:00")]
    assert session.get_one(Schedule, "test.run").done_at == NOW
    assert schedule.queue_due(NOW + timedelta(minutes=30)) == 1
    run_due(NOW + timedelta(minutes=30))
    assert ran == [china("2026-03-20 10:00"), china("2026-03-20 11:00")]


def test_after_a_stop_the_missed_moments_are_one_run(ran: list[datetime]) -> None:
    schedule.queue_due(NOW)
    run_due(NOW)
    later = NOW + timedelta(days=3)
    assert schedule.queue_due(later) == 1
    run_due(later)
    assert ran[1:] == [china("2026-03-23 10:00")]


def test_a_work_may_ask_for_every_missed_moment(ran: list[datetime]) -> None:
    work = schedule.recurring()["test.run"]
    schedule.every(work.name, work.rhythm, work.run, title="测试", each=True)
    schedule.queue_due(NOW)
    run_due(NOW)
    later = NOW + timedelta(hours=3)
    assert schedule.queue_due(later) == 3
    run_due(later)
    assert [slot.hour for slot in ran] == [10, 11, 12, 13]


def test_a_clock_that_goes_back_fires_nothing_again(ran: list[datetime]) -> None:
    schedule.queue_due(NOW)
    run_due(NOW)
    assert schedule.queue_due(NOW - timedelta(hours=5)) == 0
    assert schedule.queue_due(NOW) == 0


def test_two_workers_that_saw_the_same_queue_it_once(ran: list[datetime]) -> None:
    schedule.queue_due(NOW)
    soon = NOW + timedelta(hours=1)
    work = schedule.recurring()["test.run"]
    before = session.get_one(Schedule, "test.run").slot
    with transaction():
        assert schedule._queue(work, soon) == 1
    with transaction():
        assert not schedule._claim("test.run", before, china("2026-03-20 11:00"))
        assert schedule._queue(work, soon) == 0


def test_a_run_that_fails_leaves_nothing_and_is_tried_again(ran: list[datetime]) -> None:
    troubles = [TryLater("busy")]
    work = schedule.recurring()["test.run"]

    def run(now: datetime, slot: datetime) -> None:
        work.run(now, slot)
        session.flush()
        if troubles:
            raise troubles.pop()

    schedule.every("test.run", work.rhythm, run, title="测试")
    schedule.queue_due(NOW)
    run_due(NOW)
    assert (effects(), session.get_one(Schedule, "test.run").done_at) == (0, None)
    run_due(NOW + timedelta(minutes=1))
    assert effects() == 1


def test_a_work_of_another_version_waits(ran: list[datetime]) -> None:
    schedule.queue_due(NOW)
    schedule._known.clear()
    run_due(NOW)
    job = session.scalars(select(Job).where(Job.kind == schedule.KIND)).one()
    assert (job.done_at, job.failed_at, job.last_error) == (None, None, "this version does not know the work")


def test_old_runs_are_forgotten_and_not_run_again(ran: list[datetime]) -> None:
    schedule.queue_due(NOW)
    run_due(NOW)
    much_later = NOW + timedelta(days=40)
    with transaction():
        schedule.forget_old_runs(much_later, much_later)
    assert session.scalars(select(Job).where(Job.kind == schedule.KIND)).all() == []
    assert schedule.queue_due(NOW) == 0
