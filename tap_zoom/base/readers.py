"""For which streams a run reads a session: those that need it and whose bookmarks include it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from tap_zoom.api.request import fill
from tap_zoom.base.declaration import SORT_KEY
from tap_zoom.base.retry import RETRY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tap_zoom.base.retry import Retry
    from tap_zoom.run.context import Run
    from tap_zoom.state.bookmark import Bookmark, SortKey


class Reader(Protocol):
    """A stream that needs rows: its own, or those of a stream above it."""

    @property
    def name(self) -> str: ...
    @property
    def selected(self) -> bool: ...
    @property
    def bookmark(self) -> Bookmark: ...


class Read(Reader, Protocol):
    """A stream that is read context by context."""

    @property
    def path(self) -> str: ...
    @property
    def run(self) -> Run: ...
    @property
    def readers(self) -> Sequence[Reader]: ...


def includes(reader: Reader, key: SortKey, retry: Retry | None) -> bool:
    """Return whether the run reads a session for a stream.

    Args:
        reader: The stream.
        key: The session.
        retry: Why the session is read apart from the regular pass, if it is.
    """
    in_pass = reader.bookmark.includes(key)
    if retry is None:
        return in_pass
    # A row without a plausible date is only in the lists that are read again.
    in_pass = in_pass and (retry.replaces_pass or bool(key[0]))
    return retry.includes(reader.name, in_pass=in_pass)


def any_includes(readers: Iterable[Reader], key: SortKey, retry: Retry | None = None) -> bool:
    """Return whether the run reads a session for any of some streams."""
    return any(includes(reader, key, retry) for reader in readers)


def emits(stream: Reader, key: SortKey, retry: Retry | None) -> bool:
    """Return whether a session's rows are written, rather than only used for children."""
    return stream.selected and includes(stream, key, retry)


def should_read(stream: Read, context: Mapping[str, Any]) -> bool:
    """Return whether to read a context: of a session, if a bookmark includes it."""
    retry: Retry | None = context.get(RETRY)
    is_own = retry is not None and retry.item.stream == stream.name
    if not is_own and _is_read_again(stream, context):
        return False
    key: SortKey | None = context.get(SORT_KEY)
    return key is None or any_includes(stream.readers, key, retry)


def _is_read_again(stream: Read, context: Mapping[str, Any]) -> bool:
    """Return whether this run reads a context before the regular pass gets there."""
    paths = stream.run.retried_paths.get(stream.name)
    return paths is not None and fill(stream.path, context) in paths
