"""Token requests that failed: what to tell the user, and whether to retry."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from tap_zoom.api.connection_errors import describe
from tap_zoom.exceptions import AuthError, ConfigError, TransportError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.api.redaction import Redactor
    from tap_zoom.exceptions import TapZoomError

MAX_WAIT = 60.0

_RETRIABLE = {408, *range(500, 600)}
_UNSENT = (requests.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.SSLError)
_ERROR_FIELDS = ("reason", "error", "code", "message", "errorMessage")
# By the text of the response: OAuth's own words, and the numbers that Zoom documents.
_ADVICE = {
    r"4717|4738": "the app is deactivated: have it activated in Zoom's App Marketplace",
    r"invalid_client|470[246]": "check client_id and client_secret, which must be of one app",
    r"unsupported_grant_type|4705": "the app is not of the type that the settings assume: set "
    "account_id for a Server-to-Server OAuth app, refresh_token for one that a user authorized",
}
_CHECK_ACCOUNT = "check account_id (as the app's page shows it) and that the app is activated"
_AUTHORIZE_AGAIN = (
    "most likely the refresh token was used by another run, has expired (after 90 days) or was "
    "revoked: authorize the app again and put the new refresh token into "
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A try that returned no token.

    Attributes:
        error: What to tell the user.
        permanent: Whether retrying is pointless.
        maybe_used_up: Whether Zoom may have used up the refresh token.
        wait: Seconds to wait before the next try; 0 to back off.
    """

    error: TapZoomError
    permanent: bool = False
    maybe_used_up: bool = False
    wait: float = 0.0


def failure_without_response(error: OSError, url: str) -> Failure:
    """Describe a token request that got no response.

    Args:
        error: The exception that requests raised.
        url: The token endpoint.
    """
    if isinstance(error, ValueError):
        problem = "auth_url, or the URL of a proxy, is unusable."
        return Failure(ConfigError(problem), permanent=True)
    if not isinstance(error, requests.RequestException):  # a missing CA bundle
        problem = f"No TLS connection to {host_of(url)}: check the path in REQUESTS_CA_BUNDLE."
        return Failure(TransportError(problem), permanent=True)
    network_error = describe(error, url)
    # urllib3's words for what fails before the request is sent.
    unsent = isinstance(error, _UNSENT) or "Max retries exceeded" in str(error)
    return Failure(
        TransportError(f"No access token: {network_error}."),
        permanent=network_error.permanent,
        maybe_used_up=not unsent,
    )


def failure_of(
    response: requests.Response,
    body: Mapping[str, Any],
    *,
    url: str,
    redactor: Redactor,
    setting_to_update: str | None,
) -> Failure:
    """Describe a response that holds no usable token.

    Args:
        response: The response.
        body: Its JSON object; empty if it isn't one.
        url: The token endpoint.
        redactor: Knows the secrets, which the response may repeat.
        setting_to_update: Where a newly authorized refresh token belongs; None if the app has none.
    """
    status, host = response.status_code, host_of(url)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = min(seconds_of(response.headers.get("Retry-After")), MAX_WAIT)
        return Failure(TransportError(f"{host} limits token requests (HTTP 429)."), wait=wait)
    message = ", ".join(str(body[key]) for key in _ERROR_FIELDS if body.get(key))
    if status in _RETRIABLE or (status == HTTPStatus.OK and not message):
        problem = f"{host} responded to a token request with HTTP {status} and no token."
        return Failure(TransportError(problem), maybe_used_up=True)
    advice = _advice(status, message.lower(), setting_to_update)
    quoted = redactor.redact(_printable(message))[:200] or "no reason given"
    what = f"{host} refuses an access token (HTTP {status}: {quoted})"
    return Failure(AuthError(f"{what}: {advice}."), permanent=True)


def _advice(status: int, message: str, setting_to_update: str | None) -> str:
    if status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}:
        return "check auth_url"
    for words, advice in _ADVICE.items():
        if re.search(rf"\b({words})\b", message):
            return advice
    return _AUTHORIZE_AGAIN + setting_to_update if setting_to_update else _CHECK_ACCOUNT


def _printable(message: str) -> str:
    printable = "".join(c if c.isprintable() else " " * c.isspace() for c in message)
    return " ".join(printable.split())


def host_of(url: object) -> str:
    """Return the host of a URL, for messages."""
    with suppress(ValueError):
        return urlsplit(str(url)).hostname or "?"
    return "?"


def seconds_of(value: object) -> float:
    """Read a number of seconds; 0 if there is none."""
    with suppress(ValueError):
        return max(0.0, float(str(value)))
    return 0.0
