"""Contact Center's lists are requested by times, in UTC, and rows keep their keys."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tap_zoom.state.date_windows import add_months, windows
from tap_zoom.streams.contact_center import MAX_DAYS, engagements, performance
from tests.e2e.selections import read, small

STREAMS: tuple[Any, ...] = (*engagements.STREAMS, *performance.STREAMS)
#: All but the log of changes, which takes days only.
BY_TIMES = [stream for stream in STREAMS if stream.window_as_times]


@pytest.mark.e2e
def test_lists_are_requested_by_times_in_utc_and_without_what_zoom_has_deprecated() -> None:
    with small() as zoom:
        read(zoom, [stream.name for stream in BY_TIMES])

        asked = [entry for entry in zoom.log if entry.template.startswith("/contact_center/")]
        pairs = {stream.path: stream.window_parameters for stream in BY_TIMES}
        assert {entry.template for entry in asked} == pairs.keys()
        for entry in asked:
            first, last = pairs[entry.template]
            assert entry.params[first].endswith("T00:00:00Z")
            assert entry.params[last].endswith("T23:59:59Z")
            assert entry.params["timezone"] == "UTC"
            given = {name for name in entry.params if re.search(r"from$|to$", name)}
            assert given == {first, last}


def test_a_window_of_times_is_never_longer_than_a_month() -> None:
    for number in range(366):
        since = datetime(2026, 3, 1, tzinfo=timezone.utc) + timedelta(days=number)
        for each in windows(since, since + timedelta(days=90), max_days=MAX_DAYS):
            assert each.times[1] < f"{add_months(each.first, 1)}T00:00:00Z"


def test_what_may_change_while_an_engagement_goes_on_is_no_part_of_its_key() -> None:
    for stream in STREAMS:
        assert ("row_id" in stream.primary_keys) == bool(stream.row_key_fields), stream
        for field in stream.row_key_fields:
            assert not re.search(r"_(count|duration)$|(end|exit)_time$", field), stream
