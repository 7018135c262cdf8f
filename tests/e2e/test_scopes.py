"""What an app may not read is named before anything is requested, with the scope to add."""

from __future__ import annotations

import re
from functools import cache

import pytest

from sandbox.routes import ENDPOINTS
from tap_zoom.exceptions import IncompleteSync
from tests.e2e.closing import table
from tests.e2e.expected import OTHER_STREAMS, assert_complete, requests
from tests.e2e.needs import DOWNLOADS, PHONE_FILE, PHONE_TRANSCRIPT, USERS, needed
from tests.e2e.selections import family, read, small, truth

pytestmark = pytest.mark.e2e

FILES = "cloud_recording:read:list_recording_files:admin"
#: The scope that Zoom asks for at each endpoint, and the classic one.
SCOPES = {
    **{endpoint.template: (endpoint.granular[-1], endpoint.classic[0]) for endpoint in ENDPOINTS},
    **dict.fromkeys(DOWNLOADS, (FILES, "recording:read:admin")),
}
SCOPES[PHONE_FILE] = SCOPES[PHONE_TRANSCRIPT]


@cache
def _opens() -> dict[str, list[str]]:
    """Return the streams that each scope opens, by themselves or through their parents."""
    found: dict[str, list[str]] = {}
    for stream in OTHER_STREAMS:
        for template in needed(stream):
            found.setdefault(SCOPES[template][0], []).append(stream)
    return found


def _rounds() -> list[list[str]]:
    """Return the scopes that each run lacks: no two of them open the same stream."""
    opens, rounds = _opens(), list[list[str]]()
    for scope in sorted(opens, key=lambda scope: -len(opens[scope])):
        for others in rounds:
            if not any(set(opens[scope]) & set(opens[other]) for other in others):
                others.append(scope)
                break
        else:
            rounds.append([scope])
    return rounds


def _relatives(streams: set[str]) -> set[str]:
    """Return streams with those that have an endpoint in common with one of them."""
    paths = {path for stream in streams for path in needed(stream)} - {USERS}
    return {*streams, *(name for name in OTHER_STREAMS if paths & needed(name))}


def test_missing_scopes_are_named_for_each_stream_and_their_endpoints_are_not_requested() -> None:
    for lacking in _rounds():
        _assert_named(lacking)


def _assert_named(lacking: list[str]) -> None:
    opens = _opens()
    unreadable = {stream for scope in lacking for stream in opens[scope]}
    streams = _relatives(unreadable)
    assert streams > unreadable
    with small(without_scopes=",".join(lacking)) as zoom:
        output = read(zoom, streams)

        assert isinstance(output.error, IncompleteSync)
        assert str(output.error).count("scope missing") == 1
        lines = output.log.splitlines()
        warned = "\n".join(line for line in lines if line.startswith("WARNING"))
        asked = requests(zoom)
        for scope in lacking:
            assert f" {scope} " in warned
            assert set(opens[scope]) <= set(re.findall(r"\w+", warned))
            for template, (granular, classic) in SCOPES.items():
                if granular == scope:
                    assert not asked[template], template
                    assert classic in warned
        for stream in unreadable:
            assert table(output.log)[stream].left_out == "not read: scope missing"
            assert not output.records[stream]
        assert_complete(output, truth(zoom, streams - unreadable))
        assert not [entry for entry in zoom.log if entry.malformed or entry.status >= 500]


def test_recordings_of_the_account_have_a_scope_of_their_own() -> None:
    scope = "cloud_recording:read:list_account_recordings:admin"
    with small(without_scopes=scope) as zoom:
        output = read(zoom, family("recordings"), recording_source="account")

        row, _ = output.log[output.log.index(scope) :].split("requests  skipped")
        assert " recording:read:admin " in row
        assert all(name in row for name in family("recordings"))
        assert set(requests(zoom)) == {"/oauth/token"}


@pytest.mark.parametrize(
    ("enough", "streams"),
    [
        ("phone_call_log:read:admin", {"phone_call_history"}),
        ("phone_recording:read:admin", {"phone_recordings"}),
        ("dashboard:read:admin", family("dashboard_meetings", "dashboard_webinars")),
    ],
)
def test_another_classic_scope_that_zoom_accepts_is_enough(enough: str, streams: set[str]) -> None:
    with small(scopes="classic") as zoom:
        zoom.scopes = {enough}
        output = read(zoom, streams)

        assert output.error is None
        assert_complete(output, truth(zoom, streams))
