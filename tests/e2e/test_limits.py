"""Rate limits, in each form of Retry-After: waited for, or the run ends in good order."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tap_zoom.api.rate_limiter import RateLimiter
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.exceptions import LimitError
from tap_zoom.run.context import Run
from tests.e2e.closing import table
from tests.e2e.expected import assert_complete, catalog_of
from tests.e2e.harness import account, error_lines, execute, extract, quick_retries, write

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

STREAMS = ("users", "meetings", "meeting_polls")
POLLS = "^/meetings/{meetingId}/polls$"
BODY = {"code": 429, "message": "You have reached the maximum per-second rate limit for this API."}
WAIT = 40


def _retry_after(zoom: Zoom, form: str) -> str:
    moment = zoom.clock.now() + timedelta(seconds=WAIT)
    forms = {
        "seconds": str(WAIT),
        "ISO date": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "HTTP date": format_datetime(moment, usegmt=True),
    }
    return forms[form]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of a run, whose clock jumps instead."""
    found: list[float] = []
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + sum(found))
    monkeypatch.setattr("tap_zoom.run.context.time", clock)
    monkeypatch.setattr(Run, "_pause", lambda _, seconds: found.append(seconds))
    return found


@pytest.mark.parametrize("form", ["seconds", "ISO date", "HTTP date"])
def test_a_limit_is_waited_for_as_long_as_zoom_says(
    zoom: Zoom, pauses: list[float], form: str
) -> None:
    """A date refers to Zoom's clock, which is months away from this machine's."""
    headers = {"Retry-After": _retry_after(zoom, form)}
    zoom.faults.add(POLLS, status=429, body=BODY, headers=headers, nth=5)
    output = extract(zoom, catalog_of(*STREAMS))

    assert output.error is None
    assert WAIT - 1 < max(pauses) < WAIT + 5
    assert len(output.records["meeting_polls"]) == len(zoom.truth()["meeting_polls"])


@pytest.mark.parametrize("form", ["seconds", "ISO date", "HTTP date"])
def test_a_limit_beyond_the_longest_wait_ends_the_run_in_good_order(zoom: Zoom, form: str) -> None:
    headers = {"Retry-After": _retry_after(zoom, form)}
    zoom.faults.add(POLLS, status=429, body=BODY, headers=headers, nth=5)
    output = extract(zoom, catalog_of(*STREAMS), max_wait=5)

    assert isinstance(output.error, LimitError)
    assert "Light requests" in str(output.error)
    assert "max_wait" in str(output.error)
    assert output.stdout.splitlines()[-1].startswith('{"type":"STATE"')
    assert table(output.log)["meeting_polls"].requests > 0  # others may still be in flight


def test_a_run_that_ends_for_a_limit_logs_one_line_and_fails(tmp_path: Path) -> None:
    with account(now=None) as zoom:
        headers = {"Retry-After": "3600"}
        zoom.faults.add("^/users$", status=429, body=BODY, headers=headers)
        config = write(tmp_path / "config.json", zoom.config(max_wait=5))
        output = execute("--config", config)

    assert output.code == 1
    assert len(error_lines(output.log)) == 1
    assert "resets in 61 min" in output.log or "resets in 60 min" in output.log
    assert output.states
    assert "Traceback" not in output.log


@pytest.mark.parametrize("read_ahead", [True, False])
def test_each_attempt_of_a_request_has_a_slot_of_its_own(
    zoom: Zoom, monkeypatch: pytest.MonkeyPatch, *, read_ahead: bool
) -> None:
    slots: list[RateLimitLabel] = []  # not counters, in which threads lose each other's counts
    spent: list[RateLimitLabel] = []
    acquire, count_request = RateLimiter.acquire, RateLimiter.count_request

    def acquire_and_count(self: RateLimiter, label: RateLimitLabel) -> None:
        acquire(self, label)
        slots.append(label)

    def count_request_and_count(self: RateLimiter, label: RateLimitLabel) -> None:
        count_request(self, label)
        spent.append(label)

    monkeypatch.setattr("backoff.full_jitter", lambda value: value / 100)
    monkeypatch.setattr(RateLimiter, "acquire", acquire_and_count)
    monkeypatch.setattr(RateLimiter, "count_request", count_request_and_count)
    retry = {"Retry-After": "0"}
    for kind, every in (("5xx", 7), ("reset", 11), ("cut", 13), ("html", 17)):
        zoom.faults.add("^/v2/", kind=kind, every=every)
    zoom.faults.add("^/v2/", status=429, body=BODY, headers=retry, every=19)
    more: dict[str, Any] = {} if read_ahead else {"max_concurrency": 1}
    with quick_retries():
        output = extract(zoom, catalog_of(*STREAMS, "report_webinars"), **more)

    assert output.error is None
    assert_complete(output, zoom.truth(streams=["users", "report_webinars"]))
    asked = Counter(RateLimitLabel(entry.label) for entry in zoom.log if entry.label)
    assert {fault.kind for fault in zoom.faults.rules if not fault.struck} == set()
    assert Counter(spent) == asked
    assert not asked - Counter(slots)
