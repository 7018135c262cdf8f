"""Texts that Zoom gives an address for, such as transcripts.

The address is no part of the API, and itself a secret. It gets the access token only if it is
Zoom's; where it leads from there, to some storage, the token doesn't go along
(https://developers.zoom.us/docs/api/meetings/#tag/cloud-recording). What comes may be anything: the
text, a page that asks for a passcode, or far more than a text can be.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

import msgspec
from requests.utils import requote_uri

from tap_zoom.api.auth import Bearer
from tap_zoom.api.connection_errors import no_answer
from tap_zoom.api.error_rules import DOWNLOAD, UNKNOWN, Outcome, classify
from tap_zoom.api.response import Answer, read_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

    from tap_zoom.api.request import Call

MOST_BYTES = 16 * 1024 * 1024  # the words of a whole day are a tenth of it
_MOST_REDIRECTS = 5
_CHUNK = 64 * 1024
_OURS = re.compile(r"(.+\.)?(zoom\.us|zoomgov\.com)")
_HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")
_TEXTS = {"", "text/vtt", "text/plain", "application/octet-stream", "binary/octet-stream"}
_PORTS = {"http": 80, "https": 443}

FOREIGN = "download address of a foreign host"
LED_ASTRAY = "download led to an unsafe address"
TOO_MANY = "download was redirected too often"
TOO_LARGE = "file too large"
NO_TEXT = "not a transcript but a page"


_downloading: ContextVar[bool] = ContextVar("downloading", default=False)


def _tells_no_address(_: logging.LogRecord) -> bool:
    return not _downloading.get()


# At the level DEBUG it notes the path of each request.
logging.getLogger("urllib3.connectionpool").addFilter(_tells_no_address)


class Reply(NamedTuple):
    """What came of a download.

    Attributes:
        answer: The text as a row of one field, ``content``, or why there is none.
        status: HTTP status of the last answer; 0 when there was none.
        headers: Its headers.
    """

    answer: Answer
    status: int = 0
    headers: Mapping[str, str] = {}


class Origin(NamedTuple):
    """Whom an address belongs to."""

    scheme: str
    host: str
    port: int

    @property
    def is_local(self) -> bool:
        """Whether it is this machine, as in tests."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def origin(url: str) -> Origin | None:
    """Find out whom an address belongs to; None when it isn't one that can be asked."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    # urlsplit passes over what requests would stumble on, or take for another host.
    if not url.isprintable() or " " in url or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    return Origin(parts.scheme, host, port)


@dataclass(frozen=True, kw_only=True)
class Downloads:
    """Fetches texts, for all threads.

    Attributes:
        session: Connections.
        api_url: Says the base of the API, whose host may have files too.
        user_agent: How the tap names itself.
        timeout: Seconds to connect, and between two bytes.
        most_bytes: How long a text may be.
    """

    session: requests.Session = field(repr=False)
    api_url: Callable[[], str]
    user_agent: str
    timeout: tuple[float, float]
    most_bytes: int = MOST_BYTES

    def fetch(self, call: Call, token: str) -> Reply:
        """Ask for a text once, without a word of it in any log.

        Args:
            call: What to ask for, with its ``url``.
            token: An access token.

        Returns:
            The text, or why there is none. No message holds any part of an address but its host.

        Raises:
            TransportError: There's no way to the host, and there won't be one.
        """
        before = _downloading.set(True)
        try:
            return self._fetch(call, token)
        finally:
            _downloading.reset(before)

    def _fetch(self, call: Call, token: str) -> Reply:
        first = here = origin(call.url)
        if first is None or here is None or not self._is_ours(first):
            return Reply(Answer(Outcome.SKIP, FOREIGN, FOREIGN))
        url, signed = call.url, True
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                with self._send(url, token if signed else None) as response:
                    target = self.session.get_redirect_target(response)
                    if target is None:
                        return Reply(self._read(response), response.status_code, response.headers)
                url = requote_uri(urljoin(url, target))
            except OSError as error:  # all of requests' exceptions are
                return Reply(no_answer(error, f"{here.scheme}://{here.host}"))
            except ValueError:  # requests too looks at where it leads, and stumbles
                return Reply(Answer(Outcome.SKIP, LED_ASTRAY, LED_ASTRAY))
            here = origin(url)
            if here is None or not (here.scheme == "https" or (here.is_local and first.is_local)):
                return Reply(Answer(Outcome.SKIP, LED_ASTRAY, LED_ASTRAY), response.status_code)
            signed = signed and here == first
        return Reply(Answer(Outcome.SKIP, TOO_MANY, TOO_MANY), response.status_code)

    def _is_ours(self, place: Origin) -> bool:
        if place == origin(self.api_url()):
            return True
        return (
            place.scheme == "https"
            and place.port == _PORTS["https"]
            and _OURS.fullmatch(place.host) is not None
        )

    def _send(self, url: str, token: str | None) -> requests.Response:
        return self.session.get(
            url,
            headers={"Accept": "*/*", "User-Agent": self.user_agent},
            # Without any auth, requests would look into the user's .netrc.
            auth=_unsigned if token is None else Bearer(token),
            timeout=self.timeout,
            allow_redirects=False,
            stream=True,
        )

    def _read(self, response: requests.Response) -> Answer:
        status = response.status_code
        said = f"HTTP {status} to a download"
        if status != HTTPStatus.OK:
            rule = classify(status, None, "", DOWNLOAD)
            if rule is UNKNOWN:  # of one file only: the others may be well
                return Answer(Outcome.SKIP, "download refused", said)
            return Answer(rule.outcome, rule.reason, said)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind not in _TEXTS:
            return Answer(Outcome.SKIP, NO_TEXT, said)
        content = self._content(response)
        if content is None:
            return Answer(Outcome.SKIP, TOO_LARGE, said)
        body = msgspec.json.encode({"content": content.decode("utf-8-sig", "replace")})
        return Answer(Outcome.OK, fields=read_fields(body) or {}, body=body)

    def _content(self, response: requests.Response) -> bytes | None:
        announced = response.headers.get("Content-Length", "")
        if announced.isascii() and announced.isdecimal() and int(announced[:20]) > self.most_bytes:
            return None
        content = bytearray()
        for chunk in response.iter_content(_CHUNK):
            content += chunk
            if len(content) > self.most_bytes:
                return None
        return bytes(content)


def _unsigned(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
