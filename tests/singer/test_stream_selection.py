"""Selection: the catalog decides, and secrets are opt-in."""

from __future__ import annotations

import inspect
import logging
from typing import Any

import pytest
from singer_sdk import Tap

from tap_zoom.singer.muting import DESELECTED
from tap_zoom.singer.stream import SingerStream
from tap_zoom.tap import TapZoom
from tests.small_tap import TIMES, Ours, SecretRows, SmallTap, Theirs, on, records_of, run


def test_connection_test_selects_nothing() -> None:
    """The SDK selects every stream, even if the app has no scopes for it."""
    tap = TapZoom(config={}, validate_config=False)
    groups = tap.streams["groups"]
    groups.selected = True

    assert "stream.selected = True" in inspect.getsource(Tap.run_sync_dry_run)
    assert not groups.selected


def test_property_can_be_deselected_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    """It is in the catalog; the SDK has no switch for it."""
    catalog = SmallTap.with_streams(on(Ours, SecretRows)).catalog_dict
    (entry,) = (found for found in catalog["streams"] if found["tap_stream_id"] == "parent")
    metadata = {tuple(item["breadcrumb"]): item["metadata"] for item in entry["metadata"]}
    _, theirs = run(on(Theirs, SecretRows), capsys)
    _, ours = run(on(Ours, SecretRows), capsys)

    assert metadata["properties", "start_time"]["selected-by-default"] is False
    assert "selected-by-default" not in metadata["properties", "id"]
    assert ("parent", {"id": 0, "start_time": TIMES[0]}) in records_of(theirs)
    assert ("parent", {"id": 0}) in records_of(ours)


def test_input_catalog_overrides_the_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    catalog = SmallTap.with_streams(on(Theirs, SecretRows)).catalog_dict
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            item["metadata"]["selected"] = True
    _, ours = run(on(Ours, SecretRows), capsys, catalog=catalog)

    assert ("parent", {"id": 0, "start_time": TIMES[0]}) in records_of(ours)


@pytest.mark.parametrize(
    ("entry", "is_written"),
    [
        (None, False),
        ({}, False),
        ({"inclusion": "available"}, False),
        ({"inclusion": "automatic"}, False),
        ({"inclusion": "available", "selected-by-default": True}, False),
        ({"inclusion": "available", "selected": False}, False),
        ({"inclusion": "available", "selected": True}, True),
        ({"selected": True}, True),
    ],
)
def test_property_that_is_deselected_by_default_needs_an_entry_that_selects_it(
    entry: dict[str, Any] | None, capsys: pytest.CaptureFixture[str], *, is_written: bool
) -> None:
    """For the SDK, a property is selected with its stream."""
    catalog = SmallTap.with_streams(on(Theirs, SecretRows)).catalog_dict
    for stream in catalog["streams"]:
        stream["metadata"] = [{"breadcrumb": [], "metadata": {"selected": True}}]
        if entry is not None:
            crumb = ["properties", "start_time"]
            stream["metadata"].append({"breadcrumb": crumb, "metadata": entry})
    _, ours = run(on(Ours, SecretRows), capsys, catalog=catalog)

    record = {"id": 0, "start_time": TIMES[0]} if is_written else {"id": 0}
    assert ("parent", record) in records_of(ours)


@pytest.mark.parametrize(
    ("selected", "expected"),
    [
        ({"parent": True, "child": True}, {"parent": True, "child": True}),
        ({"parent": False, "child": True}, {"parent": True, "child": True}),
        ({"parent": True, "child": False}, {"parent": True, "child": False}),
        ({"parent": False, "child": False}, {"parent": False, "child": False}),
    ],
)
def test_stream_is_read_if_it_or_a_descendant_is_selected(
    selected: dict[str, bool], expected: dict[str, bool]
) -> None:
    catalog = SmallTap.with_streams(on(Ours)).catalog_dict
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            if not item["breadcrumb"]:
                item["metadata"]["selected"] = selected[entry["tap_stream_id"]]
    tap = SmallTap.with_streams(on(Ours), catalog=catalog)

    found = {
        name: stream.is_read
        for name, stream in tap.streams.items()
        if isinstance(stream, SingerStream)
    }
    assert found == expected


def test_streams_that_are_not_selected_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The SDK has a line for each, in each run."""
    catalog: dict[str, Any] = {"streams": []}
    with caplog.at_level(logging.DEBUG):
        TapZoom(config={}, validate_config=False, catalog=catalog).sync_all()

    assert DESELECTED in inspect.getsource(Tap.sync_all)
    assert caplog.messages == []
