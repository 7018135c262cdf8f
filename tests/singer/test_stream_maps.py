"""Stream maps: they work as in the SDK, and an error names the setting and the stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from tap_zoom.exceptions import ConfigError
from tap_zoom.singer.stream import SingerStream
from tests.small_tap import Ours, RecordingWriter, SmallTap, Theirs, on, records_of, run, streams_of

if TYPE_CHECKING:
    from singer_sdk.singerlib import Message


def test_children_of_a_filtered_record_are_not_read(capsys: pytest.CaptureFixture[str]) -> None:
    """The SDK's filter is the same."""
    config = {"stream_maps": {"parent": {"__filter__": "id > 0"}}}
    _, theirs = run(on(Theirs), capsys, config)
    _, ours = run(on(Ours), capsys, config)

    assert records_of(ours) == records_of(theirs)
    assert streams_of(ours, "RECORD") == ["child", "parent"] * 2


def test_filter_is_not_applied_to_a_preview() -> None:
    """Where it fails, reading the record raises the error, after all records before it."""
    config = {"stream_maps": {"parent": {"__filter__": "1 / id > 0"}}}
    tap = SmallTap.with_streams(on(Ours), config=config)
    stream = tap.streams["parent"]
    assert isinstance(stream, SingerStream)

    assert list(stream.child_contexts({"id": 0}, None)) == [{"id": 0}]
    with pytest.raises(ConfigError):
        list(stream.generate_child_contexts({"id": 0}, None))


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ({"__filter__": "1 / id > 0"}, "ZeroDivisionError"),
        ({"odd": "int(start_time)"}, "ValueError"),
        ({"odd": "unknown + 1"}, "MapExpressionError"),
    ],
)
def test_failing_stream_map_is_named_without_the_records_values(
    capsys: pytest.CaptureFixture[str], expression: dict[str, str], error: str
) -> None:
    config = {"stream_maps": {"parent": expression}}
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - an expression may raise anything
        run(on(Theirs), capsys, config)
    with pytest.raises(ConfigError) as ours:
        run(on(Ours), capsys, config)

    assert type(theirs.value).__name__ == error
    assert str(ours.value) == (
        f"stream_maps fails for parent ({error}). Correct the expression in the setting."
    )
    assert ours.value.__cause__ is None


def test_closed_pipe_is_not_blamed_on_stream_maps() -> None:
    class Closed(RecordingWriter):
        @override
        def write_message(self, message: Message) -> None:
            if message.to_dict()["type"] == "RECORD":
                raise BrokenPipeError

    config = {"stream_maps": {"parent": {"twice": "id * 2"}}}
    tap = SmallTap.with_streams(on(Ours)[:1], config=config, message_writer=Closed())

    with pytest.raises(BrokenPipeError):
        tap.sync_all()
