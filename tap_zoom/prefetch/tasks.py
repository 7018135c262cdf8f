"""Lists on their way, as the main thread and the worker threads know them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tap_zoom.api.pagination import ResultSet
from tap_zoom.prefetch.plan import Frontier

if TYPE_CHECKING:
    from tap_zoom.prefetch.plan import PlannedRequest, Position


@dataclass(slots=True, eq=False)
class Tree:
    """One tree of streams.

    Attributes:
        frontier: The requests that aren't planned yet.
        in_order: Tasks that the main thread has not reached yet.
        position: Where the main thread is.
        planned: Number of tasks ever planned.
        pending: Number of tasks that are planned and not done.
        buffered_bytes: Bytes of the lists that wait for the main thread, and those that the lists
            in flight will probably have.
        ahead: Positions of the tasks that the main thread has neither consumed nor passed.
    """

    frontier: Frontier = field(default_factory=Frontier)
    in_order: list[tuple[Position, int, FetchTask]] = field(default_factory=list)
    position: Position = ()
    planned: int = 0
    pending: int = 0
    buffered_bytes: int = 0
    ahead: set[Position] = field(default_factory=set)

    def is_behind(self, task: FetchTask) -> bool:
        """Return whether the main thread has consumed or passed a task."""
        return task.consumed or task.planned.position <= self.position

    def is_ahead(self, position: Position) -> bool:
        """Return whether the main thread has yet to reach a list that leads to a position."""
        return any(position[:length] in self.ahead for length in range(1, len(position)))


class FetchTask:
    """A list to fetch, being fetched, or fetched.

    Args:
        planned: What to fetch.
        tree: The tree that it was planned for.

    Attributes:
        priority: Its place in the queue; empty once the main thread waits for it.
        result_set: The pages received so far.
        error: The error it ended with, which is raised when the main thread consumes the task.
        in_progress: Whether a worker is fetching it.
        done: Whether it is fetched, or has failed.
        consumed: Whether the main thread has consumed it.
        cancelled: Whether nothing will need it.
        charged_bytes: Bytes that it is charged with, from its request until it is consumed.
    """

    __slots__ = (
        "cancelled",
        "charged_bytes",
        "consumed",
        "done",
        "error",
        "in_progress",
        "planned",
        "priority",
        "result_set",
        "tree",
    )

    def __init__(self, planned: PlannedRequest, tree: Tree | None = None) -> None:
        """Start at the first page."""
        self.planned = planned
        self.priority: Position = planned.position
        self.tree = tree
        self.result_set = ResultSet(planned.request)
        self.error: BaseException | None = None
        self.in_progress = self.done = self.consumed = self.cancelled = False
        self.charged_bytes = 0
