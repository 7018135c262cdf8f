"""The command line, and the control API of a sandbox in another process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox.cli import parse_options
from sandbox.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Serve from another process, and check that it stops promptly."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--no-limits", "--now", "2026-11-20T12:00:00Z"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout
    line = process.stdout.readline()
    yield line.removeprefix("listening on ").strip()
    start = time.monotonic()
    process.send_signal(signal.SIGTERM)
    code = process.wait(5)
    process.stdout.close()
    assert code == 0
    assert time.monotonic() - start < 2


def token(url: str) -> dict[str, str]:
    config = requests.get(f"{url}/_sandbox/config", timeout=10).json()
    form = {"grant_type": "account_credentials", "account_id": config["account_id"]}
    auth = (config["client_id"], config["client_secret"])
    response = requests.post(config["auth_url"], auth=auth, data=form, timeout=10)
    return {"Authorization": f"Bearer {response.json()['access_token']}"}


def test_it_serves(url: str) -> None:
    response = requests.get(f"{url}/v2/users", headers=token(url), timeout=10)
    truth = requests.get(f"{url}/_sandbox/truth", params={"streams": "users"}, timeout=10).json()

    assert response.json()["users"] == [u for u in truth["users"] if u["status"] == "active"]


def test_the_log_and_its_totals_are_served(url: str) -> None:
    requests.delete(f"{url}/_sandbox/log", timeout=10)
    requests.get(f"{url}/v2/users?x=1", timeout=10)
    log = requests.get(f"{url}/_sandbox/log", timeout=10).json()
    stats = requests.get(f"{url}/_sandbox/stats", timeout=10).json()

    assert [(entry["template"], entry["malformed"]) for entry in log] == [("/users", True)]
    assert stats["by_template"] == {"/users": 1}


def test_its_controls_work(url: str) -> None:
    def post(path: str, **body: object) -> Any:
        return requests.post(f"{url}/_sandbox/{path}", json=body, timeout=10).json()

    def status(headers: dict[str, str]) -> int:
        return requests.get(f"{url}/v2/users", headers=headers, timeout=10).status_code

    headers = token(url)
    assert post("clock", days=2, frozen=True)["now"].startswith("2026-11-22T12:00:")
    assert status(headers) == 401

    headers = token(url)
    post("faults", match="/users", status=418, times=1)
    assert [status(headers), status(headers)] == [418, 200]
    requests.delete(f"{url}/_sandbox/faults", timeout=10)
    post("revoke")
    assert status(headers) == 401
    assert post("features", reports=False)["reports"] is False
    assert "user:read:list_users:admin" not in post("scopes", remove=["user:read:list_users:admin"])
    assert post("limits", enabled=True, rates={"Heavy": 99})["rates"]["Heavy"] == 99


def test_options_come_from_the_command_line() -> None:
    options = parse_options(
        ["--size", "120", "--faults", "5xx=0.01,html=0.02", "--daily", "heavy=7", "--no-limits"]
    )

    assert options == Options(
        size=120, faults={"5xx": 0.01, "html": 0.02}, daily={"heavy": 7}, limits=False
    )
    assert parse_options([]) == Options()


@pytest.mark.parametrize(
    "arguments",
    [["--size", "huge"], ["--faults", "flood=1"], ["--daily", "all=1"], ["--now", "soon"]],
)
def test_invalid_options_are_rejected(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse_options(arguments)

    assert "error" in capsys.readouterr().err


def test_options_reject_values_that_are_not_choices() -> None:
    with pytest.raises(ValueError, match="plan must be one of"):
        Options(plan="gold")
