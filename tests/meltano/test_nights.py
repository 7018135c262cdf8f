"""``meltano run tap-zoom target-postgres``, night after night."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

import psutil
import pytest

from tests.e2e.expected import catalog_of
from tests.e2e.harness import account, write
from tests.e2e.state.support import starts
from tests.meltano.project import MARKS
from tests.meltano.proxy import proxy
from tests.meltano.selection import FEW, SMALL
from tests.meltano.warehouse import Rows, numbers, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sandbox import Zoom
    from tests.meltano.postgres import Postgres
    from tests.meltano.project import Project

pytestmark = MARKS

ATTENDANCE = "report_meeting_participants"
PARTICIPANTS = "/report/meetings/{meetingId}/participants"


class Night(NamedTuple):
    """What a run found, and what it left in the database."""

    truth: Rows
    tables: Rows
    asked: int


class Nights(NamedTuple):
    """Runs for some streams, which are enough: one of all streams shows the keys of all."""

    killed: Rows
    """What was in the database when the first run had been killed."""
    resumed: Night
    second: Night
    """A day later."""
    refreshed: Night
    """On the same day, from the beginning."""
    calls: list[str]
    """What a proxy was asked for during the last two runs."""


@pytest.fixture(scope="module")
def nights(
    project: Project, postgres: Postgres, schemas: Callable[[], AbstractContextManager[str]]
) -> Iterator[Nights]:
    """Kill a run, let another resume, and run again on the next day."""
    today = datetime.now(timezone.utc).replace(microsecond=0)
    earlier = (today - timedelta(days=1)).isoformat()
    options = {**SMALL, "participants": 4, "secrets": "core", "now": earlier}
    with schemas() as schema, account(**options) as zoom:
        # A catalog, so that Meltano doesn't make the tap discover one before each run.
        catalog = write(project.folder / "few.json", catalog_of(*FEW.streams))
        env = {
            **FEW.env(zoom),
            **postgres.settings(schema),
            "TAP_ZOOM__CATALOG": str(catalog),
        }
        command = FEW.run("target-postgres")

        def night(*more: str) -> Night:
            zoom.log.clear()
            project.meltano(command[0], *more, *command[1:], env=env)
            found = tables(postgres, schema, FEW.streams)
            return Night(FEW.truth(zoom), found, _asked(zoom))

        _kill(zoom, project, command, env)
        killed = tables(postgres, schema, [ATTENDANCE])
        zoom.faults.clear()
        resumed = night()
        zoom.clock.set(today)
        with proxy() as nowhere:
            env |= nowhere.env
            yield Nights(killed, resumed, night(), night("--full-refresh"), nowhere.calls)


def _kill(zoom: Zoom, project: Project, command: tuple[str, ...], env: dict[str, str]) -> None:
    """Kill the tap when a good deal has been written, some of it with a STATE behind it."""
    attended = {row["meeting_uuid"] for row in zoom.truth(streams=[ATTENDANCE])[ATTENDANCE]}
    late = sorted(attended, key=starts(zoom).__getitem__)[len(attended) * 7 // 10]
    zoom.faults.add(f"^{PARTICIPANTS}$", items=late, kind="slow", seconds=60)
    with project.start(*command, env=env) as process:
        _wait(lambda: any(entry.fault for entry in zoom.log))
        tap = _tap(process.pid, project)
        # The sessions before it are written, and have reached the target.
        _wait(lambda: _is_idle(process.pid))
        tap.kill()
        log, _ = process.communicate(timeout=60)
    assert process.returncode == 1, log


def test_after_a_killed_run_the_next_one_resumes_and_completes_it(nights: Nights) -> None:
    assert numbers(nights.killed)[ATTENDANCE] > 0
    assert nights.resumed.tables == nights.resumed.truth
    assert 0 < nights.resumed.asked < nights.refreshed.asked


def test_the_second_run_adds_what_is_new_and_doubles_nothing(nights: Nights) -> None:
    before, after = numbers(nights.resumed.tables), numbers(nights.second.tables)

    assert sum(after.values()) > sum(before.values())
    _assert_holds(nights.second, nights.resumed)


def test_the_second_run_asks_only_for_the_reports_that_may_be_new(nights: Nights) -> None:
    assert 0 < nights.second.asked < nights.refreshed.asked / 3


def test_a_full_refresh_doubles_nothing(nights: Nights) -> None:
    assert numbers(nights.refreshed.tables) == numbers(nights.second.tables)
    _assert_holds(nights.refreshed, nights.resumed)


def test_meltano_sends_no_telemetry_while_it_runs(nights: Nights) -> None:
    assert nights.calls == []


def _assert_holds(night: Night, before: Night) -> None:
    for stream, rows in night.tables.items():
        assert not night.truth[stream] - rows, f"{stream} lacks rows"
        # What Zoom shows no more stays in the warehouse.
        assert not rows - (before.truth[stream] | night.truth[stream]), f"{stream} has too many"


def _asked(zoom: Zoom) -> int:
    return sum(entry.template == PARTICIPANTS for entry in zoom.log)


def _wait(fact: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < until
        time.sleep(0.05)


def _tap(meltano: int, project: Project) -> psutil.Process:
    program = str(project.program("extractors", "tap-zoom"))
    processes = psutil.Process(meltano).children(recursive=True)
    (tap,) = (process for process in processes if program in process.cmdline())
    return tap


def _is_idle(pid: int) -> bool:
    """Return whether neither a process nor any of its children uses the processor for a second."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    before = [process.cpu_times() for process in family]
    time.sleep(1)
    # Meltano wakes up now and then.
    used = (_seconds(process.cpu_times()) for process in family)
    return all(now - _seconds(then) < 0.1 for now, then in zip(used, before, strict=True))


def _seconds(times: Any) -> float:
    return float(times.user + times.system)
