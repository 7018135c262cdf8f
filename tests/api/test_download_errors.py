"""Downloads that return no text: too large, refused or interrupted."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tap_zoom.api.downloads import MAX_BYTES
from tap_zoom.api.error_rules import Outcome
from tap_zoom.exceptions import AuthError, TransportError
from tests.fake_api import ALIVE, PROBE, ROWS, URL, ApiHarness
from tests.fake_files import (
    DOWNLOAD,
    FILE_URL,
    LOCAL,
    STORAGE_URL,
    VTT,
    content,
    local_downloads,
    redirect,
    skip_reason,
)

if TYPE_CHECKING:
    from requests_mock import Mocker


# --- too large --------------------------------------------------------------------------------


@pytest.mark.parametrize("content_length", ["1001", "9" * 5000])
def test_file_with_a_content_length_above_the_maximum_is_not_read(
    requests_mock: Mocker, content_length: str
) -> None:
    headers = {"Content-Length": content_length}
    requests_mock.get(f"{LOCAL}/a", content=b"a", headers=headers)

    assert local_downloads().fetch(f"{LOCAL}/a", "t").response.reason == "file too large"


def test_file_above_the_maximum_is_skipped(requests_mock: Mocker) -> None:
    """Even if it has no Content-Length."""
    requests_mock.get(f"{LOCAL}/a", content=b"a" * 1001)

    assert local_downloads(1000).fetch(f"{LOCAL}/a", "t").response.reason == "file too large"
    assert local_downloads(1001).fetch(f"{LOCAL}/a", "t").response.outcome is Outcome.OK
    assert MAX_BYTES > 2**20


def test_file_that_takes_too_long_is_requested_again(requests_mock: Mocker) -> None:
    """However often a byte arrives."""
    requests_mock.get(f"{LOCAL}/a", content=b"a")
    downloads = replace(local_downloads(), max_seconds=60.0, clock=iter([0.0, 61.0]).__next__)

    response = downloads.fetch(f"{LOCAL}/a", "t").response

    assert response.outcome is Outcome.RETRY
    assert response.message.endswith("a response that was not complete after 60 s")


# --- error responses --------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_missing_file_is_skipped(api: ApiHarness, requests_mock: Mocker, status: int) -> None:
    requests_mock.get(FILE_URL, status_code=status, text="s3cret")

    assert skip_reason(api) == "file not found"
    assert api.statuses == [status]


def test_file_that_is_refused_repeatedly_is_skipped(api: ApiHarness, requests_mock: Mocker) -> None:
    """Once isn't enough: a firewall may refuse a client for a moment."""
    requests_mock.get(FILE_URL, status_code=403, text="s3cret")

    assert skip_reason(api) == "download refused"
    assert api.statuses == [403] * 3
    requests_mock.get(FILE_URL, [{"status_code": 403}, VTT])
    assert api.request(DOWNLOAD).outcome is Outcome.OK


def test_page_that_goes_away_is_not_taken_for_a_passcode_page(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    page = {"text": "<html>Please wait</html>", "headers": {"Content-Type": "text/html"}}
    requests_mock.get(FILE_URL, [page, VTT])

    assert api.request(DOWNLOAD).outcome is Outcome.OK


@pytest.mark.parametrize("status", [400, 204, 304])
def test_unknown_error_fails_the_file(api: ApiHarness, requests_mock: Mocker, status: int) -> None:
    requests_mock.get(FILE_URL, status_code=status, text="s3cret")

    response = api.request(DOWNLOAD)

    assert (response.outcome, response.reason) == (Outcome.FAILED, "download refused")
    assert response.message == f"HTTP {status} for a download (3 tries)"


TRANSIENT: dict[str, dict[str, Any]] = {
    "500": {"status_code": 500},
    "503 page": {"status_code": 503, "text": "<html>"},
    "429": {"status_code": 429, "headers": {"Retry-After": "2"}},
    "timeout": {"exc": requests.ReadTimeout},
    "connection": {"exc": requests.ConnectionError("s3cret")},
}


@pytest.mark.parametrize("failure", TRANSIENT)
def test_transient_failure_is_retried_from_the_first_url(
    api: ApiHarness, requests_mock: Mocker, failure: str
) -> None:
    requests_mock.get(FILE_URL, [redirect(STORAGE_URL), VTT])
    requests_mock.get(STORAGE_URL, **TRANSIENT[failure])

    assert api.request(DOWNLOAD).outcome is Outcome.OK
    assert requests_mock.call_count == 3


@pytest.mark.parametrize("failure", ["500", "timeout", "connection"])
def test_failure_that_lasts_fails_the_file(
    api: ApiHarness, requests_mock: Mocker, failure: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the message nor any log shows the URL."""
    caplog.set_level(logging.DEBUG, "tap_zoom")
    requests_mock.get(FILE_URL, **TRANSIENT[failure])
    requests_mock.get(PROBE, **ALIVE)

    response = api.request(DOWNLOAD)

    assert response.outcome is Outcome.FAILED
    assert "s3cret" not in response.message
    assert f"{DOWNLOAD.path}: " in caplog.text
    assert "s3cret" not in caplog.text
    assert "s3cret" not in repr(DOWNLOAD)


def test_failure_during_an_outage_ends_the_run(requests_mock: Mocker) -> None:
    api = ApiHarness(max_wait=60)
    requests_mock.get(FILE_URL, **TRANSIENT["500"])
    requests_mock.get(PROBE, **TRANSIENT["500"])

    raised = api.error(DOWNLOAD)

    assert isinstance(raised, TransportError)
    assert DOWNLOAD.path in str(raised)


def test_untrusted_certificate_of_a_storage_fails_the_file(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    """It says nothing about the API."""
    exception = requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED s3cret")
    requests_mock.get(FILE_URL, **redirect(STORAGE_URL))
    requests_mock.get(STORAGE_URL, exc=exception)

    response = api.request(DOWNLOAD)

    assert response.outcome is Outcome.FAILED
    assert "no secure connection to storage.example" in response.message
    assert "s3cret" not in response.message


# --- access tokens ----------------------------------------------------------------------------


def test_refused_token_is_refreshed(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(FILE_URL, [{"status_code": 401}, VTT])

    assert api.request(DOWNLOAD).outcome is Outcome.OK
    assert api.auth.stale == ["s3cret-1"]


def test_app_that_may_not_download_files_does_not_end_the_run(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    """That costs two new tokens, since one can expire too early, but not two for each file."""
    requests_mock.get(URL, **ROWS)
    requests_mock.get(FILE_URL, status_code=401, json={"code": 124, "message": "s3cret"})

    for _ in range(3):
        response = api.request(DOWNLOAD)
        assert (response.outcome, response.reason) == (
            Outcome.FORBIDDEN,
            "app may not download files",
        )
    assert api.auth.stale == ["s3cret-1", "s3cret-2"]
    assert api.request().outcome is Outcome.OK


def test_api_that_refuses_all_tokens_still_ends_the_run(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    """A token that downloads have refused is not taken for an accepted one."""
    refused: dict[str, Any] = {"status_code": 401, "json": {"code": 124, "message": "no"}}
    for url in (URL, PROBE, FILE_URL):
        requests_mock.get(url, **refused)
    api.request(DOWNLOAD)

    assert isinstance(api.error(), AuthError)


# --- JSON files of the API ----------------------------------------------------------------------

TRANSCRIPT = replace(
    DOWNLOAD, endpoint="/phone/recording_transcript/download/{recording_id}", is_json=True
)


@pytest.mark.parametrize(
    ("code", "outcome", "reason"),
    [
        (12001, Outcome.NO_DATA, "no transcript"),
        (12002, Outcome.NO_DATA, "transcript not finished"),
        (12003, Outcome.FAILED, "download refused"),
        (4711, Outcome.STREAM_UNAVAILABLE, "scope missing"),
    ],
)
def test_the_code_of_an_error_decides_if_the_file_is_of_the_api(
    api: ApiHarness, requests_mock: Mocker, code: int, outcome: Outcome, reason: str
) -> None:
    for status in (400, 200):
        requests_mock.get(FILE_URL, status_code=status, json={"code": code, "message": "s3cret"})

        response = api.request(TRANSCRIPT)

        assert (response.outcome, response.reason) == (outcome, reason)
        assert f"HTTP {status}, code {code} " in response.message
        assert "s3cret" not in response.message


def test_a_redirected_json_file_is_read_without_the_token(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    requests_mock.get(FILE_URL, **redirect(STORAGE_URL))
    requests_mock.get(STORAGE_URL, json={"timeline": []})

    assert content(api.request(TRANSCRIPT)) == '{"timeline": []}'
    assert ["Authorization" in sent.headers for sent in requests_mock.request_history][-2:] == [
        True,
        False,
    ]
