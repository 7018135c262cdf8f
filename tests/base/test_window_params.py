"""How the declaration of a windowed stream says which parameters its windows become."""

from __future__ import annotations

from datetime import date

from tap_zoom.base.windowed import WindowedStream
from tap_zoom.state.date_windows import Window

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
