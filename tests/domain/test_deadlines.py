"""Periods: which day counts, which is the last, and what is in time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.deadlines import (
    CHINA,
    ClosesBeforeOpening,
    NoticeTooShort,
    Window,
    WindowTooLong,
    WindowTooShort,
    WorkCalendar,
    check_length,
    check_notice,
    day_ends,
    days_after,
    local_day,
    years_after,
)


def _at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2021, 3, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("opens", "enough"),
    [
        (_at(16), True),  # posted on the 1st: the 2nd is day 1, the 16th day 15
        (_at(16, 0), True),  # days are counted, not hours
        (_at(15, 23, 59), False),
        (_at(1), False),
        (datetime(2021, 3, 15, 16, 0, tzinfo=UTC), True),  # already the 16th in China
        (datetime(2021, 3, 15, 15, 59, tzinfo=UTC), False),
    ],
)
def test_fifteen_days_of_notice(opens: datetime, enough: bool) -> None:
    if enough:
        check_notice(_at(1), opens, days=15)
    else:
        with pytest.raises(NoticeTooShort, match=r"满15日.*2021-03-16"):
            check_notice(_at(1), opens, days=15)


def test_no_notice_still_comes_before_the_opening() -> None:
    check_notice(_at(1, 9), _at(1, 9), days=0)
    with pytest.raises(NoticeTooShort):
        check_notice(_at(1, 10), _at(1, 9), days=0)


def test_the_first_day_is_not_counted() -> None:
    assert days_after(date(2021, 3, 1), date(2021, 3, 16)) == 15
    assert days_after(date(2021, 2, 28), date(2021, 3, 1)) == 1


def test_a_window_holds_its_opening_and_not_its_end() -> None:
    window = Window(_at(1), _at(2))
    second = timedelta(seconds=1)
    assert window.holds(_at(1))
    assert not window.holds(_at(1) - second)
    assert window.holds(_at(2) - second)
    assert not window.holds(_at(2))
    assert window.holds(_at(1).astimezone(UTC))


@pytest.mark.parametrize("closes", [_at(1), _at(1) - timedelta(seconds=1)])
def test_a_window_closes_after_it_opens(closes: datetime) -> None:
    with pytest.raises(ClosesBeforeOpening):
        Window(_at(1), closes)


def test_a_moment_has_a_zone() -> None:
    naive = datetime(2021, 3, 1, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="no zone"):
        Window(_at(1), _at(2)).holds(naive)
    with pytest.raises(ValueError, match="no zone"):
        local_day(naive)
    with pytest.raises(ValueError, match="no zone"):
        Window(naive, _at(2))


@pytest.mark.parametrize(
    ("closes", "refusal"),
    [
        (_at(6), None),  # five days, included
        (_at(6) - timedelta(seconds=1), WindowTooShort),
        (_at(1) + timedelta(days=60), None),  # sixty days, included
        (_at(1) + timedelta(days=60, seconds=1), WindowTooLong),
    ],
)
def test_how_long_a_window_may_be(closes: datetime, refusal: type[Exception] | None) -> None:
    window = Window(_at(1), closes)
    if refusal is None:
        check_length(window, least=5, most=60)
    else:
        with pytest.raises(refusal):
            check_length(window, least=5, most=60)


# The National Day holiday of 2021 as announced: 1 to 7 October off, 26 September and 9 October worked.
AUTUMN_2021 = WorkCalendar(
    holidays=[date(2021, 10, day) for day in range(1, 8)],
    working_weekends=[date(2021, 9, 26), date(2021, 10, 9)],
)


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2021, 9, 30), 0, date(2021, 9, 30)),
        (date(2021, 9, 30), 1, date(2021, 10, 8)),  # the whole holiday lies between
        (date(2021, 9, 30), 2, date(2021, 10, 9)),  # a Saturday that is worked
        (date(2021, 9, 30), 3, date(2021, 10, 11)),  # Sunday the 10th is not
        (date(2021, 9, 24), 1, date(2021, 9, 26)),  # a Sunday that is worked
    ],
)
def test_working_days(start: date, days: int, last: date) -> None:
    assert AUTUMN_2021.add_working_days(start, days) == last
    assert AUTUMN_2021.working_days_after(start, last) == days


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2021, 9, 23), 5, date(2021, 9, 28)),  # an ordinary Tuesday
        (date(2021, 9, 28), 5, date(2021, 10, 8)),  # the 3rd is a holiday: the first working day after it
        (date(2021, 10, 11), 5, date(2021, 10, 18)),  # the 16th is a Saturday
        (date(2021, 10, 4), 5, date(2021, 10, 9)),  # a Saturday that is worked stays
    ],
)
def test_a_period_never_ends_on_a_day_off(start: date, days: int, last: date) -> None:
    assert AUTUMN_2021.last_day(start, days) == last


def test_a_last_day_ends_at_midnight_in_china() -> None:
    end = day_ends(date(2021, 3, 31))
    assert end == datetime(2021, 3, 31, 16, 0, tzinfo=UTC)
    assert local_day(end - timedelta(seconds=1)) == date(2021, 3, 31)
    assert local_day(end) == date(2021, 4, 1)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        (date(2021, 3, 1), 1, date(2022, 3, 1)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
    ],
)
def test_years(start: date, years: int, end: date) -> None:
    assert years_after(start, years) == end


def test_fewer_than_no_working_days() -> None:
    with pytest.raises(ValueError, match="-1 working days"):
        AUTUMN_2021.add_working_days(date(2021, 9, 30), -1)


DAYS = st.dates(date(2021, 8, 1), date(2021, 12, 31))


@given(DAYS, st.integers(0, 40))
def test_working_days_there_and_back(start: date, days: int) -> None:
    last = AUTUMN_2021.add_working_days(start, days)
    assert AUTUMN_2021.working_days_after(start, last) == days
    assert AUTUMN_2021.working_days_after(last, start) == -days
    assert days == 0 or AUTUMN_2021.is_working(last)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the zone is given beside
def test_a_day_in_china_begins_eight_hours_before(moment: datetime) -> None:
    assert local_day(moment) == (moment + timedelta(hours=8)).date()
