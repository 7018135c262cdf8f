"""Reading ahead without Zoom: trees of lists, an API that answers from them, no limits.

Threads are real. Nothing sleeps: who has to wait for another waits for an event or a barrier.
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
from tap_zoom.api.request import Call, Label
from tap_zoom.api.response import Answer, read_fields
from tap_zoom.exceptions import LimitError
from tap_zoom.prefetch.plan import Path, Plan, Plans
from tests.support import USERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from random import Random

    from tap_zoom.api.client import Api
    from tap_zoom.api.pagination import Listing
    from tap_zoom.api.rate_limiter import Limits

Page = Answer | Exception
PATIENCE = 20.0  # seconds until a wait that should have ended is a failed test

REFUSAL = Answer(Outcome.UNAVAILABLE, "scope missing", "HTTP 400, code 4711: no")


def call(path: str, label: Label = Label.LIGHT, endpoint: str = "/things/{id}") -> Call:
    """Make a call that differs from others by its path."""
    return replace(USERS, path=path, endpoint=endpoint, label=label, params=(), records_key="rows")


def rows(count: int, first: int = 0, token: str = "", filler: str = "") -> Answer:
    """Make a page of rows that are numbered."""
    made = [{"n": number, "filler": filler} for number in range(first, first + count)]
    body = json.dumps({"rows": made, "next_page_token": token}).encode()
    return Answer(Outcome.OK, fields=read_fields(body) or {}, body=body)


@dataclass
class Node:
    """A list, and for each of its rows the lists that are read next."""

    call: Call
    pages: list[Page]
    children: list[list[Node]] = field(default_factory=list)

    def all(self) -> Iterator[Node]:
        """This and all below it, in the order of need."""
        yield self
        for nodes in self.children:
            for node in nodes:
                yield from node.all()


def leaf(path: str, page: Page | None = None, **more: Any) -> Node:
    """Make a list that leads no further."""
    return Node(call(path, **more), [page or rows(1)])


def parent(path: str, *children: list[Node], **more: Any) -> Node:
    """Make a list with a row for each group of children."""
    return Node(call(path, **more), [rows(len(children))], list(children))


def random_tree(random: Random, depth: int = 0, name: str = "") -> list[Node]:
    """Make lists of all kinds: with pages, with children, refused, failing."""
    return [
        _random_node(random, depth, f"{name}/{place}")
        for place in range(random.randint(1, 4) if depth else 6)
    ]


def _random_node(random: Random, depth: int, name: str) -> Node:
    label = random.choice(list(Label)[:3])
    made = call(name, label, f"/{label.value}/{random.randint(1, 2)}")
    counts = [random.choice([0, 1, 1, 2, 3]) for _ in range(random.choice([1, 1, 1, 2, 3]))]
    pages: list[Page] = []
    for place, count in enumerate(counts):
        token = f"{place + 1}" if place + 1 < len(counts) else ""
        pages.append(rows(count, sum(counts[:place]), token, "x" * random.choice([0, 10, 3000])))
    chance = random.random()
    if chance < 0.06:
        outcome = random.choice([Outcome.SKIP, Outcome.EMPTY, Outcome.REFUSED])
        pages[-1] = Answer(outcome, "not there", "HTTP 404")
    elif chance < 0.07:
        pages[-1] = REFUSAL
    elif chance < 0.08:
        pages[-1] = RuntimeError(f"{name} failed")
    children = [
        random_tree(random, depth + 1, f"{name}/{row}") if depth < 2 else []
        for row in range(sum(counts))
    ]
    return Node(made, pages, children)


class Walk:
    """Goes through trees as the SDK goes through streams: depth first, one list after the other.

    Args:
        read: Reads a list.
        passes_by: Paths of lists that aren't read, as when a stream map leaves their parent out.
    """

    def __init__(
        self, read: Callable[[Call], Listing], passes_by: Iterable[str] = frozenset()
    ) -> None:
        self._read = read
        self._passes_by = set(passes_by)
        self._closed: set[str] = set()
        self.seen: list[tuple[str, Outcome, list[int]]] = []
        self.error: Exception | None = None

    def through(self, nodes: list[Node]) -> None:
        """Read until all is read or a list fails."""
        try:
            self._go(nodes)
        except (RuntimeError, LimitError) as error:
            self.error = error

    def _go(self, nodes: list[Node]) -> None:
        for node in nodes:
            if node.call.endpoint in self._closed or node.call.path in self._passes_by:
                continue
            listing = self._read(node.call)
            numbers = [row["n"] for row in listing.rows()]
            self.seen.append((node.call.path, listing.outcome, numbers))
            if listing.outcome is Outcome.UNAVAILABLE:
                self._closed.add(node.call.endpoint)
            for number in numbers:
                self._go(node.children[number] if node.children else [])

    def plans(self, nodes: list[Node], path: Path = ()) -> Plans:
        """What it will read, made as lists arrive."""
        for place, node in enumerate(nodes):
            if node.call.endpoint not in self._closed:
                here = (*path, place)
                then = partial(self._plans_of_rows, node=node, path=here)
                yield Plan(here, node.call, then if node.children else None)

    def _plans_of_rows(self, listing: Listing, node: Node, path: Path) -> Plans:
        for row in listing.rows():
            yield from self.plans(node.children[row["n"]], (*path, row["n"]))


class FakeApi:
    """Answers calls, and keeps what it was asked.

    Attributes:
        asked: Paths in the order in which they were asked for.
        held_up: What a request for a path waits for before it is answered.
        days: Requests that are left of the day for a label; none for as many as anybody wants.
        most: Most requests that were in flight at a time.
        on_request: Called with each path, in the worker's thread.
        on_end: Called when a request is over.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._pages = {node.call: node.pages for root in nodes for node in root.all()}
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self._in_flight = 0
        self.most = 0
        self.asked: list[str] = []
        self.days: dict[Label, int] = {}
        self.held_up: dict[str, threading.Event | threading.Barrier] = {}
        self.on_request: Callable[[str], object] = lambda _: None
        self.on_end: Callable[[], object] = lambda: None

    def get(self, asked: Call, page: Mapping[str, str], *, has_slot: bool = False) -> Answer:
        """Answer a request."""
        with self._lock:
            self.asked.append(asked.path)
            self._in_flight += 1
            self.most = max(self.most, self._in_flight)
            self._news.notify_all()
        try:
            time.sleep(0)  # let others go first, now and then
            self.on_request(asked.path)
            if asked.path in self.held_up and not self.held_up[asked.path].wait(PATIENCE):
                # A barrier gives a number; what was kept waiting for too long gives nothing.
                assert isinstance(self.held_up[asked.path], threading.Barrier)
            self._spend(asked.label)
            answer = self._pages[asked][int(page.get("next_page_token", "0"))]
            if isinstance(answer, Exception):
                raise answer
            return answer
        finally:
            with self._lock:
                self._in_flight -= 1
            self.on_end()

    def _spend(self, label: Label) -> None:
        with self._lock:
            if self.days.get(label) == 0:
                raise LimitError(f"{label.value} is used up")
            self.days[label] = self.days.get(label, -1) - 1

    def hold_up(self, path: str) -> threading.Event:
        """Let the answer for a path wait, and with it the worker that asks."""
        event = threading.Event()
        self.held_up[path] = event
        return event

    def wait_until_asked(self, path: str) -> None:
        """Wait until a path has been asked for."""
        with self._lock:
            assert self._news.wait_for(lambda: path in self.asked, PATIENCE)


class FakeLimits:
    """Limits that let all go at once, but for a number of requests in flight.

    Attributes:
        held_up: What slots of a label wait for.
    """

    def __init__(self, rate: float = 4.0) -> None:
        self._rate = rate
        self._places = threading.Semaphore(1_000)
        self.held_up: dict[Label, threading.Event] = {}

    def bound(self, api: FakeApi, most: int | None) -> None:
        """Let no more requests be in flight than so many."""
        self._places = threading.Semaphore(most or 1_000)
        api.on_end = self.release

    def rate(self, label: Label) -> float:
        """How many workers a label calls for goes by it."""
        return self._rate

    def acquire(self, label: Label) -> None:
        """Give a slot, and a place among the requests in flight."""
        if label in self.held_up:
            self.held_up[label].wait(PATIENCE)
        assert self._places.acquire(timeout=PATIENCE)

    def release(self) -> None:
        """Take a place back."""
        self._places.release()


def as_api(fake: FakeApi) -> Api:
    """Let the stand-in pass for the API."""
    return cast("Api", fake)


def as_limits(fake: FakeLimits) -> Limits:
    """Let the stand-in pass for the limits."""
    return cast("Limits", fake)


def workers_alive(label: Label | None = None) -> list[threading.Thread]:
    """The threads of workers, which are named for their labels."""
    names = {label.value} if label else {each.value for each in Label}
    return [thread for thread in threading.enumerate() if thread.name in names]


def end_workers() -> None:
    """Wait for all workers to end."""
    for thread in workers_alive():
        with suppress(RuntimeError):
            thread.join(PATIENCE)
    assert workers_alive() == []
