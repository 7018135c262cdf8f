"""Prefetching without Zoom: trees of lists, a client that serves them, a limiter without limits.

Threads are real, but nothing sleeps: a thread that has to wait for another waits for an event or a
barrier.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.json_fields import split_fields
from tap_zoom.api.request import RateLimitLabel, Request
from tap_zoom.api.response import ApiResponse
from tap_zoom.exceptions import LimitError
from tap_zoom.prefetch.plan import PlannedRequest, PlannedRequests, Position
from tests.support import USERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from random import Random

    from tap_zoom.api.client import ZoomClient
    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.rate_limiter import RateLimiter

Page = ApiResponse | Exception
TIMEOUT = 20.0  # seconds: a wait that takes longer fails the test
_UNLIMITED = 1_000

REFUSAL = ApiResponse(Outcome.STREAM_UNAVAILABLE, "scope missing", "HTTP 400, code 4711: no")


def make_request(
    path: str, label: RateLimitLabel = RateLimitLabel.LIGHT, endpoint: str = "/things/{id}"
) -> Request:
    """Make a request that is identified by its path."""
    return replace(USERS, path=path, endpoint=endpoint, label=label, params=(), records_key="rows")


def make_page(count: int, first: int = 0, token: str = "", filler: str = "") -> ApiResponse:
    """Make a page of numbered rows."""
    rows = [{"n": number, "filler": filler} for number in range(first, first + count)]
    body = json.dumps({"rows": rows, "next_page_token": token}).encode()
    return ApiResponse(Outcome.OK, fields=split_fields(body) or {}, body=body)


@dataclass
class Node:
    """A list, and for each of its rows the child lists."""

    request: Request
    pages: list[Page]
    children: list[list[Node]] = field(default_factory=list)

    def all(self) -> Iterator[Node]:
        """Yield this list and all of its descendants, in the order of need."""
        yield self
        for nodes in self.children:
            for node in nodes:
                yield from node.all()


def leaf(path: str, page: Page | None = None, **request: Any) -> Node:
    """Make a list without children."""
    return Node(make_request(path, **request), [page or make_page(1)])


def leaves(count: int, page: Page | None = None, **request: Any) -> list[Node]:
    """Make lists without children; their paths are their indexes."""
    return [leaf(f"{index}", page, **request) for index in range(count)]


def parent(path: str, *children: list[Node], **request: Any) -> Node:
    """Make a list with one row per group of children."""
    return Node(make_request(path, **request), [make_page(len(children))], list(children))


def random_tree(random: Random, depth: int = 0, path: str = "") -> list[Node]:
    """Make lists of all kinds: with pages, with children, refused, failing."""
    return [
        _random_node(random, depth, f"{path}/{index}")
        for index in range(random.randint(1, 4) if depth else 6)
    ]


def _random_node(random: Random, depth: int, path: str) -> Node:
    label = random.choice(list(RateLimitLabel)[:3])
    request = make_request(path, label, f"/{label.value}/{random.randint(1, 2)}")
    counts = [random.choice([0, 1, 1, 2, 3]) for _ in range(random.choice([1, 1, 1, 2, 3]))]
    pages: list[Page] = []
    for index, count in enumerate(counts):
        token = f"{index + 1}" if index + 1 < len(counts) else ""
        filler = "x" * random.choice([0, 10, 3000])
        pages.append(make_page(count, sum(counts[:index]), token, filler))
    chance = random.random()
    if chance < 0.06:
        outcome = random.choice([Outcome.GONE, Outcome.NO_DATA, Outcome.FORBIDDEN])
        pages[-1] = ApiResponse(outcome, "not there", "HTTP 404")
    elif chance < 0.07:
        pages[-1] = REFUSAL
    elif chance < 0.08:
        pages[-1] = RuntimeError(f"{path} failed")
    children = [
        random_tree(random, depth + 1, f"{path}/{row}") if depth < 2 else []
        for row in range(sum(counts))
    ]
    return Node(request, pages, children)


class Walk:
    """Reads trees as the SDK reads streams: depth first, one list after the other.

    Args:
        fetch: Fetches a list.
        filtered: Paths of lists that aren't read, as if a stream map filtered out their parent.

    Attributes:
        seen: Path, outcome and row numbers of each list that was read.
        error: The error that ended the walk.
    """

    def __init__(
        self, fetch: Callable[[Request], ResultSet], filtered: Collection[str] = ()
    ) -> None:
        self._fetch = fetch
        self._filtered = set(filtered)
        self._unavailable: set[str] = set()
        self.seen: list[tuple[str, Outcome, list[int]]] = []
        self.error: Exception | None = None

    def read(self, nodes: list[Node]) -> None:
        """Read all lists, or until one fails."""
        try:
            self._read(nodes)
        except (RuntimeError, LimitError) as error:
            self.error = error

    def _read(self, nodes: list[Node]) -> None:
        for node in nodes:
            request = node.request
            if request.endpoint in self._unavailable or request.path in self._filtered:
                continue
            result_set = self._fetch(request)
            numbers = [row["n"] for row in result_set.rows()]
            self.seen.append((request.path, result_set.outcome, numbers))
            if result_set.outcome is Outcome.STREAM_UNAVAILABLE:
                self._unavailable.add(request.endpoint)
            for number in numbers:
                self._read(node.children[number] if node.children else [])

    def planned(self, nodes: list[Node], position: Position = ()) -> PlannedRequests:
        """Plan what will be read, as far as it is known."""
        for index, node in enumerate(nodes):
            if node.request.endpoint not in self._unavailable:
                here = (*position, index)
                expand = partial(self._planned_children, node=node, position=here)
                yield PlannedRequest(here, node.request, expand if node.children else None)

    def _planned_children(
        self, result_set: ResultSet, node: Node, position: Position
    ) -> PlannedRequests:
        for row in result_set.rows():
            yield from self.planned(node.children[row["n"]], (*position, row["n"]))


class FakeClient:
    """Serves the pages of lists, and records what was requested.

    Attributes:
        requested: Paths in the order in which they were requested.
        blocked: What a request for a path waits for before it gets its response.
        remaining: Requests left of the daily quota of a label; unlimited if it has no entry.
        max_in_flight: Maximum requests that were in flight at a time.
        on_request: Called with each path, in the worker's thread.
        on_end: Called when a request has ended.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._pages = {node.request: node.pages for root in nodes for node in root.all()}
        self._lock = threading.Lock()
        self._new_request = threading.Condition(self._lock)
        self._in_flight = 0
        self.max_in_flight = 0
        self.requested: list[str] = []
        self.remaining: dict[RateLimitLabel, int] = {}
        self.blocked: dict[str, threading.Event | threading.Barrier] = {}
        self.on_request: Callable[[str], object] = lambda _: None
        self.on_end: Callable[[], object] = lambda: None

    def request(
        self, request: Request, page: Mapping[str, str], *, has_slot: bool = False
    ) -> ApiResponse:
        """Return a page, or raise its error."""
        with self._lock:
            self.requested.append(request.path)
            self._in_flight += 1
            self.max_in_flight = max(self.max_in_flight, self._in_flight)
            self._new_request.notify_all()
        try:
            time.sleep(0)  # yields to another thread
            self.on_request(request.path)
            if request.path in self.blocked and not self.blocked[request.path].wait(TIMEOUT):
                # A barrier returns an index, possibly 0; an event returns False after the timeout.
                assert isinstance(self.blocked[request.path], threading.Barrier)
            self._count(request.label)
            response = self._pages[request][int(page.get("next_page_token", "0"))]
            if isinstance(response, Exception):
                raise response
            return response
        finally:
            with self._lock:
                self._in_flight -= 1
            self.on_end()

    def _count(self, label: RateLimitLabel) -> None:
        with self._lock:
            if self.remaining.get(label) == 0:
                raise LimitError(f"{label.value} is used up")
            self.remaining[label] = self.remaining.get(label, -1) - 1

    def block(self, path: str) -> threading.Event:
        """Block the requests for a path, and with them their workers, until the event is set."""
        event = threading.Event()
        self.blocked[path] = event
        return event

    def wait_until_requested(self, path: str) -> None:
        """Wait until a path has been requested."""
        with self._lock:
            assert self._new_request.wait_for(lambda: path in self.requested, TIMEOUT)


class FakeLimiter:
    """A limiter that grants every slot at once, within a maximum of requests in flight.

    Attributes:
        blocked: What the slots of a label wait for.
        on_queued: Called when a task has been queued, which asks for the rate of its label.
    """

    def __init__(self, rate: float = 4.0) -> None:
        self._rate = rate
        self._room = threading.Semaphore(_UNLIMITED)
        self.blocked: dict[RateLimitLabel, threading.Event] = {}
        self.on_queued: Callable[[], object] = lambda: None

    def limit(self, client: FakeClient, max_in_flight: int | None) -> None:
        """Set the maximum of requests in flight."""
        self._room = threading.Semaphore(max_in_flight or _UNLIMITED)
        client.on_end = self.release

    def rate(self, label: RateLimitLabel) -> float:
        """Return the rate of a label, which determines its number of workers."""
        self.on_queued()
        return self._rate

    def acquire(self, label: RateLimitLabel) -> None:
        """Wait for a slot, and take room for one request in flight."""
        if label in self.blocked:
            self.blocked[label].wait(TIMEOUT)
        assert self._room.acquire(timeout=TIMEOUT)

    def release(self) -> None:
        """Give the room back."""
        self._room.release()


def as_client(fake: FakeClient) -> ZoomClient:
    """Pass the fake off as the client."""
    return cast("ZoomClient", fake)


def as_limiter(fake: FakeLimiter) -> RateLimiter:
    """Pass the fake off as the limiter."""
    return cast("RateLimiter", fake)


def live_workers(label: RateLimitLabel | None = None) -> list[threading.Thread]:
    """Return the threads of workers, which are named after their labels."""
    names = {label.value} if label else {each.value for each in RateLimitLabel}
    return [thread for thread in threading.enumerate() if thread.name in names]


def join_workers() -> None:
    """Wait until all workers have ended."""
    for thread in live_workers():
        with suppress(RuntimeError):
            thread.join(TIMEOUT)
    assert live_workers() == []
