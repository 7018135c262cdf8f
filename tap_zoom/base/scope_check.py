"""Before the first request: which selected streams the app's scopes don't open.

A token comes with the scopes that the app was granted. An app has granular scopes or classic ones
(https://developers.zoom.us/docs/integrations/oauth-scopes/); either family opens a stream.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tap_zoom.run.summary import table_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_zoom.base.stream import ZoomStream


@dataclass(frozen=True, slots=True)
class Lack:
    """A stream that can't be read, and the scopes of either family that it lacks."""

    stream: ZoomStream
    endpoint: str
    granular: tuple[str, ...]
    classic: tuple[str, ...]

    @property
    def affected(self) -> list[str]:
        """Names of the selected streams that can't be read for it."""
        detail = self.stream.detail
        all_hangs_on_it = detail is None or self.endpoint != detail.path
        children = self.stream.descendent_streams if all_hangs_on_it else []
        return [stream.name for stream in (self.stream, *children) if stream.selected]

    @property
    def why(self) -> str:
        """The lack in a few words."""
        return f"scope missing: {' '.join(self.granular)}, or classic {' '.join(self.classic)}"


def lacks(streams: Iterable[ZoomStream], granted: frozenset[str]) -> list[Lack]:
    """Find what can't be read.

    Args:
        streams: All streams; those that are neither selected nor needed by others don't count.
        granted: The token's scopes; when Zoom named none, nothing can be said.
    """
    if not granted:
        return []
    plain = {_plain(scope) for scope in granted}
    found = []
    for stream in streams:
        if stream.selected or stream.has_selected_descendents:
            for endpoint, scopes in stream.needs():
                granular = tuple(s for s in scopes.granular if _plain(s) not in plain)
                classic = tuple(s for s in scopes.classic if _plain(s) not in plain)
                if granular and classic and not plain & set(map(_plain, scopes.enough)):
                    found.append(Lack(stream, endpoint, granular, classic))
    return found


def _plain(scope: str) -> str:
    """A scope without its reach: an app of one user has no ``:admin`` at the end."""
    return scope.removesuffix(":admin").removesuffix(":master")


def lines(found: Iterable[Lack]) -> list[str]:
    """What is lacking, as a table to copy from."""
    rows = [
        (name, "\n".join(lack.granular), "\n".join(lack.classic))
        for lack in found
        for name in lack.affected
    ]
    return table_lines(("can't be read", "granular scope", "or classic scope"), rows)
