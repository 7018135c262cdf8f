"""The hosts of the account, which some streams are requested for one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Hosts:
    """Ids of all users who may have hosted something, known once the users have been read.

    Args:
        read_users: Reads the users, who are not read otherwise if no stream needs them.

    Attributes:
        unavailable: Whether the list of users can't be read.
    """

    def __init__(self, read_users: Callable[[], object]) -> None:
        """Start without hosts."""
        self._read_users = read_users
        self._ids: list[str] | None = None
        self._listeners: list[Callable[[Sequence[str]], object]] = []
        self.unavailable = False

    @property
    def ids(self) -> list[str]:
        """Return the hosts, reading the users if that hasn't happened yet."""
        if self._ids is None:
            self._read_users()
        return self._ids or []

    def publish(self, ids: list[str], *, unavailable: bool) -> None:
        """Set the hosts, once the users have been read."""
        self._ids = ids
        self.unavailable = unavailable

    def on_announced(self, listener: Callable[[Sequence[str]], object]) -> None:
        """Call a function with the hosts as soon as they have been prefetched."""
        self._listeners.append(listener)

    @property
    def has_listeners(self) -> bool:
        """Return whether anything waits for the hosts to be prefetched."""
        return bool(self._listeners)

    def announce(self, ids: Sequence[str]) -> None:
        """Tell the listeners the hosts, before the users are read."""
        for listener in self._listeners:
            listener(ids)
