"""Responses that are ready to be sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = "application/json;charset=UTF-8"
HTML = "text/html"

HTML_PAGE = (
    b"<!DOCTYPE html><html><head><title>Zoom</title></head><body>We'll be back.</body></html>"
)

encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Response:
    """A response that is ready to be sent, and how to send it."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON
    repeat: int = 1
    """How often the body is sent: more than once makes it too long."""
    send_length: bool = True
    """Whether to send a Content-Length header."""
    delay: float = 0.0
    """Seconds to wait before it is sent."""
    drip: float | None = None
    """Seconds between two bytes of the body, if it is sent byte by byte."""
    padding: int = 0
    """MiB of blanks to send before the body, which JSON allows."""
    cut: bool = False
    """Whether to close the connection in the middle of the body."""
    reset: bool = False
    """Whether to close the connection without a response."""

    @property
    def is_whole(self) -> bool:
        """Return whether the body is sent once, at once and to its end."""
        return self.drip is None and self.repeat == 1 and not self.padding and not self.cut

    @property
    def length(self) -> int:
        """Return the number of bytes that are announced."""
        return (self.padding << 20) + len(self.body) * self.repeat


def download_host(base_url: str) -> str:
    """Return another host name under which the sandbox is reachable too."""
    url = urlsplit(base_url)
    local = url.hostname in ("127.0.0.1", "0.0.0.0")  # noqa: S104 - compared, not listened on
    return f"{url.scheme}://{'localhost' if local else url.hostname}:{url.port}"
