"""Credentials are left with Zoom unless somebody selects them."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import SECRET, SECRET_DIGITS
from tests.e2e.expected import ALL_STREAMS, assert_complete, catalog_of, is_secret
from tests.e2e.harness import execute, extract, write
from tests.e2e.selections import SINCE, family, small, truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

TALKATIVE = {"TAP_ZOOM_LOGLEVEL": "DEBUG", "LOGLEVEL": "DEBUG"}
DOWNLOADED = sorted(family("recordings"))
NO_CREDENTIALS = (
    # What a company writes there itself, to tell its meetings and people apart.
    *(".customer_key", ".custom_keys.value", ".tracking_fields.value"),
    # Where to call, which is the same for all meetings.
    *(".audio_conference_info", ".global_dial_in_numbers.number"),
)


@pytest.fixture(scope="module")
def core() -> Iterator[Zoom]:
    """An account that marks only what is certainly a credential."""
    with small(now=None) as zoom:  # a process has the real time
        yield zoom


def _recently(zoom: Zoom) -> str:
    """Return a start date since which the account has rows of all kinds."""
    return (zoom.clock.now() - timedelta(days=17)).date().isoformat()


def _is_clean(text: str) -> bool:
    return SECRET not in text and str(SECRET_DIGITS) not in text


def _fields_with_secrets(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        found: set[str] = set()
        for name, inner in value.items():
            found |= _fields_with_secrets(inner, f"{path}.{name}".lstrip("."))
        return found
    if isinstance(value, list):
        return {name for item in value for name in _fields_with_secrets(item, path)}
    return {path} if is_secret(value) else set()


def test_no_secret_leaves_the_tap_by_default(tmp_path: Path) -> None:
    catalog = write(tmp_path / "catalog.json", catalog_of(*ALL_STREAMS))
    with small(secrets="all", now=None) as zoom:  # a process has the real time
        config = zoom.config(plan="business", start_date=_recently(zoom))
        path = write(tmp_path / "config.json", config)
        output = execute("--config", path, "--catalog", catalog, **TALKATIVE)

    assert output.code == 0
    assert "DEBUG" in output.log
    assert any(output.records[name] for name in DOWNLOADED)
    found = {
        f"{stream}.{name}"
        for stream, rows in output.records.items()
        for row in rows
        for name in _fields_with_secrets(row)
    }
    assert {name for name in found if not name.endswith(NO_CREDENTIALS)} == set()
    assert _is_clean(json.dumps(output.states))
    assert _is_clean(output.log)


def test_the_discovered_catalog_leaves_secrets_out_too(core: Zoom, tmp_path: Path) -> None:
    discovered = execute("--discover")
    catalog = tmp_path / "catalog.json"
    catalog.write_text(discovered.stdout)
    config = write(tmp_path / "config.json", core.config(start_date=_recently(core)))
    output = execute("--config", config, "--catalog", catalog)

    assert output.code == 0
    assert output.records["meetings"]
    assert SECRET not in output.stdout


@pytest.mark.parametrize("has_fields", [False, True], ids=["made by hand", "of an older version"])
def test_a_catalog_that_does_not_name_a_secret_does_not_select_it(
    core: Zoom, *, has_fields: bool
) -> None:
    """Though it selects the stream, and with it all other fields that it doesn't name."""
    catalog = catalog_of("meetings", "meeting_registrants", "webinar_panelists")
    for entry in catalog["streams"]:
        entry["metadata"] = [
            {"breadcrumb": item["breadcrumb"], "metadata": {"inclusion": "available"}}
            for item in entry["metadata"]
            if item["breadcrumb"] and has_fields
        ]
        entry["metadata"].append({"breadcrumb": [], "metadata": {"selected": True}})
    output = extract(core, catalog)

    for stream, names in {"meetings": {"topic"}, "meeting_registrants": {"email"}}.items():
        assert output.records[stream]
        assert all(names < row.keys() for row in output.records[stream])
    assert {
        name for rows in output.records.values() for name in _fields_with_secrets(rows)
    } == set()


def test_credentials_that_zoom_adds_later_are_left_out(core: Zoom) -> None:
    secrets = {
        "new_zak_token": f"{SECRET}-1",
        "stream_key": f"{SECRET}-3",
        "share_link": f"https://zoom.us/rec/{SECRET}-4",
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


def test_a_selection_of_everything_selects_no_secret_if_the_setting_says_so(core: Zoom) -> None:
    """As Meltano selects after ``meltano add``; not even its column is there."""
    streams = ("users", "meetings", "webinar_panelists")
    output = extract(core, catalog_of(*streams, everything=True), include_secrets=False)

    assert output.error is None
    assert {n for rows in output.records.values() for n in _fields_with_secrets(rows)} == set()
    assert "host_key" not in output.schemas["users"]["properties"]
    assert "join_url" not in output.schemas["webinar_panelists"]["properties"]
    assert "selected fields hold credentials and are left out" in output.log


def test_with_everything_selected_the_secrets_of_all_streams_are_there() -> None:
    with small(secrets="all", page_cap=50) as zoom:
        catalog = catalog_of(*ALL_STREAMS, everything=True)
        output = extract(zoom, catalog, start_date=SINCE, include_secrets=True)

        assert output.error is None
        assert_complete(output, truth(zoom), secrets=True)
        assert _is_clean(json.dumps(output.states))
        assert _is_clean(output.log)


# --- credentials in the log --------------------------------------------------------------------

#: What goes wrong during a run, and whether the run fails.
TROUBLES: dict[str, tuple[list[dict[str, Any]], bool]] = {
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
#: Some of each kind.
TROUBLED = ("users", "meetings", "meeting_polls", "report_meetings", "report_meeting_participants")


def _credentials(zoom: Zoom) -> set[str]:
    """Return everything that opens the account, in each form in which it is sent."""
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
def test_no_credential_is_ever_logged(trouble: str, grant: str, tmp_path: Path) -> None:
    """However much is logged by the tap, the SDK and the libraries below them."""
    faults, ends = TROUBLES[trouble]
    catalog = write(tmp_path / "catalog.json", catalog_of(*TROUBLED))
    with small(now=None) as zoom:
        rules = [zoom.faults.add(**fault) for fault in faults]
        more = {"token_file": str(tmp_path / "token.json")} if grant == "refresh_token" else {}
        since = _recently(zoom)
        settings = zoom.config(grant, plan="business", max_wait=60, start_date=since, **more)
        before = _credentials(zoom)
        config = write(tmp_path / "config.json", settings)
        output = execute("--config", config, "--catalog", catalog, **TALKATIVE)
        assert all(rule.struck for rule in rules)
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


# --- addresses of files ---------------------------------------------------------------------------

#: How downloads end, and whether the run fails.
FATES: dict[str, tuple[list[dict[str, Any]], int]] = {
    "skipped": (
        [
            {"status": 403, "body": "no"},
            {"status": 404, "body": "no"},
            {"status": 418, "body": "no"},
            {"kind": "html"},
            {"status": 302, "headers": {"Location": "http://elsewhere.example/x"}},
            {"status": 302, "headers": {"Location": "?again"}},
            {"status": 302, "headers": {"Location": "http://[::1"}},
            {"kind": "cut"},
        ],
        0,
    ),
    "not allowed": (
        [{"status": 401, "body": {"code": 124, "message": "Invalid access token."}}],
        1,
    ),
    "servers that fail": ([{"kind": "5xx"}], 1),
}


@pytest.mark.parametrize("fate", FATES)
def test_the_address_of_a_file_is_never_logged(fate: str, tmp_path: Path) -> None:
    """However a download fails, and however much is logged."""
    faults, code = FATES[fate]
    catalog = write(tmp_path / "catalog.json", catalog_of(*DOWNLOADED))
    with small(secrets="all", now=None) as zoom:
        for number, fault in enumerate(faults):
            when = {"nth": 1 + 2 * number} if len(faults) > 1 else {}
            zoom.faults.add("^/rec/download/", **fault, **when)
        since = _recently(zoom)
        settings = zoom.config(plan="business", start_date=since, max_wait=1)
        config = write(tmp_path / "config.json", settings)
        output = execute("--config", config, "--catalog", catalog, **TALKATIVE)
        tokens = set(zoom.oauth._tokens)
        marked = [entry for entry in zoom.log if entry.malformed]
        assert all(fault.struck for fault in zoom.faults.rules)

    assert output.code == code
    assert marked == []  # the access token has gone to no other host
    for text in (output.stdout, output.log):
        assert _is_clean(text)
        assert "/rec/" not in text
        assert not any(token in text for token in tokens)
