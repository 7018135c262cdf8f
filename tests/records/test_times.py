"""Times as text."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.records.times import format_utc, from_milliseconds, normalize_utc, parse_time
from tests.support import json_values

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFSETS = [timezone.utc, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=8))]
#: Not so close to the first and the last year that a time has no equivalent in UTC.
times = st.datetimes(
    datetime(1, 1, 2),  # noqa: DTZ001
    datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.sampled_from(OFFSETS),
)
days = st.dates().map(str)


def utc(text: str) -> datetime:
    """Return a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


# --- parsing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20", "2026-11-20T00:00:00"),
        ("2026-11-20T10:00:00", "2026-11-20T10:00:00"),
        ("2026-11-20 10:00:00", "2026-11-20T10:00:00"),
        ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00"),
        ("2026-11-20T10:00:00+02:00", "2026-11-20T08:00:00"),
        ("2026-11-20T20:00:00-08:00", "2026-11-21T04:00:00"),
        ("2026-11-20T10:00:00.000001Z", "2026-11-20T10:00:00.000001"),
        ("2026-11-20T10:00:00.5Z", "2026-11-20T10:00:00.500000"),
        ("2026-11-20T10:00:00.1234567+00:00", "2026-11-20T10:00:00.123456"),
        ("2026-11-20T10:00:00.000000000001", "2026-11-20T10:00:00"),
    ],
)
def test_a_time_is_in_utc_unless_it_has_an_offset(text: str, expected: str) -> None:
    found = parse_time(text)

    assert found == utc(expected)
    assert found.tzinfo is timezone.utc


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Z",
        "yesterday",
        "11/20/2026 10:00",
        "2026-02-30",
        "2026-13-01",
        "2026-11-20T25:00:00Z",
        "0001-01-01T00:00:00+02:00",
        "9999-12-31T23:59:59-05:00",
    ],
)
def test_a_text_that_is_not_a_time_is_none(text: str) -> None:
    """Neither is a time that has no equivalent in UTC."""
    assert parse_time(text) is None


@given(times)
def test_a_formatted_time_is_parsed_to_the_second(moment: datetime) -> None:
    assert parse_time(format_utc(moment)) == moment.replace(microsecond=0)


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run in another local time zone."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone is fixed on Windows")
@pytest.mark.usefixtures("new_york")
def test_the_local_time_zone_does_not_matter() -> None:
    assert parse_time("2026-11-20T10:00:00") == utc("2026-11-20T10:00:00")
    assert format_utc(utc("2026-11-20T10:00:00")) == "2026-11-20T10:00:00Z"


# --- formatting -------------------------------------------------------------------------------


@given(st.lists(times.map(lambda moment: moment.replace(microsecond=0))))
def test_sorting_as_text_equals_sorting_by_time(moments: list[datetime]) -> None:
    """To the second, in every year and from every offset."""
    assert sorted(map(format_utc, moments)) == list(map(format_utc, sorted(moments)))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (utc("2026-11-20T10:00:00"), "2026-11-20T10:00:00Z"),
        (utc("2026-11-20T10:00:00.999999"), "2026-11-20T10:00:00Z"),
        (datetime(2026, 11, 20, 10, tzinfo=OFFSETS[1]), "2026-11-20T04:30:00Z"),
        (utc("0001-01-01T00:00:00"), "0001-01-01T00:00:00Z"),
    ],
)
def test_times_are_formatted_in_utc_without_fractions(moment: datetime, expected: str) -> None:
    assert format_utc(moment) == expected


# --- normalizing ------------------------------------------------------------------------------


@given(times)
def test_normalizing_gives_the_formatted_time(moment: datetime) -> None:
    assert normalize_utc(moment.isoformat()) == format_utc(moment)


@given(days)
def test_a_day_counts_as_its_last_second(day: str) -> None:
    """A day that was read before its end is read again."""
    assert normalize_utc(day) == f"{day}T23:59:59Z"


@given(days, st.times(timezones=st.just(timezone.utc)))
def test_a_day_sorts_after_or_with_all_its_times(day: str, at: datetime) -> None:
    assert normalize_utc(day) >= normalize_utc(f"{day}T{at.isoformat()}")


@pytest.mark.parametrize(
    "value", [None, "", "2026-11-31", "11/20/2026", "soon, in time zone Z", 1767225600, [], {}]
)
def test_a_value_that_is_not_a_time_is_blank(value: object) -> None:
    assert normalize_utc(value) == ""


@given(json_values)
def test_any_value_is_a_valid_time_or_blank(value: object) -> None:
    text = normalize_utc(value)

    assert text == "" or parse_time(text) is not None


def test_milliseconds_are_formatted_in_utc() -> None:
    assert from_milliseconds(1581370790388) == "2020-02-10T21:39:50.388Z"
    assert from_milliseconds("1581370790000") == "2020-02-10T21:39:50.000Z"


@pytest.mark.parametrize("value", [None, "", "soon", [], 10**30, float("nan")])
def test_what_is_no_number_of_milliseconds_is_no_time(value: object) -> None:
    assert from_milliseconds(value) is None
