"""What Zoom failed to return to one stream, as STATE holds it for later runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from tap_zoom.base.declaration import SORT_KEY
from tap_zoom.base.retry import RETRY, Retry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tap_zoom.base.readers import Reader
    from tap_zoom.records.types import Record
    from tap_zoom.run.context import Run
    from tap_zoom.state.failed_items import FailedItem


class Failing(Protocol):
    """A stream whose lists may fail."""

    @property
    def name(self) -> str: ...
    @property
    def run(self) -> Run: ...
    @property
    def incremental_readers(self) -> Sequence[Reader]: ...


class Failures:
    """The failed items of a stream that is read context by context.

    Args:
        stream: The stream.
    """

    def __init__(self, stream: Failing) -> None:
        """Remember nothing yet."""
        self._stream = stream

    def set_aside(self, context: Mapping[str, Any]) -> None:
        """Remember a context whose list failed, for the incremental streams that lack its rows.

        Full tables need nothing: the next run reads them as a whole.
        """
        names = [reader.name for reader in self._stream.incremental_readers]
        if names:
            self._stream.run.failed_items.add(self._stream.name, _stored(context), names)

    def set_detail_aside(self, record: Record) -> None:
        """Remember a record whose detail failed, unless the next run reads it anyway."""

    def reads_anyway(self, item: FailedItem) -> bool:
        """Return whether the regular pass reads all of an item: no bookmark has passed it."""
        return False

    def context_of(self, item: FailedItem) -> dict[str, Any]:
        """Return the context to read an item again with."""
        context = {**item.context, RETRY: Retry(item, replaces_pass=True)}
        if SORT_KEY in context:
            context[SORT_KEY] = tuple(context[SORT_KEY])
        return context


def _stored(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a context that its requests and records need, as JSON."""
    stored: dict[str, Any] = {
        name: value for name, value in context.items() if isinstance(value, (str, int)) and value
    }
    if SORT_KEY in context:
        stored[SORT_KEY] = list(context[SORT_KEY])
    return stored
