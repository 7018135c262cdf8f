"""Lists on their way: what the main thread and the workers know of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tap_zoom.api.pagination import Listing
from tap_zoom.prefetch.plan import Frontier

if TYPE_CHECKING:
    from tap_zoom.prefetch.plan import Path, Plan


@dataclass(slots=True, eq=False)
class Tree:
    """One tree of streams.

    Attributes:
        frontier: What is not planned yet.
        in_order: Tasks that the main thread has not come by yet.
        position: Where the main thread is.
        planned: Tasks ever planned.
        open: Tasks that are planned and not done.
        held: Bytes of lists that wait.
        ahead: Places of the tasks that the main thread has neither taken nor passed by.
    """

    frontier: Frontier = field(default_factory=Frontier)
    in_order: list[tuple[Path, int, Task]] = field(default_factory=list)
    position: Path = ()
    planned: int = 0
    open: int = 0
    held: int = 0
    ahead: set[Path] = field(default_factory=set)

    def is_behind(self, task: Task) -> bool:
        """Whether the main thread has taken a task or passed it by."""
        return task.taken or task.plan.path <= self.position

    def is_ahead(self, path: Path) -> bool:
        """Whether the main thread hasn't come to the list yet that a place hangs off."""
        return any(path[:length] in self.ahead for length in range(1, len(path)))


class Task:
    """A list to fetch, being fetched, or fetched.

    Attributes:
        plan: What is to be fetched.
        path: Its place in the queue; empty once the main thread waits for it.
        listing: What is in so far.
        error: What fetching it met; it rises where the main thread takes the task.
        busy: Whether a worker has it.
        done: Whether it is fetched, or has failed.
        taken: Whether the main thread has taken it.
        dropped: Whether nobody will want it.
        owner: The tree of streams that it was planned for.
        size: Bytes that it is charged with while it waits.
    """

    __slots__ = (
        "busy",
        "done",
        "dropped",
        "error",
        "listing",
        "owner",
        "path",
        "plan",
        "size",
        "taken",
    )

    def __init__(self, plan: Plan, owner: Tree | None = None) -> None:
        """Begin at the list's first page."""
        self.plan = plan
        self.path: Path = plan.path
        self.owner = owner
        self.listing = Listing(plan.call)
        self.error: BaseException | None = None
        self.busy = self.done = self.taken = self.dropped = False
        self.size = 0
