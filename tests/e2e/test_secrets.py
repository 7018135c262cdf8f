"""Credentials stay with Zoom unless somebody asks for them."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

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


# --- credentials in what is said ----------------------------------------------------------------

#: What goes wrong on the way, and whether the run ends for it.
TROUBLES: dict[str, tuple[list[dict[str, Any]], bool]] = {
    "nothing": ([], False),
    "all that passes": (
        [
            {"match": "^/v2/", "kind": "5xx", "every": 23},
            {"match": "^/v2/", "kind": "html", "every": 29},
            {"match": "^/v2/", "kind": "reset", "every": 31},
            {"match": "^/v2/", "kind": "cut", "every": 37},
            {"match": "^/v2/", "kind": "deadtoken", "nth": 50},
            {"match": "^/oauth/token$", "kind": "5xx", "nth": 1},
        ],
        False,
    ),
    "a token that is refused": (
        [{"match": "^/users$", "status": 401, "body": {"code": 124, "message": "Invalid token."}}],
        True,
    ),
    "an unknown error": (
        [{"match": "/polls$", "status": 400, "body": {"code": 9999, "message": "New."}}],
        True,
    ),
    "a missing scope": (
        [{"match": "/polls$", "status": 400, "body": {"code": 4711, "message": "scopes:[x]"}}],
        True,
    ),
    "a list that is none": ([{"match": "/polls$", "status": 200, "body": {"polls": "x"}}], True),
    "a used-up day": (
        [
            {
                "match": "/report/",
                "status": 429,
                "body": {"code": 429, "message": "You have reached the maximum daily rate limit."},
                "headers": {"Retry-After": "9000"},
            }
        ],
        True,
    ),
    "no token": (
        [{"match": "^/oauth/token$", "status": 400, "body": {"error": "invalid_client"}}],
        True,
    ),
}


def _credentials(zoom: Zoom) -> set[str]:
    """All that opens the account, in each form in which it goes over the wire."""
    account = zoom.account
    plain = {account.client_secret, account.user_client_secret, zoom.oauth.refresh_token}
    plain |= set(zoom.oauth._tokens)
    pairs = (
        f"{account.client_id}:{account.client_secret}",
        f"{account.user_client_id}:{account.user_client_secret}",
    )
    return plain | {b64encode(pair.encode()).decode() for pair in pairs}


@pytest.mark.parametrize(
    ("trouble", "grant"),
    [
        *((trouble, "account_credentials") for trouble in TROUBLES),
        *((trouble, "refresh_token") for trouble in ("all that passes", "no token")),
    ],
)
def test_no_credential_is_ever_said(trouble: str, grant: str, tmp_path: Path) -> None:
    """However much is logged: by the tap, the SDK and the libraries below them."""
    faults, ends = TROUBLES[trouble]
    with account(secrets="core", now=None, plan="business") as zoom:
        for fault in faults:
            zoom.faults.add(**fault)
        more = {"token_file": str(tmp_path / "token.json")} if grant == "refresh_token" else {}
        settings = zoom.config(grant, plan="business", max_wait=60, **more)
        before = _credentials(zoom)
        config = write(tmp_path / "config.json", settings)
        output = execute("--config", config, TAP_ZOOM_LOGLEVEL="DEBUG", LOGLEVEL="DEBUG")
        credentials = before | _credentials(zoom)

    assert bool(output.code) is ends
    assert trouble == "no token" or "urllib3" in output.log
    assert "DEBUG" in output.log
    for written in (output.stdout, output.log):
        assert [secret for secret in credentials if secret in written] == []
        assert SECRET not in written
        assert str(SECRET_DIGITS) not in written
        assert "Bearer " not in written
        assert "Basic " not in written
