"""Runs the whole tap against a sandbox, in this process or as one of its own, and reads its output.

The accounts have generous rate limits, so that no test waits for them, and a time of their own
that stands still, so that what an account shows is the same in each run.
"""

from __future__ import annotations

import io
import json
import logging
import math
import os
import re
import signal
import sys
from collections import defaultdict
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

import msgspec
from jsonschema import Draft7Validator, FormatChecker

from sandbox import Options, Zoom, running
from tap_zoom.api import rate_limits
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.api.retries import Retries
from tap_zoom.exceptions import TapZoomError
from tap_zoom.prefetch import workers
from tap_zoom.tap import TapZoom
from tests.e2e import process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Row = dict[str, Any]
Key = tuple[Any, ...]

#: A day that doesn't exist six months earlier.
NOW = "2026-08-31T09:30:00Z"

#: Threads per rate limit label. At the sandbox's rates, a run would start dozens.
_MAX_WORKERS = 16

_PATTERNS = {
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
}
_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_formats = FormatChecker(())
for _name, _pattern in _PATTERNS.items():
    _formats.checks(_name)(
        lambda value, pattern=_pattern: not isinstance(value, str) or pattern.fullmatch(value)
    )


def validator(schema: Row) -> Draft7Validator:
    """Make a validator that takes formats seriously."""
    return Draft7Validator(schema, format_checker=_formats)


def is_surely_valid(schema: Row) -> Callable[[Any], bool]:
    """Make a check that is much quicker than a validator, but may be false for what is valid."""
    if schema.keys() - {"type", "description", "format", "maxLength", "properties", "items"}:
        return lambda _: False
    named = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    types = frozenset(kind for name in named for kind in _TYPES[name])
    pattern, longest = _PATTERNS.get(schema.get("format", "")), schema.get("maxLength", math.inf)
    inner = {name: is_surely_valid(field) for name, field in schema.get("properties", {}).items()}
    item = is_surely_valid(schema["items"]) if "items" in schema else lambda _: True

    if not (inner or "items" in schema or pattern or "maxLength" in schema):
        return lambda value: type(value) in types

    def check(value: Any) -> bool:
        kind = type(value)
        if kind not in types:
            return False
        if kind is dict:
            return all(inner[name](value[name]) for name in value if name in inner)
        if kind is list:
            return all(map(item, value))
        if kind is not str:
            return True
        return len(value) <= longest and (pattern is None or pattern.fullmatch(value) is not None)

    return check


class _Validators(NamedTuple):
    quick: Callable[[Any], bool]
    thorough: Draft7Validator


@cache
def _validators(message: str) -> _Validators:
    """Make the validators of a SCHEMA message, which most runs have in common."""
    schema = msgspec.json.decode(message)["schema"]
    return _Validators(is_surely_valid(schema), validator(schema))


@contextmanager
def account(**options: Any) -> Iterator[Zoom]:
    """Serve an account without rate limits to wait for, unless a test sets them."""
    defaults: Row = {"plan": "business", "now": NOW, "frozen": True, "limit_scale": 50}
    # Less than six months: Zoom says too little about the first day of the six to test it.
    defaults |= {"history_days": 175}
    # Without a session of hundreds, which would hold most records of the account.
    defaults |= {"max_participants": 64}
    with running(Options(**{**defaults, **options})) as zoom:
        if "daily" not in options:
            zoom.limits.daily.clear()
        yield zoom


@contextmanager
def without_pauses() -> Iterator[None]:
    """Send requests at a rate that no test waits for, even where Zoom publishes none.

    At such a rate, a run would start a hundred threads, which cost more than what they fetch.
    """
    rates = dict.fromkeys(RateLimitLabel, 300.0)
    with (
        patch.dict(rate_limits.PUBLISHED_RATES, dict.fromkeys(rate_limits.PUBLISHED_RATES, rates)),
        patch.object(workers, "_MAX_WORKERS", 8),
    ):
        yield


@contextmanager
def quick_retries() -> Iterator[None]:
    """Retry at once, however often."""
    with patch.object(Retries, "_delay", lambda *_: 0.0):
        yield


@dataclass
class Output:
    """What a run wrote and how it ended."""

    stdout: str  # messages, unless the tap did something other than a run
    log: str = ""
    code: int = 0
    error: TapZoomError | None = None
    schemas: dict[str, Row] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    records: defaultdict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    states: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the messages, and check each against those before it."""
        validators: dict[str, _Validators] = {}
        # By this character only: some others, which a text may hold, end lines for Python too.
        lines = self.stdout.removesuffix("\n").split("\n")
        for line in lines if self.stdout.startswith('{"type":') else ():
            message = msgspec.json.decode(line)
            stream = message.get("stream", "")
            if message["type"] == "SCHEMA":
                assert stream not in self.schemas, f"two SCHEMA messages for {stream}"
                self.schemas[stream] = message["schema"]
                self.keys[stream] = tuple(message["key_properties"])
                validators[stream] = _validators(line)
            elif message["type"] == "RECORD":
                if not validators[stream].quick(message["record"]):
                    for problem in validators[stream].thorough.iter_errors(message["record"]):
                        raise AssertionError(f"{stream}: {problem.json_path}: {problem.message}")
                self.records[stream].append(message["record"])
            elif message["type"] == "STATE":
                self.states.append(message["value"])
            else:
                self.others.append(message)

    @property
    def state(self) -> Row:
        """Return the last STATE."""
        return self.states[-1]

    def by_key(self, stream: str) -> dict[Key, Row]:
        """Return the records by key, as a warehouse has them after an upsert."""
        keys = self.keys.get(stream, ())
        return {tuple(row[name] for name in keys): row for row in self.records[stream]}

    def ids(self, stream: str, name: str = "id") -> list[Any]:
        """Return one field of all records."""
        return [row[name] for row in self.records[stream]]

    def assert_keys_hold(self) -> None:
        """Make sure that no key part is blank, and that no two records share a key."""
        for stream, names in self.keys.items():
            assert names, stream
            for key in self.by_key(stream):
                assert None not in key, stream
                assert "" not in key, stream
            assert len(self.by_key(stream)) == len(self.records[stream]), stream


def extract(
    zoom: Zoom | None,
    catalog: Row | None = None,
    state: Row | None = None,
    *,
    only_check: bool = False,
    **settings: Any,
) -> Output:
    """Run the tap in this process, at the account's time; or only check, as ``--test`` does."""
    config: Row = {"plan": "business"}
    config |= {**(zoom.config() if zoom else {}), **settings}
    written = io.BytesIO()
    stdout = io.TextIOWrapper(written, encoding="utf-8", write_through=True)
    log = io.StringIO()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    error = None
    now = zoom.clock.now if zoom else TapZoom.now
    try:
        with (
            redirect_stdout(stdout),
            patch.object(TapZoom, "now", staticmethod(now)),
            patch.object(workers, "_MAX_WORKERS", min(workers._MAX_WORKERS, _MAX_WORKERS)),
            _heard(log),
        ):
            tap = create_tap(config=config, catalog=catalog, state=state)
            tap.extract(only_check=only_check)
    except TapZoomError as raised:
        error = raised
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return Output(written.getvalue().decode(), log.getvalue(), int(error is not None), error)


def create_tap(**arguments: Any) -> TapZoom:
    """Create the tap, without the HTTP session that the SDK creates for each stream.

    The streams share the run's session. Creating the others takes longer than everything else.
    """
    with patch("requests.Session", lambda: None):
        return TapZoom(**arguments)


@contextmanager
def _heard(log: io.StringIO) -> Iterator[None]:
    root, handler = logging.getLogger(), logging.StreamHandler(log)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


# --- as a process -------------------------------------------------------------------------------


def command(*args: str | Path) -> list[str]:
    """Return the command line of the tap."""
    return [sys.executable, "-m", "tap_zoom", *map(str, args)]


def environment(**more: str) -> dict[str, str]:
    """Return the environment without settings of the tap, and with some of the test's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TAP_ZOOM_")}
    return {**kept, **more}


def execute(*args: str | Path, **env: str) -> Output:
    """Run the command line to its end, in a process of its own."""
    done = process.run([*map(str, args)], environment(**env), timeout=60)
    return Output(done.stdout, done.stderr, done.code)


def write(path: Path, value: object) -> Path:
    """Write JSON to a file."""
    path.write_text(json.dumps(value))
    return path


def error_lines(log: str) -> list[str]:
    """Return the lines of a process's log that report an error."""
    return [line for line in log.splitlines() if re.search(r"\b(ERROR|CRITICAL)\b", line)]
