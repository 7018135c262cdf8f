"""What goes out: lines in order, whole, and none kept back while the tap waits."""

from __future__ import annotations

import io
import json
import os
import select
import signal
from collections import Counter
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from singer_sdk.singerlib import Message, RecordMessage, SchemaMessage, StateMessage
from typing_extensions import override

from tap_zoom.singer.writer import Envelope, Stopped, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

PIPE = select.PIPE_BUF


def stop() -> None:
    """Send a signal."""
    os.kill(os.getpid(), signal.SIGTERM)


class Stdout(io.RawIOBase):
    """A pipe that keeps what is written at once apart."""

    def __init__(self, stops: int = 0) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self._stops = stops  # signals that arrive while it takes its first write

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Any) -> int:
        self.writes.append(bytes(data))
        while self._stops:
            self._stops -= 1
            stop()
        return len(data)

    def lines(self) -> list[dict[str, Any]]:
        """All that was written."""
        return [json.loads(line) for line in b"".join(self.writes).splitlines()]

    def put(self) -> Any:
        """Be the stdout of this process."""
        return patch("sys.stdout", io.TextIOWrapper(io.BufferedWriter(self)))


def record(number: int, size: int = 0) -> Message:
    return Envelope("users", None).around({"id": number, "text": "x" * size})


def numbers(stdout: Stdout) -> list[int]:
    return [line["record"]["id"] for line in stdout.lines() if line["type"] == "RECORD"]


OTHERS = {"STATE": StateMessage({}), "SCHEMA": SchemaMessage("users", {"properties": {}}, ["id"])}


@pytest.mark.parametrize("kind", OTHERS)
def test_any_other_message_goes_out_at_once_behind_the_records(kind: str) -> None:
    writer, stdout = Writer(), Stdout()
    with stdout.put():
        writer.write_message(record(1))
        writer.write_message(record(2))
        before = list(stdout.writes)
        writer.write_message(OTHERS[kind])

        assert before == []
        assert [line["type"] for line in stdout.lines()] == ["RECORD", "RECORD", kind]


def test_what_waits_goes_out_when_the_tap_is_about_to_wait() -> None:
    writer, stdout = Writer(), Stdout()
    with stdout.put():
        writer.write_message(record(1))
        writer.flush()
        assert numbers(stdout) == [1]
        writer.flush()
        assert len(stdout.writes) == 1


@given(
    st.lists(
        st.integers(0, 2 * PIPE) | st.integers(0, 200) | st.sampled_from(["STATE"]), min_size=1
    )
)
def test_lines_are_written_in_order_and_none_in_pieces_that_fits_a_pipe(
    sizes: list[int | str],
) -> None:
    """So a pipe takes each write whole: a run that is killed leaves half a line to nobody."""
    writer, stdout = Writer(), Stdout()
    said = [
        OTHERS["STATE"] if size == "STATE" else record(number, int(size))
        for number, size in enumerate(sizes)
    ]
    with stdout.put():
        for message in said:
            writer.write_message(message)
        writer.flush()

    kinds = [line["type"] for line in stdout.lines()]
    assert kinds == ["STATE" if size == "STATE" else "RECORD" for size in sizes]
    assert numbers(stdout) == [n for n, size in enumerate(sizes) if size != "STATE"]
    for written in stdout.writes:
        assert written.endswith(b"\n")
        assert len(written) <= PIPE or written.count(b"\n") == 1


def test_many_short_records_take_few_writes() -> None:
    writer, stdout = Writer(), Stdout()
    with stdout.put():
        for number in range(1000):
            writer.write_message(record(number))
        writer.flush()

    assert len(stdout.writes) < 1000 / 20
    assert numbers(stdout) == list(range(1000))


@pytest.mark.parametrize("version", [None, 7])
def test_a_record_is_said_as_the_sdk_says_it(version: int | None) -> None:
    row = {"id": 1, "name": "Zoë 🎉", "rows": [{"x": 1.5}, None], "open": True}
    ours, theirs = Stdout(), Stdout()
    writer = Writer()
    message = Envelope("users", version).around(row)
    with ours.put():
        writer.write_message(message)
        writer.flush()
    with theirs.put():
        stamp = message.to_dict()["time_extracted"]
        super(Writer, writer).write_message(RecordMessage("users", row, version, stamp))

    assert b"".join(ours.writes) == b"".join(theirs.writes)


def test_a_message_that_cannot_be_said_leaves_no_trace() -> None:
    writer, stdout = Writer(), Stdout()
    with stdout.put():
        writer.write_message(record(1))
        with pytest.raises(UnicodeEncodeError):
            writer.write_message(Envelope("users", None).around({"half": "\ud800"}))
        assert not writer.amid_line
        writer.write_message(record(2))
        writer.flush()

    assert numbers(stdout) == [1, 2]


# --- signals ------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Leave the process as it was."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_signal_between_two_writes_ends_the_run_and_loses_no_record() -> None:
    writer, stdout, told = Writer(), Stdout(), Counter[str]()
    writer.stop_on_signals(lambda: told.update(["stop"]))
    with stdout.put():
        writer.write_message(record(1))
        with pytest.raises(Stopped):
            stop()
        assert not writer.amid_line
        writer.write_message(OTHERS["STATE"])

    assert [line["type"] for line in stdout.lines()] == ["RECORD", "STATE"]
    assert told["stop"] == 1


def test_a_signal_amid_a_write_waits_for_its_end() -> None:
    writer = Writer()
    stdout = Stdout(stops=1)
    writer.stop_on_signals(lambda: None)
    with stdout.put():
        writer.write_message(record(1))
        writer.write_message(record(2))
        with pytest.raises(Stopped) as raised:
            writer.flush()

        assert not writer.amid_line
        writer.write_message(OTHERS["STATE"])

    assert raised.value.code == 128 + signal.SIGTERM
    assert [line["type"] for line in stdout.lines()] == ["RECORD", "RECORD", "STATE"]


def test_a_second_signal_amid_a_write_ends_the_run_at_once() -> None:
    """Then somebody gets half a line, and nothing may follow it."""
    writer = Writer()
    stdout = Stdout(stops=2)
    writer.stop_on_signals(lambda: None)
    with stdout.put():
        writer.write_message(record(1))
        with pytest.raises(Stopped):
            writer.flush()

    assert writer.amid_line
