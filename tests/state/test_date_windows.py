"""Date windows: they include every day, and Zoom accepts each of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tap_zoom.records.times import format_utc
from tap_zoom.state.date_windows import (
    Retention,
    Window,
    add_months,
    consecutive_windows,
    earliest_report_day,
    months,
    row_ranges,
    start_date_warning,
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
NOW = "2026-11-20T12:00:00"
TOO_EARLY = (
    "start_date or the state asks for everything since {}, but Zoom keeps reports, dashboards and "
    "calls for six months: they begin on 2026-05-20."
)
IN_THE_FUTURE = "start_date {} is in the future: no incremental stream will return records."


def utc(text: str) -> datetime:
    """Return a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def is_within_a_month(first: date, last: date) -> bool:
    """Return whether the last day is at most the same day of the following month."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months == 0 or (months == 1 and last.day <= first.day)


def is_within_six_months(day: date, today: date) -> bool:
    """Return whether a day is no earlier than the same day, or the last day, six months ago."""
    months = (today.year - day.year) * 12 + today.month - day.month
    is_last = (day + DAY).month != day.month
    return months < 6 or (months == 6 and (day.day >= today.day or is_last))


@given(now=nows, age=ages)
@example(now=utc("2026-03-31T00:00:00"), age=timedelta(days=181))
@example(now=utc("2024-08-31T23:59:59"), age=timedelta(days=400))
@example(now=utc("2028-02-29T12:00:00"), age=timedelta(0))
def test_windows_cover_the_time_and_zoom_accepts_them(now: datetime, age: timedelta) -> None:
    """They include all days from the day before the start, if Zoom keeps it, to today."""
    start = now - age

    found = windows(start, now)

    first = max(start.date().toordinal() - 1, earliest_report_day(now).toordinal())
    covered = {
        day
        for window in found
        for day in range(window.first.toordinal(), window.last.toordinal() + 1)
    }
    assert covered == set(range(first, now.date().toordinal() + 1))
    for window in found:
        assert timedelta(0) <= window.last - window.first <= 30 * DAY
        assert is_within_a_month(window.first, window.last)
        assert is_within_six_months(window.first, now.date())
    for older, newer in pairwise(found):
        assert older.last - newer.first == 2 * DAY


@given(now=nows)
def test_the_earliest_report_day_is_the_first_that_zoom_keeps(now: datetime) -> None:
    """No day of the six months is lost."""
    earliest = earliest_report_day(now)

    assert is_within_six_months(earliest, now.date())
    assert not is_within_six_months(earliest - DAY, now.date())


@given(now=nows, ahead=st.timedeltas(timedelta(microseconds=1), timedelta(days=400)))
def test_a_start_in_the_future_has_no_windows(now: datetime, ahead: timedelta) -> None:
    assert windows(now + ahead, now) == []
    assert months(now + ahead, now) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-31T12:00:00", ["2025-12-29/2026-01-28", "2026-01-26/2026-01-31"]),
        ("2026-03-01T00:00:00", ["2026-01-27/2026-02-26", "2026-02-24/2026-03-01"]),
        ("2024-02-29T23:59:59", ["2024-01-27/2024-02-26", "2024-02-24/2024-02-29"]),
    ],
)
def test_windows_at_the_ends_of_months(now: str, expected: list[str]) -> None:
    """Each is a month at most, however long; the next one begins two days before its end."""
    found = windows(utc(now) - timedelta(days=32), utc(now))

    assert [f"{window.first}/{window.last}" for window in found] == expected


def test_the_start_can_be_the_first_day_of_the_calendar() -> None:
    """A start_date in year 1 reads everything that Zoom keeps, like any that is early enough."""
    now = utc("2026-11-20T12:00:00")

    assert windows(datetime.min.replace(tzinfo=timezone.utc), now) == windows(
        utc("2020-01-01T00:00:00"), now
    )


def test_a_window_can_be_as_short_as_february() -> None:
    """From January 31, a month ends on the last day of February, not in March."""
    first, *_ = windows(utc("2026-02-01T08:00:00"), utc("2026-03-15T08:00:00"))

    assert first == Window(date(2026, 1, 31), date(2026, 2, 28))


def test_a_run_at_midnight_reads_the_previous_day() -> None:
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
def test_adding_months_stays_within_the_resulting_month(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


def test_a_window_is_complete_until_the_day_before_its_last() -> None:
    """Zoom doesn't say whether the last day is included, nor in which time zone it ends."""
    window = Window(date(2026, 1, 31), date(2026, 2, 28))

    assert window.complete_until == utc("2026-02-27T00:00:00")


@given(
    now=nows,
    age=st.floats(0, 170),
    ahead=st.integers(-12, 14),
    hours=st.floats(0, 34),
    by_end=st.booleans(),
)
@settings(max_examples=300)
def test_the_window_that_emits_a_session_lists_it_whatever_day_zoom_counts_it_for(
    now: datetime,
    age: float,
    ahead: int,
    hours: float,
    by_end: bool,  # noqa: FBT001 - Hypothesis passes it by name
) -> None:
    """By its start or end, in any time zone: each session since the start, but for the last window.

    A day that hasn't begun in UTC isn't listed yet: the next run's lookback brings it.
    """
    start = now - 170 * DAY
    began = now - age * DAY
    counted = began + timedelta(hours=ahead + (hours if by_end else 0))
    found = windows(start, now)
    ranges = row_ranges(found)
    (window,) = (w for w in found if ranges[w].includes(format_utc(began)))

    assert ranges[window].is_plausible(format_utc(began))
    if window != found[-1] or counted.date() <= now.date():
        assert window.first <= counted.date() <= window.last


def test_months_share_no_rows() -> None:
    """A row dated by the last day of a month is in the list of that month only."""
    found = months(utc("2026-09-10T00:00:00"), utc("2026-11-20T12:00:00"))
    ranges = row_ranges(found)

    for window in found:
        for day in (window.first, window.last):
            assert ranges[window].includes(f"{day}T23:59:59Z")
            assert ranges[window].is_plausible(f"{day}T23:59:59Z")


def test_dates_outside_a_window_are_not_plausible() -> None:
    """With a day at either end for time zones, and for sessions that end on a later day."""
    window = Window(date(2026, 11, 10), date(2026, 11, 20))
    row_range = row_ranges([window])[window]

    assert row_range.is_plausible("2026-11-09T00:00:00Z")
    assert row_range.is_plausible("2026-11-21T23:59:59Z")
    for time in ("", "2019-05-01T10:00:00Z", "2026-11-08T23:59:59Z", "2026-11-22T00:00:00Z"):
        assert not row_range.is_plausible(time)


# --- what Zoom keeps ------------------------------------------------------------------------------

EDGE = Window(date(2026, 5, 20), date(2026, 6, 19))


def from_day(day: int) -> Window:
    """Return the window at the edge of what Zoom keeps, beginning on a day in May."""
    return Window(date(2026, 5, day), EDGE.last)


def test_a_refused_window_is_tried_up_to_three_days_later() -> None:
    """Zoom may count six months more strictly; beyond that, its refusal has another reason."""
    retention = Retention(EDGE.first)

    assert retention.later(EDGE) == from_day(21)
    assert retention.later(from_day(22)) == from_day(23)
    assert retention.later(from_day(23)) is None
    assert retention.later(Window(date(2026, 8, 1), date(2026, 8, 31))) is None


def test_refusals_alone_move_no_other_list() -> None:
    retention = Retention(EDGE.first)
    retention.later(EDGE)
    assert retention.clip(EDGE) == EDGE

    retention.accept(from_day(22))
    assert retention.clip(EDGE) == from_day(22)
    later = Window(date(2026, 6, 17), date(2026, 7, 16))
    assert retention.clip(later) == later


def test_a_window_of_the_first_days_may_be_gone_altogether() -> None:
    retention = Retention(EDGE.first)
    short = Window(date(2026, 5, 20), date(2026, 5, 21))

    assert retention.may_lack(short)
    assert retention.later(Window(short.last, short.last)) is None
    assert not retention.may_lack(EDGE)


@pytest.mark.parametrize(
    ("start", "warning"),
    [
        ("2026-10-01T00:00:00", ""),
        ("2026-05-20T00:00:00", ""),
        (NOW, ""),
        ("1970-01-01T00:00:00", ""),
        ("1970-12-31T00:00:00", ""),
        ("1971-01-01T00:00:00", TOO_EARLY.format("1971-01-01")),
        ("2026-05-19T00:00:00", TOO_EARLY.format("2026-05-19")),
        ("2026-11-20T12:00:01", IN_THE_FUTURE.format("2026-11-20T12:00:01Z")),
        ("2026-11-21T00:00:00", IN_THE_FUTURE.format("2026-11-21T00:00:00Z")),
    ],
)
def test_the_user_is_warned_if_not_everything_since_the_start_can_be_read(
    start: str, warning: str
) -> None:
    """The year 1970 means no start, which asks for everything that Zoom keeps."""
    assert start_date_warning(utc(start), utc(NOW)) == warning


def test_query_parameters_are_days() -> None:
    window = Window(date(2026, 1, 31), date(2026, 2, 28))

    assert window.params == {"from": "2026-01-31", "to": "2026-02-28"}


# --- calendar months, and other limits ----------------------------------------------------------


@given(now=nows, age=ages)
def test_months_are_whole_calendar_months(now: datetime, age: timedelta) -> None:
    """No day is in two; the first begins no earlier than Zoom keeps it, the last ends today."""
    start = now - age

    found = months(start, now)

    assert found[0].first == max(start.date().replace(day=1), earliest_report_day(now))
    assert found[-1].last == now.date()
    for window in found:
        assert (window.first.year, window.first.month) == (window.last.year, window.last.month)
    for older, newer in pairwise(found):
        assert newer.first == older.last + DAY
        assert newer.first.day == 1


@given(now=nows, age=st.timedeltas(timedelta(0), timedelta(days=3_000)))
def test_data_that_zoom_keeps_for_longer_is_read_from_its_earliest_day(
    now: datetime, age: timedelta
) -> None:
    earliest = date(2019, 1, 1)

    found = windows(now - age, now, earliest=earliest)

    assert found[0].first == max((now - age).date() - DAY, earliest)


@given(now=nows, age=ages)
def test_a_report_that_ends_yesterday_is_never_requested_for_today(
    now: datetime, age: timedelta
) -> None:
    yesterday = now.date() - DAY

    found = windows(now - age, now, max_days=30, until=yesterday)

    assert found[-1].last == yesterday
    assert all(DAY * 0 <= window.last - window.first <= DAY * 29 for window in found)


def test_windows_are_as_long_as_their_maximum_allows() -> None:
    found = windows(utc("2026-10-02T00:00:00"), utc("2026-11-20T12:00:00"), max_days=30)

    assert found == [
        Window(date(2026, 10, 1), date(2026, 10, 30)),
        Window(date(2026, 10, 28), date(2026, 11, 20)),
    ]


def test_consecutive_windows_share_no_days_and_leave_none_out() -> None:
    first, last = date(2026, 1, 31), date(2026, 3, 30)

    assert consecutive_windows(first, last) == [
        Window(first, date(2026, 2, 27)),
        Window(date(2026, 2, 28), date(2026, 3, 27)),
        Window(date(2026, 3, 28), last),
    ]
    assert consecutive_windows(first, date(2026, 2, 6), max_days=7) == [
        Window(first, date(2026, 2, 6))
    ]
    assert consecutive_windows(first, date(2026, 2, 7), max_days=7) == [
        Window(first, date(2026, 2, 6)),
        Window(date(2026, 2, 7), date(2026, 2, 7)),
    ]
    assert consecutive_windows(last, first) == []


def test_a_start_today_reads_a_report_that_ends_yesterday_once() -> None:
    now, yesterday = utc("2026-11-20T12:00:00"), date(2026, 11, 19)

    assert windows(now, now, until=yesterday) == [Window(yesterday, yesterday)]
    assert windows(now, now, until=yesterday - DAY) == [Window(yesterday - DAY, yesterday - DAY)]
