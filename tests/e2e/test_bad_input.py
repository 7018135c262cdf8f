"""Whatever is wrong with the user's files and settings is one line and an exit code."""

from __future__ import annotations

import json
import re
import socket
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.expected import catalog_of
from tests.e2e.harness import Output, error_lines, execute, write

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

GOOD: dict[str, Any] = {
    "account_id": "account",
    "client_id": "client",
    "client_secret": "SECRET-of-the-app",
    "api_url": "http://127.0.0.1:9/v2",
    "auth_url": "http://127.0.0.1:9/oauth/token",
    "max_wait": 0,
}


def assert_one_line(output: Output, *words: str) -> None:
    """Assert that a run failed with one error that says what is wrong and reveals no secret."""
    assert output.code in {1, 2}
    assert not output.records
    errors = error_lines(output.log) or re.findall(r"(?m)^Error: .*", output.log)
    assert len(errors) == 1, output.log
    assert "Traceback" not in output.log
    assert "SECRET" not in output.log + output.stdout
    for word in words:
        assert word in errors[0]


def _without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in GOOD.items() if name not in names}


@pytest.mark.parametrize(
    ("config", "words"),
    [
        pytest.param({}, ["client_id", "client_secret"], id="no settings"),
        pytest.param(_without("account_id"), ["account_id", "refresh_token"], id="no sign-in"),
        pytest.param(
            {**GOOD, "refresh_token": "SECRET-refresh"}, ["exactly one"], id="both sign-ins"
        ),
        pytest.param({**GOOD, "client_secret": ""}, ["client_secret"], id="blank secret"),
        pytest.param({**GOOD, "client_secret": {"a": "SECRET"}}, ["client_secret"], id="no text"),
        pytest.param(
            {**GOOD, "report_lookback_days": 7, "read_ahead_mib": 8},
            ["report_lookback_days is now lookback_days", "prefetch_memory_mib"],
            id="old names",
        ),
        pytest.param({**GOOD, "api_url": "http://api.zoom.us/v2"}, ["https"], id="http"),
        pytest.param({**GOOD, "auth_url": "http://zoom.us/oauth/token"}, ["https"], id="http auth"),
        pytest.param({**GOOD, "start_date": "yesterday"}, ["start_date"], id="no date"),
        pytest.param({**GOOD, "plan": "platinum"}, ["plan", "business"], id="unknown plan"),
        pytest.param({**GOOD, "user_statuses": "active"}, ["user_statuses"], id="no list"),
        pytest.param({**GOOD, "rate_limit_share": 2}, ["rate_limit_share"], id="over the limit"),
        pytest.param({**GOOD, "max_wait": "long"}, ["max_wait"], id="no number"),
        pytest.param([], ["JSON object"], id="a list"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, config: object, words: list[str]) -> None:
    path = write(tmp_path / "config.json", config)
    output = execute("--config", path, TAP_ZOOM_LOGLEVEL="DEBUG")

    assert_one_line(output, *words)


def test_an_old_name_in_the_environment_is_named_too(tmp_path: Path) -> None:
    config = write(tmp_path / "config.json", GOOD)
    output = execute("--config", config, "--config", "ENV", TAP_ZOOM_READ_AHEAD_MIB="8")
    assert_one_line(output, "read_ahead_mib is now prefetch_memory_mib")


def test_no_settings_at_all_say_which_are_missing() -> None:
    assert_one_line(execute(), "client_id", "client_secret")


def test_a_missing_config_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.json"

    assert_one_line(execute("--config", path), "config.json")


def test_a_config_file_that_is_not_json_is_named_without_its_content(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"client_secret": "SECRET-x", oops}')

    assert_one_line(execute("--config", path, TAP_ZOOM_LOGLEVEL="DEBUG"), "config.json", "JSON")


def test_a_wrong_client_secret_is_named(zoom: Zoom, tmp_path: Path) -> None:
    config = write(tmp_path / "config.json", zoom.config(client_secret="SECRET-of-another-app"))

    assert_one_line(execute("--config", config, TAP_ZOOM_LOGLEVEL="DEBUG"), "client_secret")


def test_a_host_that_does_not_exist_is_named(zoom: Zoom, tmp_path: Path) -> None:
    settings = zoom.config(api_url="https://api.zoom.invalid/v2", max_wait=0)
    config = write(tmp_path / "config.json", settings)

    assert_one_line(execute("--config", config, TAP_ZOOM_LOGLEVEL="DEBUG"), "api.zoom.invalid")


def test_a_host_that_refuses_is_named(zoom: Zoom, tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{nobody.getsockname()[1]}"
    config = write(tmp_path / "config.json", zoom.config(api_url=f"http://{host}/v2", max_wait=0))

    assert_one_line(execute("--config", config, TAP_ZOOM_LOGLEVEL="DEBUG"), host, "refused")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("{oops", ["catalog", "JSON"], id="no JSON"),
        pytest.param("[]", ["catalog", "object"], id="a list"),
        pytest.param("{}", ["--discover"], id="no streams"),
        pytest.param('{"streams": {"users": {}}}', ["--discover"], id="streams by name"),
        pytest.param('{"streams": [{"tap_stream_id": "users"}]}', ["users"], id="half an entry"),
        pytest.param('{"streams": [{"tap_stream_id": "leads"}]}', ["streams"], id="another tap's"),
    ],
)
def test_a_bad_catalog_is_one_line(tmp_path: Path, content: str, words: list[str]) -> None:
    config = write(tmp_path / "config.json", GOOD)
    catalog = tmp_path / "catalog.json"
    catalog.write_text(content)

    assert_one_line(execute("--config", config, "--catalog", catalog), *words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("{oops", ["state", "JSON"], id="no JSON"),
        pytest.param("[]", ["state", "object"], id="a list"),
        pytest.param('{"bookmarks": ["users"]}', ["state"], id="no bookmarks"),
        pytest.param('{"bookmarks": {"report_meetings": 5}}', ["report_meetings"], id="damaged"),
        pytest.param(
            '{"bookmarks": {"report_meetings": {"replication_key_value": "soon"}}}',
            ["report_meetings"],
            id="no date",
        ),
        pytest.param('{"version": 99, "bookmarks": {}}', ["version 99"], id="a later version's"),
    ],
)
def test_a_bad_state_is_one_line(
    zoom: Zoom, tmp_path: Path, content: str, words: list[str]
) -> None:
    config = write(tmp_path / "config.json", zoom.config())
    catalog = write(tmp_path / "catalog.json", catalog_of("report_meetings"))
    state = tmp_path / "state.json"
    state.write_text(content)

    output = execute("--config", config, "--catalog", catalog, "--state", state)

    assert_one_line(output, *words)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({}, id="empty"),
        pytest.param({"bookmarks": {"users": {}}, "currently_syncing": "users"}, id="singer-io's"),
        pytest.param(
            {
                "bookmarks": {
                    "report_meetings": {
                        "partitions": [{"context": {"user_id": "x"}, "replication_key_value": "y"}]
                    }
                }
            },
            id="an SDK tap's",
        ),
    ],
)
def test_another_taps_state_is_ignored_with_a_warning(
    zoom: Zoom, tmp_path: Path, content: dict[str, Any]
) -> None:
    config = write(tmp_path / "config.json", zoom.config())
    catalog = write(tmp_path / "catalog.json", catalog_of("users", "meetings"))
    state = write(tmp_path / "state.json", content)

    output = execute("--config", config, "--catalog", catalog, "--state", state)

    assert output.code == 0
    assert len(output.records["meetings"]) == len(zoom.truth()["meetings"])
    assert "partitions" not in json.dumps(output.state)
    assert ("The state has no matching bookmark" in output.log) is bool(content)
