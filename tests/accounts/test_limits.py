"""Tries are counted before they are made."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.errors import TooManyTries, TooManyTriesToday
from portal.accounts.models import Attempt
from portal.accounts.services import limits
from portal.db import session, transaction
from tests.factories.accounts import NOW

pytestmark = pytest.mark.usefixtures("isolated")
_LIMIT = limits.Limit("test", 3, timedelta(minutes=15))


def test_the_last_allowed_try_passes_and_the_next_waits() -> None:
    with transaction():
        for minute in range(3):
            limits.take(NOW + timedelta(minutes=minute), _LIMIT, "who")
    with pytest.raises(TooManyTries) as refused, transaction():
        limits.take(NOW + timedelta(minutes=3), _LIMIT, "who")
    assert refused.value.values == {"minutes": 12}


def test_the_window_slides_to_the_second() -> None:
    with transaction():
        for _ in range(3):
            limits.take(NOW, _LIMIT, "who")
    with pytest.raises(TooManyTries), transaction():
        limits.take(NOW + timedelta(minutes=15) - timedelta(seconds=1), _LIMIT, "who")
    with transaction():
        limits.take(NOW + timedelta(minutes=15), _LIMIT, "who")


def test_people_and_kinds_are_counted_apart() -> None:
    other = limits.Limit("other", 3, timedelta(minutes=15))
    with transaction():
        for _ in range(3):
            limits.take(NOW, _LIMIT, "who")
        limits.take(NOW, _LIMIT, "somebody else")
        limits.take(NOW, other, "who")


def test_a_refused_try_is_not_counted() -> None:
    with transaction():
        for _ in range(3):
            limits.take(NOW, _LIMIT, "who")
    with pytest.raises(TooManyTries), transaction():
        limits.take(NOW, _LIMIT, "who")
    assert session.scalar(select(func.count()).select_from(Attempt)) == 3


def test_a_limit_of_a_day_speaks_of_tomorrow() -> None:
    day = limits.Limit("day", 1, timedelta(days=1))
    with transaction():
        limits.take(NOW, day, "who")
    with pytest.raises(TooManyTriesToday), transaction():
        limits.take(NOW, day, "who")


def test_what_was_right_is_forgotten() -> None:
    with transaction():
        for _ in range(3):
            limits.take(NOW, _LIMIT, "who")
        limits.give_back(_LIMIT, "who")
        limits.take(NOW, _LIMIT, "who")


def test_old_tries_are_dropped() -> None:
    with transaction():
        limits.take(NOW, _LIMIT, "who")
        limits.take(NOW + timedelta(days=3), _LIMIT, "other")
        limits.forget_old(NOW + timedelta(days=3))
    assert session.scalar(select(func.count()).select_from(Attempt)) == 1
