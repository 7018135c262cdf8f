"""Date windows: they leave no day out, and Zoom accepts each of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tap_zoom.state.date_windows import (
    Kept,
    Window,
    add_months,
    months,
    objection_to,
    oldest_day,
    windows,
)

DAY = timedelta(days=1)
MIDNIGHTS = st.datetimes(datetime(2023, 1, 1), datetime(2033, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(hour=0, minute=0, second=0, microsecond=0)
)
nows = (st.datetimes(datetime(2023, 1, 1), datetime(2033, 1, 1)) | MIDNIGHTS).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=timezone.utc)
)
ages = st.timedeltas(timedelta(0), timedelta(days=400))


def utc(text: str) -> datetime:
    """Read a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def is_within_a_month(first: date, last: date) -> bool:
    """Whether the last day has, at the most, the same number in the month that follows."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months == 0 or (months == 1 and last.day <= first.day)


def is_within_six_months(day: date, today: date) -> bool:
    """Whether the day isn't before the one of the same number, or the last one, six months ago."""
    months = (today.year - day.year) * 12 + today.month - day.month
    is_last = (day + DAY).month != day.month
    return months < 6 or (months == 6 and (day.day >= today.day or is_last))


@given(now=nows, age=ages)
@example(now=utc("2026-03-31T00:00:00"), age=timedelta(days=181))
@example(now=utc("2024-08-31T23:59:59"), age=timedelta(days=400))
@example(now=utc("2028-02-29T12:00:00"), age=timedelta(0))
def test_windows_cover_the_time_and_zoom_accepts_them(now: datetime, age: timedelta) -> None:
    """All days from the day before the start, as far as Zoom keeps them, to today."""
    start = now - age

    found = windows(start, now)

    wanted = max(start.date().toordinal() - 1, oldest_day(now).toordinal())
    covered = {
        day
        for window in found
        for day in range(window.first.toordinal(), window.last.toordinal() + 1)
    }
    assert covered == set(range(wanted, now.date().toordinal() + 1))
    for window in found:
        assert timedelta(0) <= window.last - window.first <= 30 * DAY
        assert is_within_a_month(window.first, window.last)
        assert is_within_six_months(window.first, now.date())
    for older, newer in pairwise(found):
        assert older.last == newer.first


@given(now=nows)
def test_the_oldest_day_is_the_first_that_zoom_keeps(now: datetime) -> None:
    """Not one day of the six months is given away."""
    oldest = oldest_day(now)

    assert is_within_six_months(oldest, now.date())
    assert not is_within_six_months(oldest - DAY, now.date())


@given(now=nows, ahead=st.timedeltas(timedelta(microseconds=1), timedelta(days=400)))
def test_nothing_is_asked_for_the_future(now: datetime, ahead: timedelta) -> None:
    assert windows(now + ahead, now) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-31T12:00:00", ["2025-12-29/2026-01-28", "2026-01-28/2026-01-31"]),
        ("2026-03-01T00:00:00", ["2026-01-27/2026-02-26", "2026-02-26/2026-03-01"]),
        ("2024-02-29T23:59:59", ["2024-01-27/2024-02-26", "2024-02-26/2024-02-29"]),
    ],
)
def test_windows_at_the_ends_of_months(now: str, expected: list[str]) -> None:
    """A month at the most, whatever the month's length; the next one begins on the last day."""
    found = windows(utc(now) - timedelta(days=32), utc(now))

    assert [f"{window.first}/{window.last}" for window in found] == expected


def test_the_start_can_be_the_first_day_that_there_is() -> None:
    """A start_date of year 1 reads all that Zoom keeps, like any that is old enough."""
    now = utc("2026-11-20T12:00:00")

    assert windows(datetime.min.replace(tzinfo=timezone.utc), now) == windows(
        utc("2020-01-01T00:00:00"), now
    )


def test_february_makes_a_window_short() -> None:
    """From the 31st of January, a month goes to the end of February, not into March."""
    first, *_ = windows(utc("2026-02-01T08:00:00"), utc("2026-03-15T08:00:00"))

    assert first == Window(date(2026, 1, 31), date(2026, 2, 28))


def test_a_run_at_midnight_reads_the_day_that_ended() -> None:
    midnight = utc("2026-11-20T00:00:00")

    assert windows(midnight, midnight) == [Window(date(2026, 11, 19), date(2026, 11, 20))]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 1, 15), -6, date(2025, 7, 15)),
    ],
)
def test_months_end_on_their_last_day(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_what_a_window_covers_ends_a_day_early() -> None:
    """Zoom doesn't say whether the last day counts, nor in which time zone it ends."""
    window = Window(date(2026, 1, 31), date(2026, 2, 28))

    assert window.covers_until == utc("2026-02-27T00:00:00")


def test_days_that_zoom_refuses_are_left_out_of_all_windows() -> None:
    """It may count its six months stricter: a day less each time, and the last one stays."""
    kept = Kept()
    window = Window(date(2026, 5, 20), date(2026, 5, 22))
    assert kept.clip(window) == window

    assert kept.refuse(kept.clip(window))
    assert kept.clip(window) == Window(date(2026, 5, 21), date(2026, 5, 22))
    assert kept.refuse(kept.clip(window))
    assert not kept.refuse(kept.clip(window))
    assert kept.clip(window) == Window(date(2026, 5, 22), date(2026, 5, 22))
    later = Window(date(2026, 5, 22), date(2026, 6, 20))
    assert kept.clip(later) == Window(date(2026, 5, 23), date(2026, 6, 20))


@pytest.mark.parametrize(
    ("start", "objection"),
    [
        ("2026-10-01T00:00:00", ""),
        ("2026-05-20T00:00:00", ""),
        ("1970-01-01T00:00:00", ""),
        ("2026-05-19T00:00:00", "calls for six months: they begin at 2026-05-20"),
        ("2026-11-21T00:00:00", "2026-11-21T00:00:00Z is in the future: nothing dated is read"),
    ],
)
def test_a_start_that_cannot_be_met_is_told(start: str, objection: str) -> None:
    """No start at all, as 1970 stands for, asks for all that there is."""
    said = objection_to(utc(start), utc("2026-11-20T12:00:00"))

    assert objection in said
    assert bool(said) == bool(objection)


def test_parameters_are_plain_days() -> None:
    window = Window(date(2026, 1, 31), date(2026, 2, 28))

    assert window.params == {"from": "2026-01-31", "to": "2026-02-28"}


# --- calendar months, and other limits ----------------------------------------------------------


@given(now=nows, age=ages)
def test_months_are_whole_but_at_their_ends(now: datetime, age: timedelta) -> None:
    """No day twice; the first begins as late as Zoom makes it, the last one ends today."""
    start = now - age

    found = months(start, now)

    assert found[0].first == max(start.date().replace(day=1), oldest_day(now))
    assert found[-1].last == now.date()
    for window in found:
        assert (window.first.year, window.first.month) == (window.last.year, window.last.month)
    for older, newer in pairwise(found):
        assert newer.first == older.last + DAY
        assert newer.first.day == 1


def test_there_are_no_months_to_come() -> None:
    now = utc("2026-11-20T12:00:00")

    assert months(now + DAY, now) == []


@given(now=nows, age=st.timedeltas(timedelta(0), timedelta(days=3_000)))
def test_what_zoom_keeps_for_longer_is_read_from_its_first_day_on(
    now: datetime, age: timedelta
) -> None:
    oldest = date(2019, 1, 1)

    found = windows(now - age, now, oldest=oldest)

    assert found[0].first == max((now - age).date() - DAY, oldest)


@given(now=nows, age=ages)
def test_a_report_that_ends_yesterday_is_never_asked_for_today(
    now: datetime, age: timedelta
) -> None:
    yesterday = now.date() - DAY

    found = windows(now - age, now, most_days=30, until=yesterday)

    assert found[-1].last == yesterday
    assert all(DAY * 0 <= window.last - window.first <= DAY * 29 for window in found)
