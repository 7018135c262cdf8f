"""Streams that can't be read, for lack of a scope, a plan or a permission."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from singer_sdk.streams import Stream

    from tap_zoom.base.declaration import Detail
    from tap_zoom.exceptions import LimitError
    from tap_zoom.run.context import Run


class Readable(Protocol):
    """A stream that may turn out to be unavailable."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def detail(self) -> Detail | None: ...
    @property
    def in_catalog(self) -> bool: ...
    @property
    def selected(self) -> bool: ...
    @property
    def ancestors(self) -> Sequence[Readable]: ...
    @property
    def descendent_streams(self) -> list[Stream]: ...
    @property
    def unavailable_endpoints(self) -> set[str]: ...
    @property
    def run(self) -> Run: ...


def mark_unavailable(stream: Readable, endpoint: str, why: str) -> None:
    """Stop requesting an endpoint, and report the streams that can't be read without it.

    Without its details, a stream still serves its children. Without any other endpoint, its lists
    are incomplete, and so is everything below it.

    Args:
        stream: The stream that requests the endpoint.
        endpoint: The path with its placeholders.
        why: The reason, for the summary.
    """
    stream.unavailable_endpoints.add(endpoint)
    summary = stream.run.summary
    if stream.selected:
        summary.mark_unavailable(stream.name, why)
    if stream.detail is not None and endpoint == stream.detail.path:
        return
    stream.unavailable_endpoints.add(stream.path)
    for child in stream.descendent_streams:
        if child.selected:
            summary.mark_unavailable(child.name, why)


def mark_limited(stream: Readable, error: LimitError) -> None:
    """Stop reading a stream whose rate limit is used up; the run ends with the error afterward."""
    mark_unavailable(stream, stream.path, str(error))
    stream.run.summary.limit = str(error)


def is_complete(stream: Readable) -> bool:
    """Return whether everything that a stream has read so far succeeded, or is set aside."""
    run = stream.run
    return (
        not stream.unavailable_endpoints
        and not any(above.path in above.unavailable_endpoints for above in stream.ancestors)
        and not is_doubtful(stream)
        and stream.name not in run.failed_items.overflowed
    )


def is_doubtful(stream: Readable) -> bool:
    """Return whether Zoom refused, or didn't find, more items of a stream than is plausible."""
    summary = stream.run.summary
    return any(summary.doubts(each.name) for each in (stream, *stream.ancestors))


def report_doubts(stream: Readable) -> None:
    """Report a stream, and those below it, if its responses can't be believed."""
    for reason in stream.run.summary.doubts(stream.name):
        mark_unavailable(stream, stream.path, reason)
