"""Reading a response's body within bounds.

requests reads whatever a server sends for as long as it sends: its timeout only bounds the time
between two bytes, and a small compressed body can expand to gigabytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
import urllib3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CHUNK = 256 * 1024


class BodyError(Exception):
    """A body exceeds its bounds; the text says which."""


class BodyTooLargeError(BodyError):
    """A body is too long."""


def read_body(
    response: requests.Response, *, max_bytes: int, seconds: float, clock: Callable[[], float]
) -> bytes:
    """Read the body of a streamed response to its end.

    Args:
        response: The response, of which nothing has been read.
        max_bytes: Maximum length, after decompression.
        seconds: How long it may take in all, apart from the wait for one more byte.
        clock: Monotonic seconds.

    Raises:
        BodyTooLargeError: The body is too long.
        BodyError: It takes too long.
        OSError: The connection broke, as requests would report it.
    """
    deadline = clock() + seconds
    chunks: list[bytes] = []
    length = 0
    for chunk in _chunks(response):
        chunks.append(chunk)
        length += len(chunk)
        if length > max_bytes:
            msg = f"a response of more than {max_bytes // 2**20:,} MiB"
            raise BodyTooLargeError(msg)
        if clock() > deadline:
            msg = f"a response that was not complete after {seconds:,.0f} s"
            raise BodyError(msg)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _chunks(response: requests.Response) -> Iterator[bytes]:
    """Yield what has arrived, without waiting until a chunk is full."""
    read1 = getattr(response.raw, "read1", None)
    if read1 is None:  # urllib3 before 2.1
        yield from response.iter_content(_CHUNK)
        return
    try:
        while chunk := read1(_CHUNK, decode_content=True):
            yield chunk
    except urllib3.exceptions.ReadTimeoutError as error:
        raise requests.exceptions.ReadTimeout(error) from None
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from None
