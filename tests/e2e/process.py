"""Runs the command line in processes forked from one that has already imported the tap.

Each is a process of its own, with its own environment, streams and exit code, but starts in no
time: a short run as a new process consists mostly of imports.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from multiprocessing.context import ForkServerProcess

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tap_zoom.cli", __name__])


class Ended(NamedTuple):
    """What a process wrote, and its exit code."""

    stdout: str
    stderr: str
    code: int


def run(
    args: Sequence[str], env: Mapping[str, str], timeout: float, *, quick: bool = False
) -> Ended:
    """Run ``tap-zoom`` to its end.

    Args:
        args: The arguments.
        env: The whole environment.
        timeout: Seconds after which a process that hangs is killed.
        quick: Whether to shorten the pauses between two attempts of a request.
    """
    (ended,) = run_at_once([args], env, timeout, quick=quick)
    return ended


def run_at_once(
    runs: Iterable[Sequence[str]],
    env: Mapping[str, str],
    timeout: float,
    *,
    quick: bool = False,
) -> list[Ended]:
    """Run ``tap-zoom`` several times at once, each time with other arguments, as in :func:`run`."""
    with TemporaryDirectory() as folder, ExitStack() as killed:
        started = []
        for number, args in enumerate(runs):
            files = Path(folder, f"stdout-{number}"), Path(folder, f"stderr-{number}")
            process = _forks.Process(target=_main, args=(args, dict(env), files, quick))
            process.start()
            killed.callback(_kill, process)
            started.append((args, process, files))
        ended = []
        for args, process, files in started:
            process.join(timeout)
            if process.exitcode is None:
                raise subprocess.TimeoutExpired([*args], timeout)
            stdout, stderr = (file.read_text(encoding="utf-8") for file in files)
            ended.append(Ended(stdout, stderr, process.exitcode))
        return ended


def _kill(process: ForkServerProcess) -> None:
    """End a process that still runs."""
    if process.exitcode is None:
        process.kill()
        process.join()


def _main(args: Sequence[str], env: Mapping[str, str], files: Sequence[Path], quick: bool) -> None:  # noqa: FBT001 - arguments of a process
    for number, file in enumerate(files, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(env)
    if quick:
        import backoff  # noqa: PLC0415 - only here

        backoff.full_jitter = lambda value: value / 100
    from tap_zoom.api import rate_limits  # noqa: PLC0415 - the server has imported it
    from tap_zoom.cli import main  # noqa: PLC0415 - the same

    for rates in rate_limits.PUBLISHED_RATES.values():
        rates.update(dict.fromkeys(rates, 300.0))  # as without_pauses() of the harness

    sys.argv = ["tap-zoom", *args]
    main()
