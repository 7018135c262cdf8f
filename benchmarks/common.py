"""What the benchmarks share: an account in a process of its own, the tap in another, tables."""

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
    """Figures of one benchmark, ready to be shown.

    Attributes:
        title: What they are about.
        about: How they were had, in a sentence or two.
        columns: Titles of the columns; the first one names the row.
        rows: The cells.
    """

    title: str
    about: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def markdown(self) -> str:
        """Lay it out for a page."""
        rule = ["---", *["---:"] * (len(self.columns) - 1)]
        lines = [f"| {' | '.join(cells)} |" for cells in (self.columns, rule, *self.rows)]
        return "\n".join([f"### {self.title}", "", self.about, "", *lines, ""])


class Request(msgspec.Struct):
    """As much of a request as is counted here."""

    tick: float
    label: str
    status: int


class Account:
    """An account that is served by another process."""

    def __init__(self, url: str) -> None:
        """Take the address."""
        self._url = f"{url}/_sandbox"
        self._http = requests.Session()
        self._http.trust_env = False  # it is on this machine: no proxy stands between

    def ask(self, what: str, kind: type[T], **params: str) -> T:
        """Ask about the account."""
        answer = self._http.get(f"{self._url}/{what}", params=params, timeout=60)
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=kind)

    def config(self, **settings: Any) -> dict[str, Any]:
        """Give settings with which the tap reads the account."""
        return {**self.ask("config", dict[str, Any]), **settings}

    def requests(self) -> list[Request]:
        """Give the requests to the API so far, tokens aside, and forget them."""
        found = self.ask("log", list[Request])
        self._http.delete(f"{self._url}/log", timeout=60).raise_for_status()
        return [request for request in found if request.label]


@contextlib.contextmanager
def served(**options: object) -> Iterator[Account]:
    """Serve an account whose clock stands still, with options of ``python -m sandbox``."""
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
class Used:
    """What a run took."""

    cpu: float
    seconds: float
    peak: float
    """MiB of memory."""


def read_all(stdout: int) -> None:
    """Be a fast target that keeps nothing."""
    while os.read(stdout, _BLOCK):
        pass


def run(
    module: str,
    config: Mapping[str, Any],
    streams: Iterable[str] = (),
    target: Callable[[int], object] = read_all,
) -> Used:
    """Run a tap as a process of its own.

    Args:
        module: ``tap_zoom``, or one that can do the same.
        config: Its settings.
        streams: Those to select; if there are none, those that are selected by default.
        target: Reads its output, given as a file descriptor, to the end.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TAP_ZOOM_")}
    environment |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
        file = Path(folder, "config.json")
        file.write_text(json.dumps(config), encoding="utf-8")
        command = [sys.executable, "-m", module, "--config", str(file)]
        if wanted := set(streams):
            catalog = Path(folder, "catalog.json")
            catalog.write_text(json.dumps(_selected(module, wanted)), encoding="utf-8")
            command += ["--catalog", str(catalog)]
        began = time.monotonic()
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
    return Used(
        cpu=usage.ru_utime + usage.ru_stime,
        seconds=time.monotonic() - began,
        peak=usage.ru_maxrss * _MAXRSS_UNIT / MIB,
    )


def _selected(module: str, wanted: set[str]) -> dict[str, Any]:
    """A tap's own catalog, with nothing selected but these streams."""
    command = [sys.executable, "-m", module, "--discover"]
    found = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    catalog: dict[str, Any] = json.loads(found.stdout)
    for stream in catalog["streams"]:
        for entry in stream["metadata"]:
            if not entry["breadcrumb"]:
                entry["metadata"]["selected"] = stream["tap_stream_id"] in wanted
    return catalog


def copied_to(file: IO[bytes]) -> Callable[[int], None]:
    """Make a target that keeps what it reads in a file."""

    def target(stdout: int) -> None:
        while block := os.read(stdout, _BLOCK):
            file.write(block)

    return target


def measured(name: str, *, quick: bool) -> Table:
    """Run one benchmark."""
    table: Table = importlib.import_module(f"benchmarks.{name}").measure(quick=quick)
    return table
