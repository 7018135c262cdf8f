"""Downloads of text files that Zoom gives a URL for, such as transcripts.

The URL is not part of the API and is itself a credential. The access token is sent only to hosts of
Zoom's, and not to the storage that a download redirects to
(https://developers.zoom.us/docs/api/meetings/#tag/cloud-recording). The response may be anything:
the text, a page that asks for a passcode, or far more than a text can be.
"""

from __future__ import annotations

import ipaddress
import re
import time
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

import msgspec
from requests.utils import requote_uri

from tap_zoom.api.auth import BearerAuth
from tap_zoom.api.body import BodyError, BodyTooLargeError, read_body
from tap_zoom.api.connection_errors import response_for
from tap_zoom.api.error_rules import DOWNLOAD, UNKNOWN, ErrorRule, Outcome, classify
from tap_zoom.api.json_fields import split_fields
from tap_zoom.api.response import MAX_TRIES, MAX_TRIES_OF_ERROR, ApiResponse

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Mapping

    import requests

MAX_BYTES = 16 * 1024 * 1024  # a whole day of speech takes a tenth of it
_MAX_REDIRECTS = 5
_MAX_ERROR = 64 * 1024
_ZOOM = re.compile(r"(.+\.)?(zoom\.us|zoomgov\.com)")
_HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")
_TEXTS = {"", "text/vtt", "text/plain", "application/octet-stream", "binary/octet-stream"}
_PORTS = {"http": 80, "https": 443}

FOREIGN_HOST = "download URL of a foreign host"
UNSAFE_REDIRECT = "download redirected to an unsafe address"
TOO_MANY_REDIRECTS = "download redirected too often"
TOO_LARGE = "file too large"
NOT_TEXT = "a web page, not the file"


_downloading: ContextVar[bool] = ContextVar("downloading", default=False)


def hide_download_urls(_: logging.LogRecord) -> bool:
    """Filter log records of ``urllib3.connectionpool``, which logs each path at level DEBUG."""
    return not _downloading.get()


class DownloadResponse(NamedTuple):
    """The result of a download.

    Attributes:
        response: The text as a row with one field, ``content``, or why there is none.
        status: HTTP status of the last response; 0 if there was none.
        headers: Its headers.
    """

    response: ApiResponse
    status: int = 0
    headers: Mapping[str, str] = {}


class Origin(NamedTuple):
    """Scheme, host and port of a URL."""

    scheme: str
    host: str
    port: int

    @property
    def is_local(self) -> bool:
        """Return whether this is the local machine, as in tests."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def origin(url: str) -> Origin | None:
    """Return the origin of a URL; None if it isn't a URL that can be requested safely."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    # urlsplit accepts what requests would reject or take for another host.
    if not url.isprintable() or " " in url or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    return Origin(parts.scheme, host, port)


@dataclass(frozen=True)
class Downloads:
    """Downloads texts, for all threads.

    Attributes:
        session: Connections.
        api_url: Returns the base of the API, whose host may have files too.
        user_agent: The User-Agent header.
        timeout: Seconds to connect, and between two bytes.
        max_bytes: Maximum length of a text.
        max_seconds: How long a text may take.
        clock: Monotonic seconds.
    """

    session: requests.Session = field(repr=False)
    api_url: Callable[[], str]
    user_agent: str
    timeout: tuple[float, float]
    max_bytes: int = MAX_BYTES
    max_seconds: float = 600.0
    clock: Callable[[], float] = time.monotonic

    def fetch(self, url: str, token: str, *, json_endpoint: str = "") -> DownloadResponse:
        """Request a text once, without leaving a trace of its URL in any log.

        Args:
            url: The file's address.
            token: An access token.
            json_endpoint: The endpoint, for a JSON file of the API.

        Returns:
            The text, or why there is none. No message holds any part of a URL but its host.

        Raises:
            TransportError: The API's host can't be reached, and retrying is pointless.
        """
        before = _downloading.set(True)
        try:
            return self._fetch(url, token, json_endpoint)
        finally:
            _downloading.reset(before)

    def _fetch(self, url: str, token: str, json_endpoint: str) -> DownloadResponse:
        first = here = origin(url)
        if first is None or here is None or not self._is_zoom(first):
            return DownloadResponse(_skipped(FOREIGN_HOST))
        authorized = True
        for _ in range(_MAX_REDIRECTS + 1):
            try:
                with self._send(url, token if authorized else None) as response:
                    target = self.session.get_redirect_target(response)
                    if target is None:
                        result = self._read(response, json_endpoint)
                        return DownloadResponse(result, response.status_code, response.headers)
                url = requote_uri(urljoin(url, target))
            except OSError as error:  # the base of all exceptions of requests
                address, is_api = f"{here.scheme}://{here.host}", here == origin(self.api_url())
                return DownloadResponse(response_for(error, address, is_api=is_api))
            except ValueError:  # requests parses the target too, and may fail
                return DownloadResponse(_skipped(UNSAFE_REDIRECT))
            here = origin(url)
            if here is None or not (here.scheme == "https" or (here.is_local and first.is_local)):
                return DownloadResponse(_skipped(UNSAFE_REDIRECT), response.status_code)
            authorized = authorized and here == first
        return DownloadResponse(_skipped(TOO_MANY_REDIRECTS), response.status_code)

    def _is_zoom(self, place: Origin) -> bool:
        if place == origin(self.api_url()):
            return True
        return (
            place.scheme == "https"
            and place.port == _PORTS["https"]
            and _ZOOM.fullmatch(place.host) is not None
        )

    def _send(self, url: str, token: str | None) -> requests.Response:
        return self.session.get(
            url,
            headers={"Accept": "*/*", "User-Agent": self.user_agent},
            # Without any auth, requests would look for credentials in the user's .netrc.
            auth=_unauthorized if token is None else BearerAuth(token),
            timeout=self.timeout,
            allow_redirects=False,
            stream=True,
        )

    def _read(self, response: requests.Response, json_endpoint: str) -> ApiResponse:
        status = response.status_code
        message = f"HTTP {status} for a download"
        if status != HTTPStatus.OK:
            return self._error(response, json_endpoint)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind not in (_TEXTS | {"application/json"} if json_endpoint else _TEXTS):
            # For some time, a firewall may send a page too.
            return ApiResponse(Outcome.GONE, NOT_TEXT, message, max_tries=MAX_TRIES_OF_ERROR)
        length = response.headers.get("Content-Length", "")
        if length.isascii() and length.isdecimal() and int(length[:20]) > self.max_bytes:
            return ApiResponse(Outcome.GONE, TOO_LARGE, message)
        try:
            content = read_body(
                response, max_bytes=self.max_bytes, seconds=self.max_seconds, clock=self.clock
            )
        except BodyTooLargeError:
            return ApiResponse(Outcome.GONE, TOO_LARGE, message)
        except BodyError as error:
            return ApiResponse(
                Outcome.RETRY, "no response", f"{message}: {error}", max_tries=MAX_TRIES_OF_ERROR
            )
        body = msgspec.json.encode({"content": content.decode("utf-8-sig", "replace")})
        text = ApiResponse(Outcome.OK, fields=split_fields(body) or {}, body=body)
        return (json_endpoint and _api_error(status, content, json_endpoint)) or text

    def _error(self, response: requests.Response, json_endpoint: str) -> ApiResponse:
        status, body = response.status_code, b""
        if json_endpoint:
            with suppress(BodyError):
                body = read_body(
                    response, max_bytes=_MAX_ERROR, seconds=self.max_seconds, clock=self.clock
                )
        of_file = _refused(classify(status, None, "", DOWNLOAD), f"HTTP {status} for a download")
        return _api_error(status, body, json_endpoint) or of_file


def _api_error(status: int, body: bytes, json_endpoint: str) -> ApiResponse | None:
    """Return the error of the API that a body holds, if any: Zoom sends some with status 200."""
    error = ApiResponse(Outcome.FAILED, fields=split_fields(body) or {})
    code = error.number("code")
    if code is None:
        return None
    rule = classify(status, code, error.text("message"), json_endpoint)
    return _refused(rule, f"HTTP {status}, code {code} for a download")


def _refused(rule: ErrorRule, message: str) -> ApiResponse:
    tries = {
        Outcome.RETRY: MAX_TRIES,
        Outcome.FAILED: MAX_TRIES_OF_ERROR,
        Outcome.FORBIDDEN: MAX_TRIES_OF_ERROR,  # a firewall answers like this, too
    }
    reason = "download refused" if rule is UNKNOWN else rule.reason
    return ApiResponse(rule.outcome, reason, message, max_tries=tries.get(rule.outcome, 1))


def _skipped(reason: str) -> ApiResponse:
    return ApiResponse(Outcome.GONE, reason, reason)


def _unauthorized(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
