"""What Zoom refuses is skipped and named; everything else is read, without vain requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from sandbox import wire_uuid
from tap_zoom.exceptions import IncompleteSync
from tests.e2e.closing import table
from tests.e2e.expected import DEFAULT_STREAMS, assert_complete, catalog_of, requests
from tests.e2e.harness import account, error_lines, execute, extract, quick_retries, write
from tests.e2e.selections import read, small, truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

POLLS = "meeting:read:list_polls:admin"
ATTENDANCE = "report:read:list_meeting_participants:admin"
A_FEW = 8  # requests that may be under way when the first refusal comes


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with quick_retries():
        yield


def _truth_without(zoom: Zoom, *streams: str) -> dict[str, list[dict[str, Any]]]:
    rest = [name for name in DEFAULT_STREAMS if name not in streams]
    return truth(zoom, rest)


class Scope(NamedTuple):
    """A scope, where it is needed, and the streams that can't be read without it."""

    name: str
    endpoint: str
    streams: tuple[str, ...]


OF_ALL_REPORTS = Scope(
    "report:read:user:admin",
    "/report/users/{userId}/meetings",
    tuple(name for name in DEFAULT_STREAMS if name.startswith("report_")),
)
OF_SOME_STREAMS = (
    Scope(POLLS, "/meetings/{meetingId}/polls", ("meeting_polls",)),  # a leaf
    Scope(
        ATTENDANCE, "/report/meetings/{meetingId}/participants", ("report_meeting_participants",)
    ),
    Scope(  # of a parent
        "meeting:read:list_past_instances:admin",
        "/past_meetings/{meetingId}/instances",
        ("past_meeting_instances", "meeting_poll_results"),
    ),
)


@pytest.mark.parametrize(
    "scopes", [OF_SOME_STREAMS, (OF_ALL_REPORTS,)], ids=["some streams", "all reports"]
)
@pytest.mark.parametrize("told", [True, False], ids=["told", "found out"])
def test_without_a_scope_its_streams_are_named_and_the_others_read(
    scopes: tuple[Scope, ...], *, told: bool
) -> None:
    lacking = ",".join(scope.name for scope in scopes)
    with small(without_scopes=lacking, meetings=2) as zoom:
        if not told:  # a token response that doesn't list scopes
            grant = zoom.oauth.grant
            zoom.oauth.grant = lambda *a: {**grant(*a), "scope": ""}
        output = read(zoom, DEFAULT_STREAMS)

        lost = [stream for scope in scopes for stream in scope.streams]
        assert_complete(output, _truth_without(zoom, *lost))
        assert len(output.records["meetings"]) > A_FEW
        assert not any(output.records[stream] for stream in lost)
        for scope in scopes:
            assert scope.name in f"{output.log}{output.error}"
            assert scope.streams[0] in str(output.error)
            assert requests(zoom)[scope.endpoint] <= (0 if told else A_FEW)


def test_a_missing_scope_fails_the_run_or_warns_as_the_user_says(tmp_path: Path) -> None:
    catalog = write(tmp_path / "catalog.json", catalog_of("users", "meeting_polls"))
    with account(without_scopes=POLLS) as zoom:
        for choice, code in (("fail", 1), ("warn", 0)):
            settings = zoom.config(on_unavailable=choice)
            config = write(tmp_path / "config.json", settings)
            output = execute("--config", config, "--catalog", catalog)

            assert output.code == code
            assert len(error_lines(output.log)) == code
            assert POLLS in output.log
            assert output.records["users"]


def test_without_the_details_scope_children_of_the_list_are_still_read() -> None:
    scope = "meeting:read:meeting:admin"
    with account(without_scopes=scope, secrets="core") as zoom:
        streams = ("past_meeting_instances", "meeting_polls")
        output = extract(zoom, catalog_of("meetings", *streams))

        assert scope in output.log
        assert not output.records[
            "meetings"
        ]  # a partial record would overwrite known values with nulls
        for stream in streams:
            there = {row.get("uuid", row.get("id")) for row in zoom.truth()[stream]}
            assert there <= {row.get("uuid", row.get("id")) for row in output.records[stream]}


@pytest.mark.parametrize(
    ("feature", "streams"),
    [
        ("polls", ["meeting_polls", "meeting_poll_results"]),
        ("registration", ["meeting_registrants", "meeting_questions"]),
        (
            "webinars",
            [name for name in DEFAULT_STREAMS if name.startswith(("webinar", "past_web"))],
        ),
    ],
)
def test_what_the_plan_lacks_leaves_the_other_streams_whole(
    feature: str, streams: list[str]
) -> None:
    with small() as zoom:
        before = _truth_without(zoom, *streams)
        assert all(before.values())
        assert all(truth(zoom, streams).values())
        setattr(zoom.plan_features, feature, False)
        output = read(zoom, DEFAULT_STREAMS)

    others = {name: len(rows) for name, rows in before.items()}
    assert others == {name: len(output.records[name]) for name in others}
    assert not any(output.records[name] for name in streams if not name.startswith("report_web"))


def test_reports_that_the_plan_lacks_are_hardly_requested(zoom: Zoom) -> None:
    zoom.plan_features.reports = False
    output = extract(zoom, catalog_of(*OF_ALL_REPORTS.streams))

    assert "plan" in str(output.error)
    assert sum(n for path, n in requests(zoom).items() if path.startswith("/report/")) <= A_FEW


def test_hosts_without_a_webinar_license_are_no_reason_to_fail(zoom: Zoom) -> None:
    """Zoom refuses some with an error, some with an error inside of a success."""
    output = extract(zoom, catalog_of("webinars"))

    assert output.error is None
    assert output.records["webinars"]
    assert "host without a webinar license" in output.log


def test_a_uuid_that_zooms_firewall_blocks_fails_alone() -> None:
    stream = "report_meeting_participants"
    with account(secrets="core") as zoom:
        rows = zoom.truth(streams=[stream])[stream]
        uuid = max((row["meeting_uuid"] for row in rows), key=lambda uuid: uuid.count("/"))
        zoom.faults.add(wire_uuid(uuid).replace("+", r"\+"), kind="forbidden")
        output = extract(zoom, catalog_of(stream))

        assert isinstance(output.error, IncompleteSync)
        assert f"({stream}: 1)" in str(output.error)
        assert_complete(output, {stream: [row for row in rows if row["meeting_uuid"] != uuid]})
        assert f"{wire_uuid(uuid)}/participants failed (HTTP 403" in output.log


def test_a_user_who_is_deleted_during_the_run_is_skipped(zoom: Zoom) -> None:
    user = zoom.account.user(1).id
    body = {"code": 1001, "message": f"User does not exist: {user}."}
    zoom.faults.add(f"/v2/users/{user}/meetings$", status=404, body=body)
    output = extract(zoom, catalog_of("meetings"))

    assert output.error is None
    assert user not in output.ids("meetings", "user_id")
    assert output.records["meetings"]
    assert "user not found" in output.log


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"code": 9999, "message": "Something new."}, id="unknown"),
        pytest.param({"code": 300, "message": "Validation Failed."}, id="bad request"),
    ],
)
def test_an_unknown_error_throughout_is_shown_and_costs_one_stream(body: dict[str, Any]) -> None:
    """To take it for "no data" would lose rows silently."""
    with account(size=20) as zoom:
        zoom.faults.add("^/meetings/{meetingId}/polls$", status=400, body=body)
        output = extract(zoom, catalog_of("meeting_polls", "users"))

        assert isinstance(output.error, IncompleteSync)
        assert "meeting_polls: " in str(output.error)
        assert body["message"] in str(output.error)
        rows = zoom.truth(streams=["users", "meetings"])
        assert_complete(output, {"users": rows["users"]})
        assert len(rows["meetings"]) > 50
        assert table(output.log)["meeting_polls"].counts["failed"] == 50


def test_an_error_inside_of_a_success_is_not_an_empty_list(zoom: Zoom) -> None:
    body = {"code": 4711, "message": f"Invalid access token, does not contain scopes:[{POLLS}]."}
    zoom.faults.add("^/meetings/{meetingId}/polls$", status=200, body=body)
    output = extract(zoom, catalog_of("meeting_polls"))

    assert POLLS in str(output.error)


def test_a_list_of_the_wrong_type_is_not_an_empty_list(zoom: Zoom) -> None:
    zoom.faults.add("^/users$", status=200, body={"users": "none"})
    output = extract(zoom, catalog_of("users"))

    assert isinstance(output.error, IncompleteSync)
    assert "users: no data where it belongs" in str(output.error)
