"""A run that receives a signal ends soon, in good order, and not as a success."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.expected import catalog_of, requests
from tests.e2e.harness import (
    Output,
    account,
    command,
    environment,
    error_lines,
    execute,
    extract,
    write,
)
from tests.e2e.state.support import starts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

ATTENDANCE = "report_meeting_participants"
SOON = 2.0
TELLING = 1.0  # more, for an interpreter that ends on a busy machine


@pytest.fixture
def stuck() -> Iterator[Zoom]:
    """An account that responds for a while and then takes its time."""
    with account(now=None) as zoom:  # a process has the real time
        attended = {row["meeting_uuid"] for row in zoom.truth(streams=[ATTENDANCE])[ATTENDANCE]}
        late = sorted(attended, key=starts(zoom).__getitem__)[20]
        path = "^/report/meetings/{meetingId}/participants$"
        zoom.faults.add(path, items=late, kind="slow", seconds=30)
        yield zoom


@contextmanager
def _under_way(zoom: Zoom, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a run and wait until it has written the attendance of some sessions."""
    config = write(tmp_path / "config.json", zoom.config(plan="business"))
    catalog = write(tmp_path / "catalog.json", catalog_of(ATTENDANCE))
    with (tmp_path / "stdout").open("w") as stdout, (tmp_path / "stderr").open("w") as stderr:
        process = subprocess.Popen(
            command("--config", config, "--catalog", catalog),
            stdout=stdout,
            stderr=stderr,
            env=environment(),
            text=True,
        )
        try:
            until = time.monotonic() + 30
            written = ""
            while len(set(re.findall(r'"meeting_uuid":"[^"]+"', written))) < 3:
                assert process.poll() is None, (tmp_path / "stderr").read_text()
                assert time.monotonic() < until
                time.sleep(0.05)
                written = (tmp_path / "stdout").read_text()
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["SIGTERM", "SIGINT"]
)
def test_a_signal_ends_the_run_with_its_last_state(
    stuck: Zoom, tmp_path: Path, number: int, code: int
) -> None:
    with _under_way(stuck, tmp_path) as process:
        process.send_signal(number)
        assert process.wait(SOON + TELLING) == code

    written, log = (tmp_path / "stdout").read_text(), (tmp_path / "stderr").read_text()
    assert written.endswith("\n")
    assert json.loads(written.splitlines()[-1])["type"] == "STATE"
    output = Output(written)  # every line is whole, and every record as its schema says
    stuck.faults.clear()
    rest = extract(stuck, catalog_of(ATTENDANCE), state=output.state)
    together = {**output.by_key(ATTENDANCE), **rest.by_key(ATTENDANCE)}
    assert len(rest.records[ATTENDANCE]) < len(together)
    assert len(together) == len(stuck.truth(streams=[ATTENDANCE])[ATTENDANCE])
    assert len(error_lines(log)) == 1
    assert "Traceback" not in log


def test_a_signal_during_the_renewal_of_a_refresh_token_does_not_lose_it(tmp_path: Path) -> None:
    with account(now=None, secrets="core") as zoom:
        zoom.faults.add("^/oauth/token$", kind="slow", seconds=1)
        first = zoom.config("refresh_token")
        config = write(tmp_path / "config.json", first)
        with (tmp_path / "stderr").open("w") as stderr:
            process = subprocess.Popen(
                command("--config", config),
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                env=environment(),
            )
            try:
                until = time.monotonic() + 30
                while not zoom.log:
                    assert time.monotonic() < until
                    time.sleep(0.05)
                process.send_signal(signal.SIGTERM)
                assert process.wait(1 + SOON + TELLING) == 143
            finally:
                process.kill()
                process.wait()

        assert zoom.oauth.refresh_token != first["refresh_token"]
        stored = json.loads(config.read_text())["refresh_token"]
        assert stored == zoom.oauth.refresh_token
        assert len(requests(zoom)) == 1
    log = (tmp_path / "stderr").read_text()
    assert len(error_lines(log)) == 1
    assert "Stopped by SIGTERM" in log


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has such a file")
def test_a_full_disk_is_one_line(zoom: Zoom, tmp_path: Path) -> None:
    config = write(tmp_path / "config.json", zoom.config())
    catalog = write(tmp_path / "catalog.json", catalog_of("users"))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command("--config", config, "--catalog", catalog),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            text=True,
            check=False,
            timeout=30,
        )

    assert done.returncode == 1
    (error,) = error_lines(done.stderr)
    assert "No room to write (No space left on device)" in error
    assert "Exception ignored" not in done.stderr


def test_a_record_does_not_wait_for_the_next_response(tmp_path: Path) -> None:
    """However few there are: the third meeting's details take their time."""
    with account(now=None) as zoom:
        zoom.faults.add("^/meetings/{meetingId}$", kind="slow", seconds=30, nth=3)
        config = write(tmp_path / "config.json", zoom.config(plan="business", max_concurrency=1))
        catalog = write(tmp_path / "catalog.json", catalog_of("meetings"))
        process = subprocess.Popen(
            command("--config", config, "--catalog", catalog),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            text=True,
        )
        assert process.stdout
        try:
            types = [json.loads(process.stdout.readline())["type"] for _ in range(4)]
            asked = requests(zoom)["/meetings/{meetingId}"]
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    assert types == ["SCHEMA", "STATE", "RECORD", "RECORD"]
    assert asked <= 3


def test_a_target_that_closes_the_pipe_ends_the_run(stuck: Zoom, tmp_path: Path) -> None:
    config = write(tmp_path / "config.json", stuck.config(plan="business"))
    with (tmp_path / "stderr").open("w") as stderr:
        process = subprocess.Popen(
            command("--config", config),
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=environment(),
            text=True,
        )
        assert process.stdout
        process.stdout.readline()
        process.stdout.close()
        try:
            assert process.wait(30) == 1
        finally:
            process.kill()
            process.wait()

    assert "Traceback" not in (tmp_path / "stderr").read_text()


def test_the_connection_test_succeeds_or_says_what_is_wrong(zoom: Zoom, tmp_path: Path) -> None:
    good = write(tmp_path / "good.json", zoom.config())
    bad = write(tmp_path / "bad.json", zoom.config(client_secret="SECRET-wrong"))

    assert execute("--config", good, "--test").code == 0
    # Nothing that isn't selected is requested: the app may have no scope for it.
    assert not [entry for entry in zoom.log if "/phone/" in entry.path or "/roles" in entry.path]
    output = execute("--config", bad, "--test")
    assert output.code == 1
    assert len(error_lines(output.log)) == 1
    assert "Traceback" not in output.log


def test_about_lists_every_setting() -> None:
    output = execute("--about", "--format", "json")

    assert output.code == 0
    assert "client_secret" in json.dumps(json.loads(output.stdout)["settings"])


def test_a_target_that_closes_the_pipe_is_one_line(zoom: Zoom, tmp_path: Path) -> None:
    config = write(tmp_path / "config.json", zoom.config(plan="business"))
    process = subprocess.Popen(
        command("--config", config),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    log = process.stderr.read()
    process.stderr.close()

    assert process.wait(30) == 1
    assert len(error_lines(log)) == 1
    assert "closed the pipe" in log
