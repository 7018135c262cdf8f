"""All streams yield the same records for the same requests, with and without prefetching."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from tap_zoom.prefetch.prefetcher import Prefetcher
from tests.e2e.expected import ALL_STREAMS, catalog_of
from tests.e2e.harness import Output, extract
from tests.e2e.selections import family, small

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sandbox import Zoom
    from tap_zoom.api.request import Request
    from tap_zoom.prefetch.tasks import FetchTask, Tree

pytestmark = pytest.mark.e2e

SINCE = "2026-08-20T00:00:00Z"
#: Streams that read something else if a setting says so, and what depends on them.
BY_SOURCE = sorted(family("report_meetings", "report_webinars", "recordings"))

_PAGE_TOKEN = re.compile("next_page_token=[^&]*")  # differs from run to run


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


def run(
    zoom: Zoom, streams: Iterable[str], **settings: Any
) -> tuple[Output, Counter[tuple[str, str]]]:
    """Run some streams; return the output and the requests, without the tokens of pages."""
    zoom.log.clear()
    output = extract(zoom, catalog_of(*streams), start_date=SINCE, **settings)
    assert output.error is None
    asked = ((entry.path, _PAGE_TOKEN.sub("next_page", entry.query)) for entry in zoom.log)
    return output, Counter(asked)


@pytest.mark.parametrize(
    ("streams", "options", "settings"),
    [
        (
            ALL_STREAMS,
            {"page_cap": 12, "late_data": True, "seed": 2},
            {"report_source": "active_hosts"},
        ),
        (
            BY_SOURCE,
            {"size": 12, "seed": 7},
            {"report_source": "history", "recording_source": "account", "max_concurrency": 100},
        ),
    ],
    ids=["all streams", "other sources"],
)
def test_prefetching_changes_nothing_and_costs_nothing(
    streams: Collection[str], options: dict[str, Any], settings: dict[str, Any]
) -> None:
    """Message by message and request by request; nothing is fetched needlessly or forgotten."""
    with small(**{"history_days": 60, **options}) as zoom:
        expected, asked = run(zoom, streams, **{**settings, "max_concurrency": 1})
        watched = Watched()
        with watched.watching():
            output, ahead = run(zoom, streams, **settings)

        assert all(expected.records[name] for name in streams)
        assert any("next_page" in query for _, query in asked) is ("page_cap" in options)
        assert ahead == asked
        assert messages(output) == messages(expected)
        assert watched.unplanned == []
        assert watched.in_vain == []
