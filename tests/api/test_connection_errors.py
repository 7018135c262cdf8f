"""Network errors: the message says what to check, and repeats nothing of the request."""

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

from tap_zoom.api.connection_errors import describe

URL = "https://api.zoom.us/v2/meetings/97763643886?next_page_token=s3cret"
SECRET = f"HTTPSConnectionPool: Max retries exceeded with url {URL} (BearerAuth s3cret)"

NOT_SECURE = (
    "no secure connection to api.zoom.us: check this machine's clock and, behind a company "
    "proxy, set REQUESTS_CA_BUNDLE to its certificates"
)
TRANSIENT: list[tuple[OSError, str]] = [
    (requests.ConnectTimeout(SECRET), "api.zoom.us did not respond in time"),
    (requests.ReadTimeout(SECRET), "api.zoom.us did not respond in time"),
    (requests.ConnectionError(SECRET), "the connection to api.zoom.us broke"),
    (
        requests.ConnectionError(f"{SECRET} NameResolutionError"),
        "the name api.zoom.us could not be resolved: check DNS and the network",
    ),
    (
        requests.ConnectionError(f"{SECRET} [Errno 111] Connection refused"),
        "api.zoom.us refused the connection: check the address and the network",
    ),
    (
        ProxyError(f"{SECRET} Connection refused"),
        "the proxy for api.zoom.us failed: check HTTPS_PROXY and NO_PROXY",
    ),
    (SSLError(f"{SECRET} EOF occurred"), NOT_SECURE),
    (ChunkedEncodingError(SECRET), "the response of api.zoom.us was cut off"),
    (ContentDecodingError(SECRET), "the response of api.zoom.us was cut off"),
]
PERMANENT: list[tuple[OSError, str]] = [
    (
        InvalidProxyURL("Please check proxy URL http://user:s3cret@"),
        "the proxy for api.zoom.us has an invalid address: check HTTPS_PROXY",
    ),
    (
        SSLError(f"{SECRET} [SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate"),
        NOT_SECURE,
    ),
    (InvalidURL(SECRET), "api.zoom.us is not a valid address"),
    (InvalidSchema(SECRET), "api.zoom.us is not a valid address"),
    # The path of the bundle is not a secret.
    (
        OSError("no suitable TLS CA certificate bundle, invalid path: /x.pem"),
        "api.zoom.us can't be reached: no suitable TLS CA certificate bundle, invalid path: /x.pem",
    ),
]


@pytest.mark.parametrize(
    ("error", "text", "permanent"),
    [
        pytest.param(error, text, permanent, id=f"{type(error).__name__}-{str(error)[-25:]}")
        for cases, permanent in [(TRANSIENT, False), (PERMANENT, True)]
        for error, text in cases
    ],
)
def test_error_says_what_to_check_and_whether_retrying_helps(
    error: OSError, text: str, *, permanent: bool
) -> None:
    described = describe(error, URL)

    assert (str(described), described.permanent) == (text, permanent)


def test_host_is_named_without_user_and_password() -> None:
    described = describe(requests.ReadTimeout(), "https://user:s3cret@proxy.example:8443/v2")

    assert str(described) == "proxy.example:8443 did not respond in time"


def test_invalid_url_without_a_host_is_named_as_such() -> None:
    assert str(describe(InvalidURL(), "https://")) == "the URL is not a valid address"
