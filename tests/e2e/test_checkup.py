"""``--test``: what the app can read and how long that takes, for a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.expected import DEFAULT_STREAMS, catalog_of
from tests.e2e.harness import account, error_lines, execute, extract, write

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Zoom

pytestmark = pytest.mark.e2e


def test_it_says_who_signed_in_and_what_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    with account(size=12) as zoom:
        output = extract(zoom, only_check=True)
        sent = sum(1 for entry in zoom.log if entry.label)
        templates = {entry.template for entry in zoom.log}
        whole = extract(zoom)
        needed = sum(1 for entry in zoom.log if entry.label) - sent
    said = capsys.readouterr().err

    assert output.error is None
    assert output.stdout == ""
    assert "Server-to-Server OAuth app: account " in said
    assert f"can be read ({len(DEFAULT_STREAMS)})" in said
    assert "Everything that was tried can be read." in said
    assert sent < needed / 4
    assert not [name for name in templates if "/phone/" in name or "/roles" in name]
    assert whole.error is None
    (estimate,) = re.findall(r"a first run takes about ([\d,]+) requests", said)
    assert needed / 2 < int(estimate.replace(",", "")) < needed * 2


def test_what_is_missing_is_grouped_and_fails_like_a_run(zoom: Zoom, tmp_path: Path) -> None:
    zoom.scopes -= {scope for scope in zoom.scopes if scope.startswith("webinar:")}
    zoom.faults.add("/polls$", status=400, body={"code": 200, "message": "Only for paid account."})
    config = write(tmp_path / "config.json", zoom.config(plan="business"))
    output = execute("--config", config, "--test")

    assert output.code == 1
    assert output.stdout == ""
    assert output.log.count("webinar:read:list_webinars:admin") == 1
    (error,) = error_lines(output.log)
    assert error.count("scope missing") == error.count("plan too low") == 1
    assert "meeting_polls" in error


def test_it_goes_by_the_catalog(zoom: Zoom, tmp_path: Path) -> None:
    config = write(tmp_path / "config.json", zoom.config(plan="business"))
    catalog = write(tmp_path / "catalog.json", catalog_of("groups"))
    output = execute("--config", config, "--catalog", catalog, "--test")

    assert output.code == 0
    assert re.search(r"can be read \(1\) +groups\n", output.log)
    assert {entry.template for entry in zoom.log if entry.label} <= {"/groups", "/users/{userId}"}
