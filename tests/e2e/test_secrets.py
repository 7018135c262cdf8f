"""Credentials stay with Zoom unless somebody asks for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sandbox import SECRET, SECRET_DIGITS
from tests.e2e.expected import catalog_of, is_secret
from tests.e2e.harness import account, execute, extract, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def core() -> Iterator[Zoom]:
    """An account in which what is marked is a credential beyond doubt."""
    with account(secrets="core", now=None) as zoom:  # a process has the real time
        yield zoom


def _fields_with_secrets(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        found: set[str] = set()
        for name, inner in value.items():
            found |= _fields_with_secrets(inner, f"{path}.{name}".lstrip("."))
        return found
    if isinstance(value, list):
        return {name for item in value for name in _fields_with_secrets(item, path)}
    return {path} if is_secret(value) else set()


def test_no_secret_leaves_the_tap_by_default(core: Zoom, tmp_path: Path) -> None:
    config = write(tmp_path / "config.json", core.config())
    output = execute("--config", config, TAP_ZOOM_LOGLEVEL="DEBUG")

    assert output.code == 0
    for written in (output.stdout, output.log):
        assert SECRET not in written
        assert str(SECRET_DIGITS) not in written


def test_the_discovered_catalog_leaves_secrets_out_too(core: Zoom, tmp_path: Path) -> None:
    discovered = execute("--discover")
    catalog = tmp_path / "catalog.json"
    catalog.write_text(discovered.stdout)
    config = write(tmp_path / "config.json", core.config())
    output = execute("--config", config, "--catalog", catalog)

    assert output.code == 0
    assert output.records["meetings"]
    assert SECRET not in output.stdout


def test_secrets_that_zoom_adds_tomorrow_are_left_out(core: Zoom) -> None:
    secrets = {
        "new_zak_token": f"{SECRET}-1",
        "custom_attributes": [{"key": "k", "name": "n", "value": "v", "passcode": f"{SECRET}-2"}],
    }
    user = {"id": "u", "email": "u@example.com", "status": "active", **secrets}
    fault = core.faults.add("^/users$", status=200, body={"users": [user]})
    try:
        output = extract(core, catalog_of("users", everything=True))
    finally:
        core.faults.remove(fault)

    assert output.ids("users") == ["u"]
    assert SECRET not in output.stdout


@pytest.mark.parametrize(
    "field",
    [
        "meetings.start_url",
        "meetings.join_url",
        "meetings.password",
        "meetings.settings.authentication_exception.join_url",
        "webinars.start_url",
        "meeting_registrants.join_url",
        "meeting_registrants.participant_pin_code",
        "webinar_panelists.join_url",
    ],
)
def test_a_secret_that_the_catalog_selects_is_there_and_no_other(core: Zoom, field: str) -> None:
    stream, _, name = field.partition(".")
    output = extract(core, catalog_of(stream, fields=[field]))

    found = {name for row in output.records[stream] for name in _fields_with_secrets(row)}
    assert found == {name}


def test_everything_selected_means_secrets_too(core: Zoom) -> None:
    output = extract(core, catalog_of("meetings", everything=True))

    names = {name for row in output.records["meetings"] for name in _fields_with_secrets(row)}
    truth = core.truth(streams=["meetings"])["meetings"]
    assert names == {name for row in truth for name in _fields_with_secrets(row)}
    assert SECRET not in json.dumps(output.states)
