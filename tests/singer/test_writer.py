"""The writer: whole lines in order, several at a time, and none buffered while the tap waits."""

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

from tap_zoom.singer.writer import ReusableRecordMessage, TerminatedBySignal, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

PIPE = select.PIPE_BUF


def send_signal() -> None:
    """Send SIGTERM to this process."""
    os.kill(os.getpid(), signal.SIGTERM)


class Stdout(io.RawIOBase):
    """A pipe.

    Args:
        signals: Number of signals that arrive during the first write.

    Attributes:
        writes: What was written, write by write.
    """

    def __init__(self, signals: int = 0) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self._signals = signals

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Any) -> int:
        self.writes.append(bytes(data))
        while self._signals:
            self._signals -= 1
            send_signal()
        return len(data)

    def lines(self) -> list[dict[str, Any]]:
        """Return all lines that were written."""
        return [json.loads(line) for line in b"".join(self.writes).splitlines()]

    def installed(self) -> Any:
        """Make this the stdout of the process."""
        return patch("sys.stdout", io.TextIOWrapper(io.BufferedWriter(self)))


def record(number: int, size: int = 0) -> Message:
    return ReusableRecordMessage("users", None).with_record({"id": number, "text": "x" * size})


def numbers(stdout: Stdout) -> list[int]:
    return [line["record"]["id"] for line in stdout.lines() if line["type"] == "RECORD"]


OTHERS = {"STATE": StateMessage({}), "SCHEMA": SchemaMessage("users", {"properties": {}}, ["id"])}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_message_is_written_at_once_after_the_buffered_records(kind: str) -> None:
    writer, stdout = Writer(), Stdout()
    with stdout.installed():
        writer.write_message(record(1))
        writer.write_message(record(2))
        before = list(stdout.writes)
        writer.write_message(OTHERS[kind])

        assert before == []
        assert [line["type"] for line in stdout.lines()] == ["RECORD", "RECORD", kind]


@given(text=st.text(st.sampled_from('\0\\u0"é'), max_size=12), as_name=st.booleans())
def test_nul_characters_are_left_out_of_text(text: str, *, as_name: bool) -> None:
    """A database refuses them, and with them the whole batch."""
    writer, stdout = Writer(), Stdout()
    values = {text: 1} if as_name else {"rows": [{"text": text}]}
    with stdout.installed():
        writer.write_message(ReusableRecordMessage("users", None).with_record(values))
        writer.flush()

    clean = text.replace("\0", "")
    (line,) = stdout.lines()
    assert line["record"] == ({clean: 1} if as_name else {"rows": [{"text": clean}]})


def test_flush_writes_buffered_records_once() -> None:
    writer, stdout = Writer(), Stdout()
    with stdout.installed():
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
def test_lines_are_written_in_order_and_never_split_if_they_fit_a_pipe(
    sizes: list[int | str],
) -> None:
    """The pipe accepts each write as a whole: a run that is killed leaves no half line."""
    writer, stdout = Writer(), Stdout()
    messages = [
        OTHERS["STATE"] if size == "STATE" else record(number, int(size))
        for number, size in enumerate(sizes)
    ]
    with stdout.installed():
        for message in messages:
            writer.write_message(message)
        writer.flush()

    kinds = [line["type"] for line in stdout.lines()]
    assert kinds == ["STATE" if size == "STATE" else "RECORD" for size in sizes]
    assert numbers(stdout) == [n for n, size in enumerate(sizes) if size != "STATE"]
    for written in stdout.writes:
        assert written.endswith(b"\n")
        assert len(written) <= PIPE or written.count(b"\n") == 1


def test_short_records_are_written_many_at_a_time() -> None:
    writer, stdout = Writer(), Stdout()
    with stdout.installed():
        for number in range(1000):
            writer.write_message(record(number))
        writer.flush()

    assert len(stdout.writes) < 1000 / 20
    assert numbers(stdout) == list(range(1000))


@pytest.mark.parametrize("version", [None, 7])
def test_record_is_encoded_as_by_the_sdk(version: int | None) -> None:
    row = {"id": 1, "name": "Zoë 🎉", "rows": [{"x": 1.5}, None], "open": True}
    ours, theirs = Stdout(), Stdout()
    writer = Writer()
    message = ReusableRecordMessage("users", version).with_record(row)
    with ours.installed():
        writer.write_message(message)
        writer.flush()
    with theirs.installed():
        extracted = message.to_dict()["time_extracted"]
        super(Writer, writer).write_message(RecordMessage("users", row, version, extracted))

    assert b"".join(ours.writes) == b"".join(theirs.writes)


def test_state_holds_no_secret_that_a_server_returned_as_an_id() -> None:
    writer, stdout = Writer(), Stdout()
    writer.redact = lambda text: text.replace("hush", "***")
    with stdout.installed():
        writer.write_message(StateMessage({"bookmarks": {"a": {"uuid": "hush=="}}}))

    assert stdout.lines()[0]["value"] == {"bookmarks": {"a": {"uuid": "***=="}}}


def test_message_that_cannot_be_encoded_leaves_no_trace() -> None:
    writer, stdout = Writer(), Stdout()
    with stdout.installed():
        writer.write_message(record(1))
        with pytest.raises(UnicodeEncodeError):
            writer.write_message(
                ReusableRecordMessage("users", None).with_record({"half": "\ud800"})
            )
        assert not writer.mid_write
        writer.write_message(record(2))
        writer.flush()

    assert numbers(stdout) == [1, 2]


# --- signals ------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """Restore the signal handlers."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in before.items():
        signal.signal(number, handler)


def test_signal_between_two_writes_ends_the_run_and_loses_no_record() -> None:
    writer, stdout, calls = Writer(), Stdout(), Counter[str]()
    writer.stop_on_signals(lambda: calls.update(["on_signal"]))
    with stdout.installed():
        writer.write_message(record(1))
        with pytest.raises(TerminatedBySignal):
            send_signal()
        assert not writer.mid_write
        writer.write_message(OTHERS["STATE"])

    assert [line["type"] for line in stdout.lines()] == ["RECORD", "STATE"]
    assert calls["on_signal"] == 1


@pytest.mark.parametrize(
    ("number", "name"),
    [(signal.SIGINT, "Ctrl-C"), (signal.SIGTERM, "SIGTERM"), (signal.SIGHUP, "SIGHUP")],
)
def test_end_of_the_run_says_which_signal_it_was(number: int, name: str) -> None:
    Writer().stop_on_signals(lambda: None)
    with pytest.raises(TerminatedBySignal) as raised:
        os.kill(os.getpid(), number)

    assert str(raised.value) == name
    assert raised.value.code == 128 + number


def test_closed_terminal_does_not_end_a_run_that_nohup_protects() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    Writer().stop_on_signals(lambda: None)

    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_signal_during_a_write_takes_effect_after_it() -> None:
    writer = Writer()
    stdout = Stdout(signals=1)
    writer.stop_on_signals(lambda: None)
    with stdout.installed():
        writer.write_message(record(1))
        writer.write_message(record(2))
        with pytest.raises(TerminatedBySignal) as raised:
            writer.flush()

        assert not writer.mid_write
        writer.write_message(OTHERS["STATE"])

    assert raised.value.code == 128 + signal.SIGTERM
    assert [line["type"] for line in stdout.lines()] == ["RECORD", "RECORD", "STATE"]


def test_second_signal_during_a_write_ends_the_run_at_once() -> None:
    """Half a line may have been written, and nothing may follow it."""
    writer = Writer()
    stdout = Stdout(signals=2)
    writer.stop_on_signals(lambda: None)
    with stdout.installed():
        writer.write_message(record(1))
        with pytest.raises(TerminatedBySignal):
            writer.flush()

    assert writer.mid_write
