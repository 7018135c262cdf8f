"""All streams yield the same records for the same requests, with and without prefetching."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from tap_zoom.prefetch.prefetcher import Prefetcher
from tests.e2e.expected import ALL_STREAMS, catalog_of
from tests.e2e.harness import Output, account, extract

if TYPE_CHECKING:
    from sandbox import Zoom
    from tap_zoom.api.request import Request
    from tap_zoom.prefetch.tasks import FetchTask, Tree

pytestmark = pytest.mark.e2e

SINCE = "2026-08-20T00:00:00Z"


class Watched:
    """What the main thread had to fetch for itself, and what was fetched for no use."""

    def __init__(self) -> None:
        self.unplanned: list[str] = []
        self.in_vain: list[str] = []

    def watching(self) -> Any:
        """Watch all prefetching."""
        take, drop = Prefetcher._consume, Prefetcher._cancel

        def consumed(ahead: Prefetcher, call: Request) -> FetchTask:
            task = take(ahead, call)
            if task.tree is None:
                self.unplanned.append(call.path)
            return task

        def cancelled(ahead: Prefetcher, task: FetchTask, tree: Tree) -> None:
            self.in_vain.append(task.planned.request.path)
            drop(ahead, task, tree)

        return patch.multiple(Prefetcher, _consume=consumed, _cancel=cancelled)


def messages(output: Output) -> list[str]:
    """Return everything that a run wrote, except the times."""
    found = []
    for line in output.stdout.splitlines():
        message = json.loads(line)
        message.pop("time_extracted", None)
        found.append(json.dumps(message))
    return found


def run(zoom: Zoom, **settings: Any) -> tuple[Output, Counter[tuple[str, str]]]:
    """Run all streams; return the output and the requests."""
    zoom.log.clear()
    output = extract(zoom, catalog_of(*ALL_STREAMS), **{"start_date": SINCE, **settings})
    assert output.error is None
    return output, Counter((entry.path, entry.query) for entry in zoom.log)


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        ({"page_cap": 7, "late_data": True, "seed": 2}, {"report_source": "active_hosts"}),
        (
            {"size": 12, "seed": 7, "meetings": 1},
            {"report_source": "history", "recording_source": "account", "max_concurrency": 100},
        ),
    ],
)
def test_prefetching_changes_nothing_and_costs_nothing(
    options: dict[str, Any], settings: dict[str, Any]
) -> None:
    """Message by message and request by request; nothing is fetched needlessly or forgotten."""
    made: dict[str, Any] = {"history_days": 60, "secrets": "core", "meetings": 2}
    with account(**made | {"participants": 3} | options) as zoom:
        expected, asked = run(zoom, **{**settings, "max_concurrency": 1})
        watched = Watched()
        with watched.watching():
            output, ahead = run(zoom, **settings)

        # Tokens of pages differ from run to run.
        if "page_cap" not in options:
            assert ahead == asked
        assert ahead.total() == asked.total()
        assert messages(output) == messages(expected)
        assert watched.unplanned == []
        assert watched.in_vain == []
