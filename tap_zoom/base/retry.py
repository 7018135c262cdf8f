"""Reading again, before anything else, what Zoom failed to return in an earlier run."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import fill
from tap_zoom.base.declaration import SORT_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.prefetch.plan import PlannedRequests, Position
    from tap_zoom.run.context import Run
    from tap_zoom.state.failed_items import FailedItem

logger = logging.getLogger("tap-zoom")

#: The field of a context that holds the Retry, if the context is read again.
RETRY = "retry"

_PATIENCE = timedelta(days=190)  # longer than Zoom keeps reports
_NO_LONGER_KEPT = {Outcome.GONE, Outcome.FORBIDDEN, Outcome.TOO_OLD}


@dataclass(frozen=True, slots=True, eq=False)
class Retry:
    """Why a context is read apart from the regular pass.

    Attributes:
        item: What failed in an earlier run.
        replaces_pass: Whether the regular pass leaves the context out, so that all other streams
            get their rows as well.
    """

    item: FailedItem
    replaces_pass: bool

    def includes(self, reader: str, *, in_pass: bool) -> bool:
        """Return whether a stream gets the rows of a session.

        Args:
            reader: Name of the stream.
            in_pass: Whether the regular pass would read the session for this stream.
        """
        if reader in self.item.readers:
            return self.replaces_pass or not in_pass
        return self.replaces_pass and in_pass


class Items(Protocol):
    """The failed items of one stream."""

    def reads_anyway(self, item: FailedItem) -> bool: ...
    def context_of(self, item: FailedItem) -> dict[str, Any]: ...


class Retryable(Protocol):
    """A stream whose lists may fail."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def is_read(self) -> bool: ...
    @property
    def run(self) -> Run: ...
    @property
    def ancestors(self) -> Sequence[Retryable]: ...
    @property
    def unavailable_endpoints(self) -> set[str]: ...
    @property
    def failures(self) -> Items: ...
    @property
    def is_doubtful(self) -> bool: ...
    def sync(self, context: Any) -> None: ...
    def write_state(self) -> None: ...
    def planned_requests(
        self, context: Mapping[str, Any], position: Position
    ) -> PlannedRequests: ...


def note(name: str, context: Mapping[str, Any], result_set: ResultSet) -> None:
    """Note that what failed earlier has failed again, or that Zoom no longer has it."""
    retry: Retry | None = context.get(RETRY)
    if retry is None or retry.item.stream != name:
        return
    if result_set.outcome is Outcome.FAILED:
        retry.item.failed_again = True
    elif result_set.outcome in _NO_LONGER_KEPT:
        retry.item.gone = f"{result_set.reason} ({result_set.message})"


class Retries:
    """The items of earlier runs that this run requests again.

    Args:
        run: What the streams share.
        streams: All streams, by name.
    """

    def __init__(self, run: Run, streams: Mapping[str, Retryable]) -> None:
        """Choose the items, and tell the regular pass to leave them out."""
        self._run = run
        self._selected = [name for name, stream in streams.items() if stream.is_read]
        self._items: list[tuple[Retryable, FailedItem, dict[str, Any]]] = []
        paths: defaultdict[str, set[str]] = defaultdict(set)
        for item in run.failed_items.of(self._selected):
            stream = streams.get(item.stream)
            if stream is None or not _is_available(stream):
                continue
            if stream.failures.reads_anyway(item):
                run.failed_items.settle(item, self._selected)
            else:
                context = stream.failures.context_of(item)
                self._items.append((stream, item, context))
                if context[RETRY].replaces_pass:
                    paths[stream.name].add(fill(stream.path, context))
        run.retried_paths = paths

    def planned_requests(self, position: Position) -> PlannedRequests:
        """Plan the requests of all items, to prefetch them."""
        for index, (stream, _, context) in enumerate(self._items):
            yield from stream.planned_requests(context, (*position, index))

    def read(self) -> None:
        """Read all items, and forget those whose rows arrive."""
        count = 0
        for stream, item, context in self._items:
            stream.sync(context)
            if not (item.failed_again or item.gone) and _is_available(stream):
                self._run.failed_items.settle(item, self._selected)
                stream.write_state()
                count += 1
        if count:
            logger.info("Items read that had failed in earlier runs: %d", count)

    def give_up(self) -> None:
        """Forget the items that Zoom no longer has, unless it claims that of too many."""
        for stream, item, _ in self._items:
            why = item.gone or self._expired(item)
            if why and not stream.is_doubtful:
                self._run.summary.give_up(stream.name, _described(item), why)
                self._run.failed_items.settle(item, self._selected)
                stream.write_state()

    def _expired(self, item: FailedItem) -> str:
        is_old = date.fromisoformat(item.since) < self._run.started.date() - _PATIENCE
        return f"it has failed since {item.since}" if item.failed_again and is_old else ""


def _is_available(stream: Retryable) -> bool:
    return all(each.path not in each.unavailable_endpoints for each in (stream, *stream.ancestors))


def _described(item: FailedItem) -> str:
    named: Iterable[object] = (v for name, v in item.context.items() if name != SORT_KEY)
    return " ".join(map(str, named))
