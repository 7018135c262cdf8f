"""Selected streams and fields are extracted; what isn't selected costs no requests."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from tap_zoom.streams import NAMES, STREAMS
from tests.e2e.expected import ALL_STREAMS, DEFAULT_STREAMS, assert_complete, catalog_of, requests
from tests.e2e.harness import execute, extract, write
from tests.e2e.needs import USERS, needed
from tests.e2e.selections import read, small, truth

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Zoom
    from tests.e2e.conftest import Whole

pytestmark = pytest.mark.e2e

MEETINGS, MEETING = "/users/{userId}/meetings", "/meetings/{meetingId}"
WEBINARS, WEBINAR = "/users/{userId}/webinars", "/webinars/{webinarId}"
REPORTS = "/report/users/{userId}/meetings"


def _roots() -> dict[str, str]:
    """Return the stream at the root of each stream's tree."""
    found: dict[str, str] = {}
    for stream in STREAMS:  # parents come before their children
        parent, name = stream.parent_stream_type, str(vars(stream)["name"])
        found[name] = name if parent is None else found[str(vars(parent)["name"])]
    return found


#: What each of seven runs selects. A stream of a tree with few streams is in one of them, others
#: are in two, and no other stream of the tree is in the same: so each stream is selected without
#: its parent, and without each sibling.
ROUNDS: list[list[str]] = [[] for _ in range(7)]
_ROOTS = _roots()
_SIZES = Counter(_ROOTS.values())
_PAIRS = list(combinations(range(7), 2))
for _number, _stream in enumerate(NAMES):
    _is_of_few = _SIZES[_ROOTS[_stream]] <= len(ROUNDS)
    if _stream in ALL_STREAMS:
        for _round in (_number % 7,) if _is_of_few else _PAIRS[_number % len(_PAIRS)]:
            ROUNDS[_round].append(_stream)


@pytest.mark.parametrize("streams", ROUNDS, ids=range(7))
def test_selected_streams_are_complete_and_nothing_else_is_requested(streams: list[str]) -> None:
    """Although the catalog doesn't list the others."""
    with small() as zoom:
        output = read(zoom, streams)

        assert set(output.schemas) == set(streams)
        rows = truth(zoom, streams)
        assert all(rows.values())
        assert_complete(output, rows)
        assert set(requests(zoom)) - {"/oauth/token"} == needed(*streams)
        assert not [entry for entry in zoom.log if entry.malformed]


def test_of_two_streams_with_an_endpoint_in_common_each_is_selected_without_the_other() -> None:
    rounds = {stream: {n for n in range(7) if stream in ROUNDS[n]} for stream in ALL_STREAMS}
    for one, other in combinations(ALL_STREAMS, 2):
        if (needed(one) & needed(other)) - {USERS}:
            assert rounds[one] - rounds[other], (one, other)
            assert rounds[other] - rounds[one], (one, other)


def test_details_are_requested_only_for_streams_that_need_more_than_the_list_has() -> None:
    detailed = {stream for stream in ALL_STREAMS if {MEETING, WEBINAR} & needed(stream)}
    assert detailed == {
        *("meetings", "meeting_registrants"),
        *("webinars", "webinar_registrants", "webinar_absentees"),
    }


def test_parents_alone_cost_no_request_for_children(zoom: Zoom) -> None:
    extract(zoom, catalog_of("users", "meetings", "webinars", others=True))

    assert set(requests(zoom)) - {"/oauth/token"} == {USERS, MEETINGS, MEETING, WEBINARS, WEBINAR}


def test_without_a_selected_stream_nothing_is_requested(zoom: Zoom) -> None:
    output = extract(zoom, catalog_of("no such stream", others=True))

    assert output.error is None
    assert "No stream is selected" in output.log
    assert not output.records
    assert set(requests(zoom)) <= {"/oauth/token"}


def test_streams_share_their_parents_lists(whole: Whole) -> None:
    counts = requests(whole.zoom)
    readable = [row for row in whole.output.records["users"] if row["status"] != "pending"]

    assert counts["/oauth/token"] == 1
    assert counts[USERS] == 2  # one for each status
    assert counts[MEETINGS] == counts[WEBINARS] == len(readable)


def test_lists_are_requested_in_the_largest_pages(whole: Whole) -> None:
    paged = (USERS, MEETINGS, WEBINARS, REPORTS, f"{MEETING}/registrants")
    sizes = {
        tuple(parse_qs(entry.query).get("page_size", ()))
        for entry in whole.zoom.log
        if entry.template in paged
    }

    assert sizes == {("300",)}


def test_registrants_are_not_requested_where_registration_is_off(whole: Whole) -> None:
    kept = {
        definition.id: definition
        for user in map(whole.zoom.account.user, range(whole.zoom.account.size))
        for definition in whole.zoom.account.calendar(user.index).definitions.values()
    }
    asked = {
        kept[int(entry.path.split("/")[3])].registration
        for entry in whole.zoom.log
        if "/registrants" in entry.path
    }

    assert asked
    assert 0 not in asked
    assert "registration is off" in whole.output.log


# --- discovery ----------------------------------------------------------------------------------


def test_discovery_needs_no_settings_and_no_network(tmp_path: Path) -> None:
    output = execute(
        "--discover", https_proxy="http://127.0.0.1:9", http_proxy="http://127.0.0.1:9"
    )

    assert output.code == 0
    assert '"streams"' in output.stdout
    assert not list(tmp_path.iterdir())


def test_the_discovered_catalog_can_be_passed_back(zoom: Zoom, tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.json"
    catalog.write_text(execute("--discover").stdout)
    config = write(tmp_path / "config.json", zoom.config())

    again = execute("--config", config, "--catalog", catalog, "--discover")

    assert again.stdout == catalog.read_text()
    assert len(DEFAULT_STREAMS) == 22


def test_a_catalog_may_leave_fields_out(zoom: Zoom) -> None:
    catalog = catalog_of("users")
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            if item["breadcrumb"] in (["properties", "email"], ["properties", "id"]):
                item["metadata"]["selected"] = False
    output = extract(zoom, catalog)

    assert "email" not in output.schemas["users"]["properties"]
    assert not any("email" in row for row in output.records["users"])
    assert all(output.ids("users"))  # a key always comes


def test_fields_that_an_old_catalog_lacks_are_left_out_with_a_warning(zoom: Zoom) -> None:
    """A target knows the fields of SCHEMA only, and that follows the catalog."""
    catalog = catalog_of("meetings")
    (entry,) = catalog["streams"]
    fields = entry["schema"]["properties"]
    del fields["topic"], fields["occurrences"]["items"]["properties"]["status"]
    output = extract(zoom, catalog)

    assert "lacks 2 fields, which are left out (occurrences.status, topic)" in output.log
    rows = output.records["meetings"]
    assert not any("topic" in row for row in rows)
    assert set(fields) >= {name for row in rows for name in row} > {"id", "occurrences"}
    dates = [date for row in rows for date in row.get("occurrences") or ()]
    assert {name for date in dates for name in date} == {"duration", "occurrence_id", "start_time"}
