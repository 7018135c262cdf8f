"""What the SDK adds: stream maps, flattening, batches."""

from __future__ import annotations

import json
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.expected import catalog_of
from tests.e2e.harness import account, error_lines, execute, extract, write
from tests.fake_prefetch import live_workers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

SOON = 2.0
TELLING = 1.0  # more, for an interpreter that ends on a busy machine

#: Settings that the SDK fails to apply, and what the tap logs.
FAILING: dict[str, tuple[dict[str, Any], str]] = {
    "value": (
        {"stream_maps": {"meetings": {"odd": "int(topic)"}}},
        "stream_maps fails for meetings (ValueError)",
    ),
    "filter": (
        {"stream_maps": {"users": {"__filter__": "1 / (type - type) > 0"}}},
        "stream_maps fails for users (ZeroDivisionError)",
    ),
    "name": (
        {"stream_maps": {"meetings": {"odd": "nosuchfield + 1"}}},
        "stream_maps fails for meetings (MapExpressionError)",
    ),
}


def test_a_filtered_record_has_no_children(zoom: Zoom) -> None:
    everything = extract(zoom, catalog_of("meetings", "meeting_polls"))
    kept = everything.ids("meeting_polls", "meeting_id")[0]
    maps = {"meetings": {"__filter__": f"id == {kept}"}}
    output = extract(zoom, catalog_of("meetings", "meeting_polls"), stream_maps=maps)

    assert output.ids("meetings") == [kept]
    assert set(output.ids("meeting_polls", "meeting_id")) == {kept}


def test_a_filtered_user_is_not_a_host(zoom: Zoom) -> None:
    host = zoom.account.user(0).id
    maps = {"users": {"__filter__": f"id == '{host}'"}}
    output = extract(zoom, catalog_of("users", "meetings", "webinars"), stream_maps=maps)

    assert output.ids("users") == [host]
    assert set(output.ids("meetings", "user_id")) == {host}


def test_a_column_can_be_hashed_and_another_left_out(zoom: Zoom) -> None:
    maps = {"users": {"email": "md5(email)", "last_name": None}}
    output = extract(zoom, catalog_of("users"), stream_maps=maps)

    assert all(len(email) == 32 and "@" not in email for email in output.ids("users", "email"))
    assert not any("last_name" in row for row in output.records["users"])


def test_a_stream_can_be_renamed(zoom: Zoom) -> None:
    maps = {"users": {"__alias__": "zoom_users"}}
    output = extract(zoom, catalog_of("users", "meetings"), stream_maps=maps)

    assert set(output.schemas) == {"zoom_users", "meetings"}
    assert len(output.records["zoom_users"]) == len(zoom.truth()["users"])
    assert output.records["meetings"]


def test_nested_fields_can_be_flattened(zoom: Zoom) -> None:
    settings: dict[str, Any] = {"flattening_enabled": True, "flattening_max_depth": 1}
    output = extract(zoom, catalog_of("meetings"), **settings)

    properties = output.schemas["meetings"]["properties"]
    assert "settings__approval_type" in properties
    assert "settings" not in properties
    assert any(row.get("settings__approval_type") == 2 for row in output.records["meetings"])


def test_batches_are_not_supported(zoom: Zoom, tmp_path: Path) -> None:
    """They would bypass deselection; the setting is unknown, and records go to stdout."""
    storage = {"root": tmp_path.as_uri(), "prefix": ""}
    batches = {"encoding": {"format": "jsonl", "compression": "gzip"}, "storage": storage}
    output = extract(zoom, catalog_of("users"), batch_config=batches)

    assert "Setting batch_config is unknown and has no effect." in output.log
    assert len(output.records["users"]) == len(zoom.truth()["users"])
    assert not any(tmp_path.iterdir())


@pytest.fixture
def busy() -> Iterator[Zoom]:
    """An account with which a run's threads are still busy when its main thread fails."""
    with account(now=None, latency=0.1) as zoom:  # a process has the real time
        zoom.faults.add("^/chat/users/{userId}/channels$", kind="slow", seconds=30)
        yield zoom


@pytest.mark.parametrize("kind", FAILING)
def test_a_setting_that_fails_ends_the_run_soon_and_in_good_order(
    busy: Zoom, tmp_path: Path, kind: str
) -> None:
    """One line names the setting, without values of records; no thread is waited for."""
    settings, said = FAILING[kind]
    config = write(tmp_path / "config.json", busy.config(plan="business", **settings))
    output = execute("--config", config)
    ended = datetime.now(timezone.utc)

    (line,) = error_lines(output.log)
    told = datetime.strptime(line.split(" | ")[0], "%Y-%m-%d %H:%M:%S,%f").astimezone()
    assert output.code == 1
    assert said in line
    assert "Traceback" not in output.log
    assert json.loads(output.stdout.splitlines()[-1])["type"] == "STATE"
    assert busy.faults.rules[0].struck
    assert (ended - told).total_seconds() < SOON + TELLING


def test_threads_end_when_the_main_thread_fails() -> None:
    maps = {"meetings": {"odd": "int(topic)"}}
    with account(latency=0.1) as zoom:
        output = extract(zoom, stream_maps=maps)
        assert "stream_maps fails for meetings (ValueError)" in str(output.error)
        until = time.monotonic() + SOON + TELLING
        for thread in live_workers():
            thread.join(until - time.monotonic())

        assert live_workers() == []


def test_a_map_that_cannot_be_parsed_is_reported_before_the_run(zoom: Zoom, tmp_path: Path) -> None:
    maps = {"meetings": {"odd": "1 +"}}
    output = execute("--config", write(tmp_path / "c.json", zoom.config(stream_maps=maps)))

    (line,) = error_lines(output.log)
    assert output.code == 1
    assert "stream_maps fails (MapExpressionError: Failed to parse expression 1 +.)" in line
    assert not output.stdout
