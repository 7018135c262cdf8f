"""Two runs of the tap, with all streams, against the same account on two days."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox import Options, running
from tests.meltano.warehouse import comparable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Row = dict[str, Any]
Key = tuple[str, ...]

#: Of recordings, which never expire; older ones would only take longer.
DAYS = 35
#: Between the runs: new sessions are held, and others expire.
DAYS_BETWEEN = 2
USERS = 8

#: What the account lacks and a target could trip over: it replaces fields of one user.
ODD: Row = {
    "dept": 'back\\slash \\n \\N "quoted" \'single\' a,b;c\td\r\ne\u2028f 🦓 {"json": [1]} NULL',
    "pmi": 2**63 - 1,
}


@dataclass
class Stream:
    """The latest record of each key."""

    keys: list[str] = field(default_factory=list)
    rows: dict[Key, Row] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """The messages of a run, and what a target should hold after it."""

    messages: Path
    written: int
    streams: Mapping[str, Stream]


def recorded(folder: Path, settings: Mapping[str, Any]) -> list[Run]:
    """Run the tap twice, the second time with the state of the first.

    Args:
        folder: Where the messages are kept.
        settings: The tap's settings, apart from the account's.

    Raises:
        RuntimeError: A run failed, or didn't write what the account holds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(timezone.utc).replace(microsecond=0)
    since = (now - timedelta(days=DAYS)).isoformat()
    options = Options(size=USERS, plan="business", history_days=90, limits=False, frozen=True)
    state: Row | None = None
    streams: dict[str, Stream] = {}
    known: dict[str, Any] = {}
    runs = []
    with running(options) as zoom:
        for number, days in enumerate((DAYS_BETWEEN, 0), start=1):
            zoom.clock.set(now - timedelta(days=days))
            config = {**zoom.config(plan="business", start_date=since), **settings}
            messages, state = _run(folder / f"run{number}", config, state)
            written = _add(streams, messages)
            if not settings:  # else the records have other fields than the account's rows
                truth = zoom.truth(streams=tuple(streams), since=since)
                _check(streams, truth, known)
            _make_odd(messages)
            _add(streams, messages)
            runs.append(Run(messages, written, _copy(streams)))
    return runs


def _run(path: Path, config: Row, state: Row | None) -> tuple[Path, Row]:
    """Run the tap with all streams and return its messages and its last state."""
    tap = Path(sys.executable).with_name("tap-zoom")
    files = {name: path.with_suffix(f".{name}.json") for name in ("config", "catalog", "state")}
    catalog = subprocess.run([tap, "--discover"], capture_output=True, check=True)
    files["catalog"].write_text(_all_selected(json.loads(catalog.stdout)), encoding="utf-8")
    files["config"].write_text(json.dumps(config), encoding="utf-8")
    files["state"].write_text(json.dumps(state or {}), encoding="utf-8")
    arguments = [part for name, file in files.items() for part in (f"--{name}", file)]
    messages = path.with_suffix(".singer")
    with messages.open("wb") as output:
        done = subprocess.run(
            [tap, *arguments], stdout=output, stderr=subprocess.PIPE, text=True, check=False
        )
    if done.returncode:
        raise RuntimeError(f"The tap failed.\n{done.stderr}")
    states = [message["value"] for message in read(messages) if message["type"] == "STATE"]
    return messages, states[-1]


def _all_selected(catalog: Row) -> str:
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            if not item["breadcrumb"]:
                item["metadata"]["selected"] = True
    return json.dumps(catalog)


def read(messages: Path) -> Iterator[Row]:
    """Yield the messages of a file."""
    with messages.open("rb") as lines:  # as text, other characters might end a line
        yield from map(json.loads, lines)


def _add(streams: dict[str, Stream], messages: Path) -> int:
    written = 0
    for message in read(messages):
        if message["type"] == "SCHEMA":
            streams.setdefault(message["stream"], Stream()).keys = message["key_properties"]
        elif message["type"] == "RECORD":
            stream, row = streams[message["stream"]], message["record"]
            stream.rows[key(row, stream.keys)] = row
            written += 1
    return written


def key(row: Row, names: list[str]) -> Key:
    """Return the key of a row, as texts: some targets know nothing else."""
    return tuple(str(row[name]) for name in names)


def _copy(streams: Mapping[str, Stream]) -> dict[str, Stream]:
    return {name: Stream(stream.keys, dict(stream.rows)) for name, stream in streams.items()}


def _check(streams: Mapping[str, Stream], truth: Mapping[str, list[Row]], known: Row) -> None:
    """Raise an error unless the runs so far wrote all that the account held, and nothing else."""
    for name, rows in truth.items():
        there = comparable(name, rows)
        known[name] = known.get(name, there) | there
        written = comparable(name, streams[name].rows.values())
        if there - written or written - known[name]:
            raise RuntimeError(f"The tap didn't write what the account holds of {name}.")


def _make_odd(messages: Path) -> None:
    lines = messages.read_bytes().splitlines(keepends=True)
    for index, line in enumerate(lines):
        message = json.loads(line)
        if message["type"] == "RECORD" and message["stream"] == "users":
            message["record"] |= ODD
            lines[index] = json.dumps(message, ensure_ascii=False).encode() + b"\n"
            break
    messages.write_bytes(b"".join(lines))
