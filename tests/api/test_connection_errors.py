"""Faults on the way to Zoom: what to check, and nothing of the request."""

from __future__ import annotations

import pytest
import requests
from requests.exceptions import (
    ChunkedEncodingError,
    ContentDecodingError,
    InvalidProxyURL,
    InvalidSchema,
    InvalidURL,
    ProxyError,
    SSLError,
)

from tap_zoom.api.connection_errors import explain

URL = "https://api.zoom.us/v2/meetings/97763643886?next_page_token=s3cret"
SECRET = f"HTTPSConnectionPool: Max retries exceeded with url {URL} (Bearer s3cret)"

NOT_SECURE = (
    "no secure connection to api.zoom.us: check this machine's clock and, behind a company "
    "proxy, set REQUESTS_CA_BUNDLE to its certificates"
)
FAULTS: list[tuple[OSError, str, bool]] = [
    (requests.ConnectTimeout(SECRET), "api.zoom.us did not answer in time", False),
    (requests.ReadTimeout(SECRET), "api.zoom.us did not answer in time", False),
    (requests.ConnectionError(SECRET), "the connection to api.zoom.us broke", False),
    (
        requests.ConnectionError(f"{SECRET} NameResolutionError"),
        "the name api.zoom.us could not be resolved: check DNS and the network",
        False,
    ),
    (
        requests.ConnectionError(f"{SECRET} [Errno 111] Connection refused"),
        "api.zoom.us refused the connection: check the address and the network",
        False,
    ),
    (
        ProxyError(f"{SECRET} Connection refused"),
        "the proxy on the way to api.zoom.us failed: check HTTPS_PROXY and NO_PROXY",
        False,
    ),
    (
        InvalidProxyURL("Please check proxy URL http://user:s3cret@"),
        "the proxy on the way to api.zoom.us has no valid address: check HTTPS_PROXY",
        True,
    ),
    (
        SSLError(f"{SECRET} EOF occurred"),
        NOT_SECURE,
        False,
    ),
    (
        SSLError(f"{SECRET} [SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate"),
        NOT_SECURE,
        True,
    ),
    (ChunkedEncodingError(SECRET), "the answer of api.zoom.us was cut off", False),
    (ContentDecodingError(SECRET), "the answer of api.zoom.us was cut off", False),
    (InvalidURL(SECRET), "api.zoom.us is no valid address", True),
    (InvalidSchema(SECRET), "api.zoom.us is no valid address", True),
]


@pytest.mark.parametrize(
    ("error", "text", "lasting"),
    FAULTS,
    ids=[f"{type(error).__name__}-{str(error)[-25:]}" for error, _, _ in FAULTS],
)
def test_a_fault_says_what_to_check(error: OSError, text: str, lasting: bool) -> None:  # noqa: FBT001
    """In one line without the request's address and headers, and whether it can pass."""
    fault = explain(error, URL)

    assert (str(fault), fault.lasting) == (text, lasting)


def test_a_missing_bundle_of_certificates_is_named() -> None:
    """Trying again doesn't make the file appear."""
    fault = explain(OSError("no suitable TLS CA certificate bundle, invalid path: /x.pem"), URL)

    assert "invalid path: /x.pem" in str(fault)
    assert fault.lasting


def test_the_host_is_named_without_user_and_password() -> None:
    fault = explain(requests.ReadTimeout(), "https://user:s3cret@proxy.example:8443/v2")

    assert str(fault) == "proxy.example:8443 did not answer in time"
