"""``meltano run tap-zoom target-postgres`` fills a PostgreSQL database, night after night."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

import psutil
import pytest

from sandbox import SECRET, SECRET_DIGITS
from tap_zoom.records.secrets import secret_breadcrumbs
from tests.e2e.harness import account
from tests.meltano.project import MARKS
from tests.meltano.selection import ALL, FEW, SMALL, Selection
from tests.meltano.warehouse import Rows, numbers, tables
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sandbox import Zoom
    from tests.meltano.postgres import Postgres
    from tests.meltano.project import Project

pytestmark = MARKS

PARTICIPANTS = "/report/meetings/{meetingId}/participants"


class Night(NamedTuple):
    """What a run found, and what it left in the database."""

    truth: Rows
    tables: Rows
    asked: int


class Everything(NamedTuple):
    """A run that selects all streams."""

    schema: str
    night: Night
    calls: list[str]


@pytest.fixture(scope="module")
def everything(
    project: Project,
    postgres: Postgres,
    schemas: Callable[[], AbstractContextManager[str]],
) -> Iterator[Everything]:
    """Run once what users type."""
    options = {"now": datetime.now(timezone.utc).isoformat(), "secrets": "core", **ALL.options}
    with schemas() as schema, account(**options) as zoom, _proxy() as proxy:
        env = {**ALL.env(zoom), **postgres.settings(schema), **proxy.env}
        project.meltano(*ALL.run("target-postgres"), env=env)
        yield Everything(schema, _night(ALL, zoom, postgres, schema), proxy.calls)


def _night(selection: Selection, zoom: Zoom, postgres: Postgres, schema: str) -> Night:
    found = tables(postgres, schema, selection.streams)
    return Night(selection.truth(zoom), found, _asked(zoom))


def test_every_row_arrives_with_all_that_it_holds(everything: Everything) -> None:
    _, night, _ = everything
    assert numbers(night.tables) == numbers(night.truth)
    assert night.tables == night.truth


def test_the_keys_of_the_streams_are_the_primary_keys(
    everything: Everything, project: Project, postgres: Postgres
) -> None:
    rows = postgres.rows(f"""
        SELECT t.relname AS table, a.attname AS column
        FROM pg_index i
        JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
        WHERE i.indisprimary AND t.relnamespace = '{everything.schema}'::regnamespace
    """)
    found = defaultdict(set)
    for row in rows:
        found[row["table"]].add(row["column"])

    tap = [str(project.program("extractors", "tap-zoom")), "--discover"]
    catalog = json.loads(project.execute(*tap))
    assert found == {
        entry["tap_stream_id"]: set(entry["key_properties"])
        for entry in catalog["streams"]
        if entry["tap_stream_id"] in ALL.streams
    }


def test_every_field_has_a_column_of_its_type_and_secrets_have_none(
    everything: Everything, postgres: Postgres
) -> None:
    rows = postgres.rows(f"""
        SELECT table_name, column_name, data_type, udt_name FROM information_schema.columns
        WHERE table_schema = '{everything.schema}' AND left(column_name, 5) <> '_sdc_'
    """)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        is_array = row["data_type"] == "ARRAY"
        kind = row["udt_name"] if is_array else row["data_type"]
        found[row["table_name"]][row["column_name"]] = kind

    expected = {}
    for stream in ALL.streams:
        secret = {path[1] for path in secret_breadcrumbs(SCHEMAS[stream]) if len(path) == 2}
        fields = SCHEMAS[stream]["properties"].items()
        expected[stream] = {name: _column(field) for name, field in fields if name not in secret}
    assert found == expected


def test_no_secret_is_in_the_database(everything: Everything, postgres: Postgres) -> None:
    found = {
        stream: postgres.rows(f"""
            SELECT * FROM {everything.schema}."{stream}" AS whole
            WHERE whole::text LIKE '%{SECRET}%' OR whole::text LIKE '%{SECRET_DIGITS}%'
        """)
        for stream in ALL.streams
    }
    assert {stream: rows[0] for stream, rows in found.items() if rows} == {}


def test_meltano_sends_no_telemetry_while_it_runs(everything: Everything) -> None:
    assert everything.calls == []


# --- night after night --------------------------------------------------------------------------


class Nights(NamedTuple):
    """Runs for some streams, which are enough: those above show the keys of all."""

    killed: Rows
    """What was in the database when the first run had been killed."""
    resumed: Night
    second: Night
    """A day later."""
    refreshed: Night
    """On the same day, from the beginning."""


@pytest.fixture(scope="module")
def nights(
    project: Project, postgres: Postgres, schemas: Callable[[], AbstractContextManager[str]]
) -> Iterator[Nights]:
    """Kill a run, let another resume, and run again on the next day."""
    today = datetime.now(timezone.utc).replace(microsecond=0)
    earlier = (today - timedelta(days=1)).isoformat()
    options = {**SMALL, "participants": 4, "secrets": "core", "now": earlier}
    with schemas() as schema, account(**options) as zoom:
        env = {**FEW.env(zoom), **postgres.settings(schema)}
        command = FEW.run("target-postgres")

        def night(*more: str) -> Night:
            zoom.log.clear()
            project.meltano(command[0], *more, *command[1:], env=env)
            return _night(FEW, zoom, postgres, schema)

        _kill(zoom, project, command, env)
        killed = tables(postgres, schema, ["report_meeting_participants"])
        zoom.faults.clear()
        resumed = night()
        zoom.clock.set(today)
        yield Nights(killed, resumed, night(), night("--full-refresh"))


def _kill(zoom: Zoom, project: Project, command: tuple[str, ...], env: dict[str, str]) -> None:
    """Kill the tap when a good deal has been written, some of it with a STATE behind it."""
    late = len(zoom.truth(streams=["report_meetings"])["report_meetings"]) * 7 // 10
    zoom.faults.add(f"^{PARTICIPANTS}$", kind="slow", seconds=60, nth=late)
    with project.start(*command, env=env) as process:
        _wait(lambda: any(entry.fault for entry in zoom.log))
        tap = _tap(process.pid, project)
        # The sessions before it are written, and have reached the target.
        _wait(lambda: _is_idle(process.pid))
        tap.kill()
        log, _ = process.communicate(timeout=60)
    assert process.returncode == 1, log


def test_after_a_killed_run_the_next_one_resumes_and_completes_it(nights: Nights) -> None:
    assert numbers(nights.killed)["report_meeting_participants"] > 0
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


def _assert_holds(night: Night, before: Night) -> None:
    for stream, rows in night.tables.items():
        assert not night.truth[stream] - rows, f"{stream} lacks rows"
        # What Zoom shows no more stays in the warehouse.
        assert not rows - (before.truth[stream] | night.truth[stream]), f"{stream} has too many"


def _asked(zoom: Zoom) -> int:
    return sum(entry.template == PARTICIPANTS for entry in zoom.log)


def _column(schema: dict[str, Any]) -> str:
    """Return the type of a field's column in PostgreSQL; those of arrays begin with ``_``."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    (kind,) = set(types) - {"null"}
    if kind == "array":
        inner = _column(schema["items"])
        return f"_{_SHORT.get(inner, inner)}"
    if kind == "string" and "format" in schema:
        return {"date-time": "timestamp without time zone", "date": "date"}[schema["format"]]
    return _COLUMNS[kind]


_COLUMNS = {
    "boolean": "boolean",
    "integer": "bigint",
    "number": "numeric",
    "object": "jsonb",
    "string": "text",
}
_SHORT = {"bigint": "int8"}


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


class _Proxy(NamedTuple):
    env: dict[str, str]
    calls: list[str]


@contextmanager
def _proxy() -> Iterator[_Proxy]:
    """Start a proxy that leads nowhere and records what it was asked for."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(5)
                    calls.append(connection.recv(200).decode(errors="replace"))

        threading.Thread(target=accept, name="proxy", daemon=True).start()
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        yield _Proxy({n: address for name in names for n in (name, name.lower())}, calls)
        # A blocked accept() only ends by being woken.
        with socket.create_connection(listener.getsockname()):
            listener.close()
