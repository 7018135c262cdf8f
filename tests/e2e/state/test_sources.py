"""All sources of held sessions find the same ones, except those of deleted users."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.e2e.expected import catalog_of, contents, requests
from tests.e2e.harness import Output, Row, account, extract
from tests.e2e.state.support import ATTENDANCE, LISTS, MEETINGS, REPORTS, WEBINARS, Warehouse, asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

SOURCES = ("hosts", "active_hosts", "history")
#: Fields of a session that the list by host and the account's history have in common.
SESSION = ("uuid", "id", "topic", "start_time", "end_time", "duration", "total_minutes")


class Run(NamedTuple):
    """A complete run, its requests by endpoint, and how often it sent the one it repeated most."""

    output: Output
    requests: dict[str, int]
    repeated: int


Runs = dict[str, Run]


@pytest.fixture(scope="module")
def zoom() -> Iterator[Zoom]:
    few: Row = {"size": 8, "history_days": 100, "meetings": 6, "max_participants": 9}
    with account(**few, secrets="core") as zoom:
        yield zoom


@pytest.fixture(scope="module")
def runs(zoom: Zoom) -> Runs:
    """Return each source's complete run, and its requests by endpoint."""
    found: Runs = {}
    for source in SOURCES:
        zoom.log.clear()
        output = extract(zoom, catalog_of(*REPORTS), report_source=source)
        assert output.error is None
        again = Counter((request.path, request.query) for request in zoom.log)
        found[source] = Run(output, dict(requests(zoom)), max(again.values()))
    return found


def gone(zoom: Zoom) -> dict[str, list[str]]:
    """UUIDs of the sessions of deleted users that reports still hold: meetings and webinars."""
    users = (zoom.account.user(index) for index in range(zoom.account.size))
    held = [s for user in users if user.gone for s in zoom.account.calendar(user.index).sessions]
    ended = [session for session in held if session.end < zoom.clock.now()]
    return {
        MEETINGS: [session.uuid for session in ended if not session.webinar],
        WEBINARS: [session.uuid for session in ended if session.webinar],
    }


@pytest.mark.parametrize("stream", [MEETINGS, WEBINARS])
def test_all_sources_find_the_same_sessions(zoom: Zoom, runs: Runs, stream: str) -> None:
    """Only the history has those of deleted users, whose lists can't be requested."""
    there = {row["uuid"] for row in zoom.truth(streams=[stream])[stream]}
    found = {source: set(output.ids(stream, "uuid")) for source, (output, *_) in runs.items()}

    assert found["hosts"] == found["active_hosts"] == there
    assert found["history"] - there <= set(gone(zoom)[stream])
    assert there <= found["history"]


def test_there_are_sessions_of_deleted_users_to_find(zoom: Zoom, runs: Runs) -> None:
    assert gone(zoom)[MEETINGS]
    assert set(runs["history"].output.ids(MEETINGS, "uuid")) & set(gone(zoom)[MEETINGS])


@pytest.mark.parametrize("stream", ATTENDANCE)
def test_all_sources_lead_to_the_same_attendance(zoom: Zoom, runs: Runs, stream: str) -> None:
    lost = {uuid for uuids in gone(zoom).values() for uuid in uuids}
    by_host, active, history = (
        {key: row for key, row in runs[source].output.by_key(stream).items() if key[0] not in lost}
        for source in SOURCES
    )

    assert by_host == active
    # The history doesn't tell the host's id; all that comes from Zoom is the same.
    assert contents(by_host.values()) == contents(history.values())


@pytest.mark.parametrize("stream", [MEETINGS, WEBINARS])
def test_the_history_has_the_same_fields_of_a_session_except_its_host_id_and_type(
    runs: Runs, stream: str
) -> None:
    by_host = runs["hosts"].output.by_key(stream)
    history = runs["history"].output.by_key(stream)

    for key, row in by_host.items():
        assert {name: row[name] for name in SESSION} == {
            name: history[key][name] for name in SESSION
        }
        assert row["user_email"] == history[key]["user_email"]


def test_the_history_needs_a_fraction_of_the_lists(runs: Runs) -> None:
    """Two lists a month for the account, instead of two a month for each host."""
    lists = {
        source: sum(
            count
            for endpoint, count in counts.items()
            if endpoint in {LISTS, "/report/users", "/report/history_meetings"}
        )
        for source, (_, counts, _) in runs.items()
    }

    assert lists["history"] < lists["hosts"] / 5
    assert lists["active_hosts"] < lists["hosts"]


@pytest.fixture(scope="module")
def begun(zoom: Zoom) -> tuple[Row, set[str]]:
    """Return the STATE of a run that met a limit, and whose participants it requested."""
    zoom.limits.daily["Heavy"] = 140
    zoom.limits.used.clear()
    warehouse = Warehouse()
    warehouse.run(zoom, max_concurrency=1, rate_limit_share=1)
    zoom.limits.daily.clear()
    assert warehouse.state
    return {"state": warehouse.state, "rows": warehouse.rows}, set(asked(zoom))


@pytest.mark.parametrize("source", SOURCES)
def test_a_back_fill_can_continue_with_another_source(
    zoom: Zoom, begun: tuple[Row, set[str]], source: str
) -> None:
    """STATE is the same for all: a session is a session."""
    first, had = begun
    warehouse = Warehouse(**deepcopy(first))
    output = warehouse.run(zoom, report_source=source)

    assert output.error is None
    assert len(had) > 10
    assert len(had & set(asked(zoom))) <= 1
    for stream, rows in zoom.truth(streams=[MEETINGS, WEBINARS]).items():
        assert {(row["uuid"],) for row in rows} <= set(warehouse.rows[stream])


@pytest.mark.parametrize("source", SOURCES)
def test_nothing_is_requested_twice(runs: Runs, source: str) -> None:
    """Not even for the day that the lists of two months share, whichever of them comes first."""
    assert runs[source].repeated == 1
