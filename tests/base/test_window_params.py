"""How the declaration of a windowed stream says which parameters its windows become."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.child_windows import ChildWindowsStream
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.state.bookmark import SyncRange
from tap_zoom.state.date_windows import Window

if TYPE_CHECKING:
    import pytest

WINDOW = Window(date(2026, 1, 31), date(2026, 2, 28))


def params(stream: type[WindowedStream]) -> dict[str, str]:
    return dict(stream.window_params(stream.__new__(stream), WINDOW))


def test_a_window_is_two_days_from_and_to() -> None:
    assert params(WindowedStream) == {"from": "2026-01-31", "to": "2026-02-28"}


def test_a_window_may_have_other_names_and_be_two_times() -> None:
    class Engagements(WindowedStream):
        window_parameters = ("start_time_from", "start_time_to")
        window_as_times = True

    assert params(Engagements) == {
        "start_time_from": "2026-01-31T00:00:00Z",
        "start_time_to": "2026-02-28T23:59:59Z",
    }


class Messages(ChildWindowsStream):
    """Messages of a session."""

    name = "messages"
    path = "/sessions/{session_id}"
    rate_limit_label = RateLimitLabel.MEDIUM
    max_days = 30
    query_variants = ({"sort": "asc"},)


def requested(start: datetime | None, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    now = datetime(2026, 11, 21, 9, tzinfo=timezone.utc)
    sync_range = SyncRange(now, start, timedelta())
    monkeypatch.setattr(Messages, "sync_range", sync_range)
    return [dict(r.params) for r in Messages.__new__(Messages).requests({"session_id": "a"})]


def test_a_parent_is_read_by_windows_without_a_day_in_common(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = datetime(2026, 10, 1, 12, tzinfo=timezone.utc)

    assert requested(start, monkeypatch) == [
        {"sort": "asc", "from": "2026-10-01", "to": "2026-10-30"},
        {"sort": "asc", "from": "2026-10-31", "to": "2026-11-21"},
    ]


def test_a_parent_is_read_from_when_zoom_has_its_rows_for_certain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert requested(None, monkeypatch)[0]["from"] == "2026-05-24"
