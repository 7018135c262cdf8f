"""Runs accounts and taps in separate processes, and formats the results of the benchmarks."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import msgspec
import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
MIB = 2**20
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes
_BLOCK = 1 << 16

T = TypeVar("T")


@dataclass(frozen=True)
class Table:
    """The results of one benchmark, formatted for display.

    Attributes:
        title: The heading.
        about: How the results were measured, in a few sentences.
        columns: Column titles; the first column names the row.
        rows: The cells of each row.
    """

    title: str
    about: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def markdown(self) -> str:
        """Format the table as Markdown."""
        separator = ["---", *["---:"] * (len(self.columns) - 1)]
        lines = [f"| {' | '.join(cells)} |" for cells in (self.columns, separator, *self.rows)]
        return "\n".join([f"### {self.title}", "", self.about, "", *lines, ""])


class Request(msgspec.Struct):
    """The parts of a logged request that the benchmarks use."""

    tick: float
    label: str
    status: int


class Account:
    """A client for an account that another process serves."""

    def __init__(self, url: str) -> None:
        """Connect to the account at this URL."""
        self._url = f"{url}/_sandbox"
        self._http = requests.Session()
        self._http.trust_env = False  # the account runs on this machine, so bypass any proxy

    def get(self, path: str, type_: type[T], **params: str) -> T:
        """Request information about the account."""
        response = self._http.get(f"{self._url}/{path}", params=params, timeout=60)
        response.raise_for_status()
        return msgspec.json.decode(response.content, type=type_)

    def config(self, **settings: Any) -> dict[str, Any]:
        """Return settings for the tap to read this account."""
        return {**self.get("config", dict[str, Any]), **settings}

    def requests(self) -> list[Request]:
        """Return the API requests logged so far, without token requests, and clear the log."""
        logged = self.get("log", list[Request])
        self._http.delete(f"{self._url}/log", timeout=60).raise_for_status()
        return [request for request in logged if request.label]


@contextlib.contextmanager
def serve(**options: object) -> Iterator[Account]:
    """Serve an account with a stopped clock and these options of ``python -m sandbox``."""
    command = [sys.executable, "-m", "sandbox", "--frozen"]
    for name, value in options.items():
        flag = name.replace("_", "-")
        command += [f"--no-{flag}"] if value is False else [f"--{flag}", str(value)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None  # noqa: S101 - for mypy
        try:
            yield Account(process.stdout.readline().split()[-1])
        finally:
            process.terminate()


@dataclass(frozen=True)
class Usage:
    """Resource usage of a run.

    Attributes:
        cpu: CPU time in seconds.
        seconds: Elapsed time.
        peak: Peak memory in MiB.
    """

    cpu: float
    seconds: float
    peak: float


def read_all(stdout: int) -> None:
    """Act as a fast target that discards its input."""
    while os.read(stdout, _BLOCK):
        pass


def run(
    module: str,
    config: Mapping[str, Any],
    streams: Iterable[str] = (),
    target: Callable[[int], object] = read_all,
) -> Usage:
    """Run a tap in a separate process.

    Args:
        module: ``tap_zoom``, or another module that runs a tap.
        config: Its settings.
        streams: The streams to select; if empty, those selected by default.
        target: Reads the tap's output from a file descriptor until its end.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TAP_ZOOM_")}
    environment |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
        file = Path(folder, "config.json")
        file.write_text(json.dumps(config), encoding="utf-8")
        command = [sys.executable, "-m", module, "--config", str(file)]
        if selected := set(streams):
            catalog = Path(folder, "catalog.json")
            catalog.write_text(json.dumps(_catalog(module, selected)), encoding="utf-8")
            command += ["--catalog", str(catalog)]
        started = time.monotonic()
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, cwd=ROOT, env=environment
        )
        assert process.stdout is not None  # noqa: S101 - for mypy
        with process.stdout as stdout:
            target(stdout.fileno())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{log.read().decode()[-3000:]}")
    return Usage(
        cpu=usage.ru_utime + usage.ru_stime,
        seconds=time.monotonic() - started,
        peak=usage.ru_maxrss * _MAXRSS_UNIT / MIB,
    )


def _catalog(module: str, selected: set[str]) -> dict[str, Any]:
    """Discover a tap's catalog and select only these streams."""
    command = [sys.executable, "-m", module, "--discover"]
    discovery = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    catalog: dict[str, Any] = json.loads(discovery.stdout)
    for stream in catalog["streams"]:
        for entry in stream["metadata"]:
            if not entry["breadcrumb"]:
                entry["metadata"]["selected"] = stream["tap_stream_id"] in selected
    return catalog


def copy_to(file: IO[bytes]) -> Callable[[int], None]:
    """Create a target that copies its input to a file."""

    def target(stdout: int) -> None:
        while block := os.read(stdout, _BLOCK):
            file.write(block)

    return target


def run_benchmark(name: str, *, quick: bool) -> Table:
    """Run a benchmark by name."""
    table: Table = importlib.import_module(f"benchmarks.{name}").measure(quick=quick)
    return table
