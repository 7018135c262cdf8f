"""Downloads that give nothing: too much, refused, or broken off."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tap_zoom.api import downloads
from tap_zoom.api.error_rules import Outcome
from tap_zoom.exceptions import AuthError, TransportError
from tests.fake_api import BASE, ROWS, URL, Zoom
from tests.fake_files import CALL, FILE, STORE, VTT, local, skipped, to

if TYPE_CHECKING:
    from requests_mock import Mocker


@pytest.fixture
def zoom() -> Zoom:
    """Make an API with the usual patience."""
    return Zoom()


# --- too much ---------------------------------------------------------------------------------


@pytest.mark.parametrize("announced", ["1001", "9" * 5000, None])
def test_a_text_can_be_too_large(requests_mock: Mocker, announced: str | None) -> None:
    """What is announced is not even read; else it is read as far as allowed."""
    headers = {"Content-Length": announced} if announced else {}
    requests_mock.get("http://127.0.0.1:8080/a", content=b"a" * 1001, headers=headers)
    call = replace(CALL, url="http://127.0.0.1:8080/a")

    assert local().fetch(call, "t").answer.reason == "file too large"
    if announced is None:
        assert local(1001).fetch(call, "t").answer.outcome is Outcome.OK


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "download refused"),
        (404, "file gone"),
        (410, "file gone"),
        (400, "download refused"),
        (204, "download refused"),
        (304, "download refused"),
    ],
)
def test_a_refusal_costs_one_file(
    zoom: Zoom, requests_mock: Mocker, status: int, reason: str
) -> None:
    requests_mock.get(FILE, status_code=status, text="s3cret")

    assert skipped(zoom) == reason
    assert zoom.statuses == [status]


TROUBLE: dict[str, dict[str, Any]] = {
    "500": {"status_code": 500},
    "503 page": {"status_code": 503, "text": "<html>"},
    "429": {"status_code": 429, "headers": {"Retry-After": "2"}},
    "timeout": {"exc": requests.ReadTimeout},
    "connection": {"exc": requests.ConnectionError("s3cret")},
}


@pytest.mark.parametrize("trouble", TROUBLE)
def test_what_may_pass_is_tried_again(zoom: Zoom, requests_mock: Mocker, trouble: str) -> None:
    requests_mock.get(FILE, [to(STORE), VTT])
    requests_mock.get(STORE, **TROUBLE[trouble])

    assert zoom.get(CALL).outcome is Outcome.OK
    assert requests_mock.call_count == 3


@pytest.mark.parametrize("trouble", ["500", "timeout", "connection"])
def test_what_does_not_pass_ends_the_run(
    zoom: Zoom, requests_mock: Mocker, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The address is told to nobody, be the log as talkative as it may."""
    caplog.set_level(logging.DEBUG, "tap_zoom")
    requests_mock.get(FILE, **TROUBLE[trouble])

    said = str(zoom.fail(CALL))

    assert CALL.path in said
    assert "s3cret" not in caplog.text
    assert "s3cret" not in repr(CALL)


def test_a_certificate_that_nobody_trusts_ends_the_run(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(FILE, **to(STORE))
    requests_mock.get(STORE, exc=requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED s3cret"))

    said = zoom.fail(CALL)
    assert isinstance(said, TransportError)
    assert "store.example" in str(said)


def test_a_stale_token_is_renewed(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(FILE, [{"status_code": 401}, VTT])

    assert zoom.get(CALL).outcome is Outcome.OK
    assert zoom.auth.stale == ["s3cret-1"]


def test_a_token_that_is_none_for_files_ends_no_run(zoom: Zoom, requests_mock: Mocker) -> None:
    """The app lacks a scope. That costs two new tokens, as one can die, and none for each file."""
    requests_mock.get(URL, **ROWS)
    requests_mock.get(FILE, status_code=401, json={"code": 124, "message": "s3cret"})

    for _ in range(3):
        answer = zoom.get(CALL)
        assert (answer.outcome, answer.reason) == (Outcome.REFUSED, "app may not download files")
    assert zoom.auth.stale == ["s3cret-1", "s3cret-2"]
    assert zoom.get().outcome is Outcome.OK


def test_the_api_itself_still_ends_the_run(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(f"{BASE}/users", status_code=401, json={"code": 124, "message": "no"})

    assert isinstance(zoom.fail(), AuthError)


def test_the_body_is_what_a_list_takes(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(FILE, **VTT)
    answer = zoom.get(CALL)

    assert json.loads(answer.body) == {"content": VTT["text"]}
    assert list(answer.fields) == ["content"]
    assert downloads.MOST_BYTES > 2**20
