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
from tests.meltano.selection import DEFAULT, FEW, SELECTIONS, SMALL, Selection
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


class Nights(NamedTuple):
    """A run, and for what meltano.yml selects another one a day later."""

    selection: Selection
    schema: str
    first: Night
    second: Night | None
    calls: list[str]


@pytest.fixture(scope="module", params=SELECTIONS)
def nights(
    request: pytest.FixtureRequest,
    project: Project,
    postgres: Postgres,
    schemas: Callable[[], AbstractContextManager[str]],
) -> Iterator[Nights]:
    """Run what users type: once, or on an earlier day of the account and today."""
    selection: Selection = request.param
    today = datetime.now(timezone.utc).replace(microsecond=0)
    earlier = (today - timedelta(days=selection.days)).isoformat()
    options = {"now": earlier, "secrets": "core", **selection.options}
    with schemas() as schema, account(**options) as zoom, _proxy() as proxy:

        def night() -> Night:
            zoom.log.clear()
            env = {**selection.env(zoom), **postgres.settings(schema), **proxy.env}
            project.meltano(*selection.run("target-postgres"), env=env)
            found = tables(postgres, schema, selection.streams)
            return Night(selection.truth(zoom), found, _asked(zoom))

        first = night()
        zoom.clock.set(today)
        second = night() if selection.days else None
        yield Nights(selection, schema, first, second, proxy.calls)


# Seconds for each stream, and that all have the right primary key shows that none is doubled.
twice = pytest.mark.parametrize("nights", [DEFAULT], ids=["default"], indirect=True)


def test_every_row_arrives_with_all_that_it_holds(nights: Nights) -> None:
    assert numbers(nights.first.tables) == numbers(nights.first.truth)
    assert nights.first.tables == nights.first.truth


@twice
def test_the_second_run_adds_what_is_new_and_doubles_nothing(nights: Nights) -> None:
    first, second = nights.first, nights.second
    assert second is not None

    assert sum(numbers(second.tables).values()) > sum(numbers(first.tables).values())
    for stream, rows in second.tables.items():
        assert not second.truth[stream] - rows, f"{stream} lacks rows"
        # What Zoom shows no more stays in the warehouse.
        assert not rows - (first.truth[stream] | second.truth[stream]), f"{stream} has too many"


@twice
def test_the_second_run_asks_only_for_the_reports_that_may_be_new(nights: Nights) -> None:
    assert nights.second is not None
    assert 0 < nights.second.asked < nights.first.asked / 3


def test_the_keys_of_the_streams_are_the_primary_keys(
    nights: Nights, project: Project, postgres: Postgres
) -> None:
    rows = postgres.rows(f"""
        SELECT t.relname AS table, a.attname AS column
        FROM pg_index i
        JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
        WHERE i.indisprimary AND t.relnamespace = '{nights.schema}'::regnamespace
    """)
    found = defaultdict(set)
    for row in rows:
        found[row["table"]].add(row["column"])

    tap = [str(project.program("extractors", "tap-zoom")), "--discover"]
    catalog = json.loads(project.execute(*tap))
    assert found == {
        entry["tap_stream_id"]: set(entry["key_properties"])
        for entry in catalog["streams"]
        if entry["tap_stream_id"] in nights.selection.streams
    }


def test_every_field_has_a_column_of_its_type_and_secrets_have_none(
    nights: Nights, postgres: Postgres
) -> None:
    rows = postgres.rows(f"""
        SELECT table_name, column_name, data_type, udt_name FROM information_schema.columns
        WHERE table_schema = '{nights.schema}' AND left(column_name, 5) <> '_sdc_'
    """)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        is_array = row["data_type"] == "ARRAY"
        kind = row["udt_name"] if is_array else row["data_type"]
        found[row["table_name"]][row["column_name"]] = kind

    expected = {}
    for stream in nights.selection.streams:
        secret = {path[1] for path in secret_breadcrumbs(SCHEMAS[stream]) if len(path) == 2}
        fields = SCHEMAS[stream]["properties"].items()
        expected[stream] = {name: _column(field) for name, field in fields if name not in secret}
    assert found == expected


def test_no_secret_is_in_the_database(nights: Nights, postgres: Postgres) -> None:
    found = {
        stream: postgres.rows(f"""
            SELECT * FROM {nights.schema}."{stream}" AS whole
            WHERE whole::text LIKE '%{SECRET}%' OR whole::text LIKE '%{SECRET_DIGITS}%'
        """)
        for stream in nights.selection.streams
    }
    assert {stream: rows[0] for stream, rows in found.items() if rows} == {}


def test_meltano_sends_no_telemetry_while_it_runs(nights: Nights) -> None:
    assert nights.calls == []


def test_after_a_killed_run_the_next_one_resumes_and_a_full_refresh_doubles_nothing(
    project: Project, postgres: Postgres, schemas: Callable[[], AbstractContextManager[str]]
) -> None:
    now = datetime.now(timezone.utc).isoformat()
    options = {**SMALL, "participants": 4, "secrets": "core", "now": now}
    with schemas() as schema, account(**options) as zoom:
        env = {**FEW.env(zoom), **postgres.settings(schema)}
        command = ("run", "--state-id-suffix", "killed", "tap-zoom", "target-postgres")

        # A good deal has been written when the tap dies, some of it with a STATE behind it.
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
        written = tables(postgres, schema, ["report_meeting_participants"])
        assert numbers(written)["report_meeting_participants"] > 0

        zoom.faults.clear()
        zoom.log.clear()
        project.meltano(*command, env=env)
        there = FEW.truth(zoom)
        assert tables(postgres, schema, FEW.streams) == there
        went_on = _asked(zoom)

        zoom.log.clear()
        project.meltano(command[0], "--full-refresh", *command[1:], env=env)
        assert tables(postgres, schema, FEW.streams) == there
        assert 0 < went_on < _asked(zoom)


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
