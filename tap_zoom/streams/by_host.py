"""What is asked for host by host, and so needs the list of users."""

from __future__ import annotations

from typing import cast

from typing_extensions import override

from tap_zoom.base.incremental import Dated
from tap_zoom.streams.users import Users


class ByHost(Dated):
    """A stream that has lists for each user, unless a setting says otherwise."""

    @property
    def users(self) -> Users:
        """The stream that knows the hosts."""
        return cast("Users", self._tap.streams[Users.name])

    @override
    def hosts(self) -> list[str]:
        hosts = self.users.hosts()
        if self.users.path in self.users.closed:
            self.close(self.path, "the list of users can't be read")
        return hosts
