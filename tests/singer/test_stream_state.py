"""STATE: the SDK adds nothing to it, and writes what the tap adds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tests.small_tap import TIMES, ChildRows, FailingRows, Ours, Theirs, on, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest
    from singer_sdk.helpers.types import Context, Record


def test_sdk_advances_no_bookmark(capsys: pytest.CaptureFixture[str]) -> None:
    """It would take an unsorted stream's maximum, which doesn't say what was read."""
    theirs, _ = run(on(Theirs), capsys)
    ours, _ = run(on(Ours), capsys)

    assert theirs.state["bookmarks"]["child"]["replication_key_value"] == TIMES[2]
    assert not ours.state["bookmarks"].get("child")


def test_sdk_leaves_no_markers_in_an_interrupted_run(capsys: pytest.CaptureFixture[str]) -> None:
    """They would stay in STATE forever, and no run can resume from them."""
    theirs, _ = run(on(Theirs, child_rows=FailingRows), capsys)
    ours, _ = run(on(Ours, child_rows=FailingRows), capsys)

    assert set(theirs.state["bookmarks"]["child"]) >= {
        "progress_markers",
        "replication_key_signpost",
        "starting_replication_value",
    }
    assert not ours.state["bookmarks"].get("child")


class StatefulRows(ChildRows):
    """A stream with a bookmark of its own."""

    stream_state: dict[str, Any]

    @override
    def request_records(self, context: Context | None) -> Iterable[Record]:
        for record in super().request_records(context):
            self.stream_state["replication_key_value"] = record["id"]
            yield record


def test_changed_state_is_written_after_the_records_of_a_parent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, messages = run(on(Ours, child_rows=StatefulRows), capsys)
    found = []
    for message in messages:
        if message["type"] == "STATE":
            found.append(message["value"]["bookmarks"].get("child", {}))
        elif message.get("stream") == "child" and message["type"] == "RECORD":
            found.append(message["record"]["id"])

    assert found[:6] == [
        item for number in range(3) for item in (number, {"replication_key_value": number})
    ]


def test_state_can_be_written_without_records(capsys: pytest.CaptureFixture[str]) -> None:
    """The SDK writes none if a stream has had no record since; none repeats the last one."""
    for base, count in ((Theirs, 0), (Ours, 1)):
        tap, _ = run(on(base), capsys)
        stream = tap.streams["child"]
        stream.stream_state["replication_key_value"] = "later"
        for _ in range(2):
            getattr(stream, "write_state", stream._write_state_message)()
        written = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

        assert [m["value"]["bookmarks"]["child"] for m in written] == [
            {"replication_key_value": "later"}
        ] * count
