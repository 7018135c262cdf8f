"""Bodies without bounds: too long, too slow, or tiny until they are decompressed."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

import pytest
import requests
from urllib3 import HTTPResponse

from tap_zoom.api.body import BodyError, BodyTooLargeError, read_body
from tap_zoom.api.error_rules import Outcome
from tests.fake_api import ALIVE, PROBE, URL, ApiHarness
from tests.support import Clock

if TYPE_CHECKING:
    from requests_mock import Mocker

MIB = 2**20


class Drip(io.BytesIO):
    """A body of which one byte arrives a second."""

    def __init__(self, body: bytes, clock: Clock) -> None:
        super().__init__(body)
        self._clock = clock

    def read1(self, size: int | None = -1, /) -> bytes:
        """Return the next byte."""
        self._clock.now += 1
        return super().read1(1 if size else 0)


def response(body: io.BytesIO, **headers: str) -> requests.Response:
    """Build a response of which nothing has been read."""
    found = requests.Response()
    found.raw = HTTPResponse(body, headers, preload_content=False)
    return found


def read(
    found: requests.Response, clock: Clock, seconds: float = 10, max_bytes: int = MIB
) -> bytes:
    """Read a body within bounds."""
    return read_body(found, max_bytes=max_bytes, seconds=seconds, clock=clock)


@pytest.mark.parametrize("body", [b"", b"{}", b"x" * MIB])
def test_body_within_its_bounds_is_read_to_the_end(body: bytes) -> None:
    zipped = {"content-encoding": "gzip"}

    assert read(response(io.BytesIO(body)), Clock()) == body
    assert read(response(io.BytesIO(gzip.compress(body)), **zipped), Clock()) == body


def test_body_that_is_too_long_is_not_read_to_the_end() -> None:
    body = io.BytesIO(b"x" * 9 * MIB)
    found = response(body)

    with pytest.raises(BodyTooLargeError, match="more than 1 MiB"):
        read(found, Clock())
    assert body.tell() < 2 * MIB


def test_body_counts_as_it_is_after_decompression() -> None:
    bomb = gzip.compress(b"x" * 9 * MIB)
    assert len(bomb) < MIB / 50

    with pytest.raises(BodyTooLargeError):
        read(response(io.BytesIO(bomb), **{"content-encoding": "gzip"}), Clock())


def test_body_that_arrives_byte_by_byte_has_a_deadline() -> None:
    """Although no byte has to be awaited for long."""
    clock = Clock(now=0)

    with pytest.raises(BodyError, match="not complete after 10 s"):
        read(response(Drip(b"x" * 1000, clock)), clock)
    assert clock.now == 11
    assert len(read(response(Drip(b"x" * 9, clock)), clock)) == 9


def test_older_urllib3_can_be_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    found = response(io.BytesIO(b"x" * 9 * MIB))
    monkeypatch.setattr(found.raw, "read1", None)

    with pytest.raises(BodyTooLargeError):
        read(found, Clock())


def test_item_with_an_unbounded_response_fails(
    requests_mock: Mocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tap_zoom.api.transport.MAX_BODY", 100)
    api = ApiHarness()
    requests_mock.get(URL, content=b"x" * 101)
    requests_mock.get(PROBE, **ALIVE)

    found = api.request()

    assert (found.outcome, found.reason) == (Outcome.FAILED, "response too large or too slow")
    assert found.message.startswith("Zoom sent a response of more than ")
