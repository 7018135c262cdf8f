"""What an app may not read is said before anything is asked, with what to give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.endpoint import ENDPOINTS
from tap_zoom.exceptions import IncompleteRun
from tests.e2e.expected import requests
from tests.e2e.test_selection import DOWNLOADS, NEEDS
from tests.e2e.selections import OTHER_STREAMS, assert_complete, family, read, small, truth

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.e2e

FILES = "cloud_recording:read:list_recording_files:admin"
#: The scope that each endpoint asks for, and the classic one.
SCOPES = {
    **{endpoint.template: (endpoint.granular[1], endpoint.classic[0]) for endpoint in ENDPOINTS},
    **dict.fromkeys(DOWNLOADS, (FILES, "recording:read:admin")),
}
#: The streams that each scope opens, by themselves or through their parents.
OPENS: dict[str, list[str]] = {}
for _stream in OTHER_STREAMS:
    for _template in NEEDS[_stream]:
        OPENS.setdefault(SCOPES[_template][0], []).append(_stream)


@pytest.mark.parametrize("scope", sorted(OPENS))
def test_a_missing_scope_is_named_beforehand_for_each_stream_and_nothing_asked(scope: str) -> None:
    with small(without_scopes=scope) as zoom:
        output = read(zoom, set(OPENS[scope]))

        assert isinstance(output.error, IncompleteRun)
        lines = output.log.splitlines()
        warned = "\n".join(line for line in lines if line.startswith("WARNING")).splitlines()
        told = {tuple(line.split()[1:]) for line in warned if scope in line}
        classic = {SCOPES[template][1] for template in SCOPES if SCOPES[template][0] == scope}
        for stream in OPENS[scope]:
            assert any(row[0] == stream and row[1] == scope for row in told), stream
            assert f"{stream}: " in str(output.error)
            assert not output.records[stream]
        assert scope in str(output.error)
        assert all(name in str(output.error) for name in classic)
        asked = requests(zoom)
        assert not sum(asked[template] for template in SCOPES if SCOPES[template][0] == scope)
        assert not [entry for entry in zoom.log if entry.malformed or entry.status >= 500]


def test_recordings_of_the_account_have_a_scope_of_their_own() -> None:
    scope = "cloud_recording:read:list_account_recordings:admin"
    with small(without_scopes=scope) as zoom:
        output = read(zoom, family("recordings"), recording_source="account")

        rows = [line.split()[1:] for line in output.log.splitlines() if scope in line]
        told = {row[0] for row in rows if row and row[-1] == "recording:read:admin"}
        assert family("recordings") <= told
        assert set(requests(zoom)) == {"/oauth/token"}


@pytest.mark.parametrize(
    ("enough", "streams"),
    [
        ("phone_call_log:read:admin", {"phone_call_history"}),
        ("phone_recording:read:admin", {"phone_recordings"}),
        ("dashboard:read:admin", family("dashboard_meetings", "dashboard_webinars")),
    ],
)
def test_a_narrower_or_wider_classic_scope_is_enough(enough: str, streams: set[str]) -> None:
    with small(scopes="classic") as zoom:
        zoom.scopes = {enough}
        output = read(zoom, streams)

        assert output.error is None
        assert_complete(output, truth(zoom, streams))


def test_an_app_of_classic_scopes_reads_everything() -> None:
    with small(scopes="classic") as zoom:
        output = read(zoom)

        assert output.error is None
        assert_complete(output, truth(zoom))


def test_a_user_authorized_app_reads_everything(tmp_path: Path) -> None:
    with small() as zoom:
        signed_in = zoom.config("refresh_token")
        token_file = str(tmp_path / "token.json")
        output = read(zoom, **signed_in, account_id=None, token_file=token_file)

        assert output.error is None
        assert_complete(output, truth(zoom))
