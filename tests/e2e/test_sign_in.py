"""Both ways to sign in, and tokens that expire before the run ends."""

from __future__ import annotations

import json
import stat
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.e2e.expected import assert_complete, catalog_of, requests
from tests.e2e.harness import account, error_lines, execute, extract, write

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

TOKEN = "/oauth/token"


@pytest.fixture
def users_only(tmp_path: Path) -> Path:
    """A catalog for a quick run."""
    return write(tmp_path / "catalog.json", catalog_of("users"))


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def test_a_rotated_refresh_token_goes_back_into_the_config_file(
    zoom: Zoom, tmp_path: Path, users_only: Path
) -> None:
    first = zoom.config("refresh_token", user_agent="unchanged")
    config = write(tmp_path / "config.json", first)

    for _ in range(2):  # the second run starts from what the first one stored
        output = execute("--config", config, "--catalog", users_only)

        assert output.code == 0, output.log
        assert output.records["users"]
        assert _read(config) == {**first, "refresh_token": zoom.oauth.refresh_token}
    assert zoom.oauth.refresh_token != first["refresh_token"]
    assert stat.S_IMODE(config.stat().st_mode) == 0o600


def test_a_rotated_refresh_token_goes_into_the_token_file(
    zoom: Zoom, tmp_path: Path, users_only: Path
) -> None:
    token_file = tmp_path / "token.json"
    settings = zoom.config("refresh_token", token_file=str(token_file))
    config = write(tmp_path / "config.json", settings)

    for _ in range(2):
        output = execute("--config", config, "--catalog", users_only)

        assert output.code == 0, output.log
        assert _read(token_file)["refresh_token"] == zoom.oauth.refresh_token
    assert _read(config) == settings
    assert stat.S_IMODE(token_file.stat().st_mode) == 0o600


def test_without_a_place_for_the_next_refresh_token_the_current_one_is_not_used(
    zoom: Zoom, users_only: Path
) -> None:
    settings = zoom.config("refresh_token")
    env = {f"TAP_ZOOM_{name.upper()}": value for name, value in settings.items()}
    output = execute("--config", "ENV", "--catalog", users_only, **env)

    assert output.code == 1
    assert len(error_lines(output.log)) == 1
    assert "token_file" in output.log
    assert not requests(zoom)
    assert zoom.oauth.refresh_token == settings["refresh_token"]


def test_a_used_refresh_token_is_one_line_that_says_what_to_do(
    zoom: Zoom, tmp_path: Path, users_only: Path
) -> None:
    config = write(tmp_path / "config.json", zoom.config("refresh_token"))
    zoom.oauth.refresh_token = "another one by now"
    output = execute("--config", config, "--catalog", users_only)

    assert output.code == 1
    assert len(error_lines(output.log)) == 1
    assert "authorize the app again" in output.log
    assert "SECRET" not in output.log


def test_settings_from_the_environment_are_enough(zoom: Zoom, users_only: Path) -> None:
    env = {f"TAP_ZOOM_{name.upper()}": value for name, value in zoom.config().items()}
    output = execute("--config", "ENV", "--catalog", users_only, **env)

    assert output.code == 0
    assert output.records["users"]


def test_a_run_that_outlives_its_token_gets_another() -> None:
    streams = ("meetings", "meeting_registrants", "meeting_polls")
    with account(frozen=False, token_life=1, secrets="core") as zoom:
        # Of the first user, so that most of the run is still to come.
        first = zoom.account.user(0).id
        zoom.faults.add("/meetings$", items=first, kind="slow", seconds=1.2, times=1)
        output = extract(zoom, catalog_of(*streams))

        assert requests(zoom)[TOKEN] > 1
        assert_complete(output, zoom.truth(streams=streams))


def test_a_token_revoked_during_the_run_is_replaced(zoom: Zoom) -> None:
    """As when another process of the same app requests a token."""
    zoom.faults.add("/registrants$", kind="deadtoken", nth=15)
    output = extract(zoom, catalog_of("meeting_registrants"))

    assert requests(zoom)[TOKEN] > 1
    assert output.error is None
    truth = zoom.truth(streams=["meeting_registrants"])["meeting_registrants"]
    assert len(output.records["meeting_registrants"]) == len(truth)


def test_a_new_token_that_is_refused_as_well_ends_the_run(zoom: Zoom) -> None:
    body = {"code": 124, "message": "Invalid access token."}
    zoom.faults.add("^/v2/", status=401, body=body)
    output = extract(zoom, catalog_of("users"))

    assert "activated" in str(output.error)
    assert requests(zoom)["/users"] <= 2 * 2  # the lists of both statuses may be under way
    assert requests(zoom)[TOKEN] <= 3


def test_credentials_that_a_server_repeats_are_not_logged(
    zoom: Zoom, tmp_path: Path, users_only: Path
) -> None:
    """In whatever form, and at whatever level."""
    settings = zoom.config()
    secret = settings["client_secret"]
    basic = b64encode(f"{settings['client_id']}:{secret}".encode()).decode()
    body = {"code": 4711, "message": f"{secret} {quote(basic)} {basic[:40]}"}
    zoom.faults.add("^/users$", status=400, body=body)
    config = write(tmp_path / "config.json", settings)
    output = execute("--config", config, "--catalog", users_only, TAP_ZOOM_LOGLEVEL="DEBUG")

    assert "***" in output.log
    assert "SECRET" not in output.log + output.stdout
    assert basic[-24:-4] not in output.log
    assert basic[:40] not in output.log


def test_a_token_endpoint_that_fails_briefly_is_requested_again(zoom: Zoom) -> None:
    zoom.faults.add(f"^{TOKEN}$", kind="5xx", times=1)
    output = extract(zoom, catalog_of("users"))

    assert output.error is None
    assert output.records["users"]


def test_a_lookalike_api_url_in_the_token_response_is_not_followed() -> None:
    with account(token_api_url="https://zoom.us.evil.invalid") as zoom:
        output = extract(zoom, catalog_of("users"))

        assert output.records["users"]
