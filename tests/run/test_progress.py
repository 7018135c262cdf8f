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
        self.lists = (0, 0)
        # Published for pro: 30 Light and 20 Medium requests per second.
        limiter = RateLimiter("pro", 0.5, clock=self.clock, pause=self.clock.pause)
        self.progress = Progress(
            self.summary, limiter, lists=lambda: self.lists, interval=30, clock=self.clock
        )


def test_nothing_has_been_read_at_the_start() -> None:
    assert Harness().progress.line() == "0:00: 0 records; requests: none yet"


def test_a_line_has_the_totals_and_the_rates_since_the_previous_line() -> None:
    harness = Harness()
    harness.summary.records.update(users=1200, meetings=34)
    for _ in range(100):
        harness.summary.on_request(USERS, 200)
    harness.clock.now += 10
    assert harness.progress.line() == (
        "0:10: 1,234 records; requests: Medium 100 (50% of the limit)"
    )

    for _ in range(60):
        harness.summary.on_request(MEETING, 200)
    harness.summary.on_request(replace(USERS, stream="other"), 429)
    harness.clock.now += 60
    assert harness.progress.line() == (
        "1:10: 1,234 records; requests: Light 60 (3% of the limit), Medium 101 (0% of the limit)"
    )


def test_the_number_of_known_lists_is_shown_when_prefetching() -> None:
    harness = Harness()
    harness.lists = (1000, 12_000)

    assert harness.progress.line() == (
        "0:00: 0 records, 1,000 of 12,000 known lists; requests: none yet"
    )


def test_every_rate_limit_label_has_a_rate() -> None:
    harness = Harness()
    for label in RateLimitLabel:
        harness.summary.on_request(replace(USERS, label=label), 200)
    harness.clock.now += 1

    line = harness.progress.line()
    assert all(f"{label.value} 1 (" in line for label in RateLimitLabel)


def test_progress_needs_no_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be closed."""
    monkeypatch.setattr("sys.stderr", None)
    with Harness().progress.shown():
        pass
