"""Credentials and addresses of the wider streams stay with Zoom unless somebody asks for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import SECRET, SECRET_DIGITS
from tests.e2e.expected import ALL_STREAMS, OTHER_STREAMS, assert_complete, catalog_of, is_secret
from tests.e2e.harness import execute, extract, write
from tests.e2e.selections import SINCE, family, small, truth

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.e2e

TALKATIVE = {"TAP_ZOOM_LOGLEVEL": "DEBUG", "LOGLEVEL": "DEBUG"}
DOWNLOADED = sorted(family("recordings"))
#: What a company writes there itself, to tell its meetings and people apart.
OF_COMPANIES = (".customer_key", ".custom_keys.value", ".tracking_fields.value")


def _names(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {n for name in value for n in _names(value[name], f"{path}.{name}")}
    if isinstance(value, list):
        return {name for item in value for name in _names(item, path)}
    return {path} if is_secret(value) else set()


def _is_clean(text: str) -> bool:
    return SECRET not in text and str(SECRET_DIGITS) not in text


@pytest.mark.parametrize("secrets", ["core", "all"])
def test_no_secret_of_any_wider_stream_leaves_the_tap_by_default(
    secrets: str, tmp_path: Path
) -> None:
    catalog = write(tmp_path / "catalog.json", catalog_of(*OTHER_STREAMS))
    with small(secrets=secrets, now=None) as zoom:  # a process has the real time
        since = zoom.clock.now().replace(day=1).isoformat()
        config = write(tmp_path / "config.json", zoom.config(plan="business", start_date=since))
        output = execute("--config", config, "--catalog", catalog, timeout=60, **TALKATIVE)

    assert output.code == 0
    assert "DEBUG" in output.log
    assert any(output.records[name] for name in DOWNLOADED)
    found = {f"{name}{path}" for name, rows in output.records.items() for path in _names(rows)}
    assert {name for name in found if secrets == "core" or not name.endswith(OF_COMPANIES)} == set()
    assert _is_clean(json.dumps(output.states))
    assert _is_clean(output.log)


def test_with_everything_selected_the_secrets_of_all_streams_are_there() -> None:
    with small(secrets="all") as zoom:
        catalog = catalog_of(*ALL_STREAMS, everything=True)
        output = extract(zoom, catalog, start_date=SINCE)

        assert output.error is None
        assert_complete(output, truth(zoom), secrets=True)
        assert _is_clean(json.dumps(output.states))
        assert _is_clean(output.log)


#: What becomes of the address of a file, and whether the run ends for it.
FATES: dict[str, tuple[dict[str, Any], int]] = {
    "refused": ({"status": 403, "body": "no"}, 0),
    "gone": ({"status": 404, "body": "no"}, 0),
    "an odd status": ({"status": 418, "body": "no"}, 0),
    "a page": ({"kind": "html"}, 0),
    "no right": ({"status": 401, "body": {"code": 124, "message": "Invalid access token."}}, 1),
    "led astray": ({"status": 302, "headers": {"Location": "http://elsewhere.example/x"}}, 0),
    "led in a circle": ({"status": 302, "headers": {"Location": "?again"}}, 0),
    "led nowhere": ({"status": 302, "headers": {"Location": "http://[::1"}}, 0),
    "cut now and then": ({"kind": "cut", "every": 3}, 0),
    "servers that fail": ({"kind": "5xx"}, 1),
}


@pytest.mark.parametrize("fate", FATES)
def test_no_address_of_a_file_is_ever_said(fate: str, tmp_path: Path) -> None:
    """However a download fails, and however much is logged."""
    fault, code = FATES[fate]
    catalog = write(tmp_path / "catalog.json", catalog_of(*DOWNLOADED))
    with small(secrets="all", now=None) as zoom:
        zoom.faults.add("^/rec/download/", **fault)
        since = zoom.clock.now().replace(day=1).isoformat()
        settings = zoom.config(plan="business", start_date=since, max_wait=1)
        config = write(tmp_path / "config.json", settings)
        output = execute("--config", config, "--catalog", catalog, timeout=60, **TALKATIVE)
        tokens = set(zoom.oauth._tokens)
        marked = [entry for entry in zoom.log if entry.malformed]

    assert output.code == code
    assert marked == []  # the access token has gone to no other host
    for text in (output.stdout, output.log):
        assert _is_clean(text)
        assert "/rec/" not in text
        assert not any(token in text for token in tokens)
