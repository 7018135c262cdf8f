"""The progress of a run, on a fake clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tap_zoom.api.rate_limiter import RateLimiter
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.run.progress import Progress
from tap_zoom.run.summary import Summary
from tests.support import MEETING, USERS, Clock

if TYPE_CHECKING:
    import pytest


class Harness:
    """Progress on a fake clock."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.summary = Summary()
        self.requests = (0, 0)
        # Published for pro: 30 Light and 20 Medium requests per second.
        limiter = RateLimiter("pro", 0.5, clock=self.clock, pause=self.clock.pause)
        self.progress = Progress(
            self.summary, limiter, requests=lambda: self.requests, interval=30, clock=self.clock
        )


def test_nothing_has_been_read_at_the_start() -> None:
    assert Harness().progress.line() == "0:00: 0 records, 0 requests"


def test_a_line_has_the_totals_the_stream_and_the_busiest_limit_since_the_previous_line() -> None:
    harness = Harness()
    harness.summary.records.update(users=1200, meetings=34)
    harness.summary.reading = "meetings"
    for _ in range(100):
        harness.summary.on_request(USERS, 200)
    harness.clock.now += 10
    assert harness.progress.line() == (
        "0:10: 1,234 records, 100 requests; reading meetings; 50% of Zoom's Medium limit used"
    )

    for _ in range(60):
        harness.summary.on_request(MEETING, 200)
    harness.summary.on_request(replace(USERS, stream="other"), 429)
    harness.clock.now += 3660
    line = harness.progress.line()
    assert line.startswith("1:01:10: 1,234 records, 161 requests; ")
    assert line.endswith("; 0% of Zoom's Light limit used")


def test_what_is_known_to_be_left_is_shown_with_its_time() -> None:
    harness = Harness()
    harness.requests = (1000, 4000)
    assert harness.progress.line().endswith("; at least 3,000 requests to go")

    harness.clock.now += 30
    assert harness.progress.line().endswith("; at least 3,000 requests to go (1:30 at this rate)")


def test_every_rate_limit_label_has_a_rate() -> None:
    for label in RateLimitLabel:
        harness = Harness()
        harness.summary.on_request(replace(USERS, label=label), 200)
        harness.clock.now += 1
        assert f"% of Zoom's {label.value} limit used" in harness.progress.line()


def test_progress_needs_no_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be closed."""
    monkeypatch.setattr("sys.stderr", None)
    with Harness().progress.shown():
        pass
