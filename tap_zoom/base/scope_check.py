"""Finding the selected streams that the app has no scopes for, before the first request.

A token comes with the scopes that the app was granted. An app has either granular or classic scopes
(https://developers.zoom.us/docs/integrations/oauth-scopes/); either family gives access to a
stream.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tap_zoom.run.tables import format_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_zoom.base.stream import ZoomStream


@dataclass(frozen=True, slots=True)
class MissingScopes:
    """A stream that can't be read, and the scopes of either family that the app lacks."""

    stream: ZoomStream
    endpoint: str
    granular: tuple[str, ...]
    classic: tuple[str, ...]

    @property
    def affected(self) -> list[str]:
        """Return the names of the selected streams that can't be read."""
        detail = self.stream.detail
        is_detail = detail is not None and self.endpoint == detail.path
        children = [] if is_detail else self.stream.descendent_streams
        return [stream.name for stream in (self.stream, *children) if stream.selected]

    @property
    def why(self) -> str:
        """Return the missing scopes in one line."""
        return f"scope missing: {' '.join(self.granular)}, or classic {' '.join(self.classic)}"


def mark_missing_scopes(streams: Iterable[ZoomStream], granted: frozenset[str]) -> list[str]:
    """Mark the streams unavailable that can't be read.

    Args:
        streams: All streams.
        granted: The token's scopes.

    Returns:
        The missing scopes as a table; nothing if none is missing.
    """
    found = find_missing_scopes(streams, granted)
    for missing in found:
        missing.stream.mark_unavailable(missing.endpoint, missing.why)
    return format_missing_scopes(found) if found else []


def find_missing_scopes(
    streams: Iterable[ZoomStream], granted: frozenset[str]
) -> list[MissingScopes]:
    """Find the streams that can't be read.

    Args:
        streams: All streams; those that are neither selected nor needed by others don't count.
        granted: The token's scopes; if Zoom named none, nothing is reported.
    """
    if not granted:
        return []
    available = {_without_level(scope) for scope in granted}
    found = []
    for stream in streams:
        for endpoint, scopes in stream.required_scopes() if stream.is_read else ():
            granular = tuple(s for s in scopes.granular if _without_level(s) not in available)
            classic = tuple(s for s in scopes.classic if _without_level(s) not in available)
            has_alternative = not available.isdisjoint(map(_without_level, scopes.alternatives))
            if granular and classic and not has_alternative:
                found.append(MissingScopes(stream, endpoint, granular, classic))
    return found


def _without_level(scope: str) -> str:
    """Remove the level of a scope: a user-level app has scopes without ``:admin``."""
    return scope.removesuffix(":admin").removesuffix(":master")


def format_missing_scopes(found: Iterable[MissingScopes]) -> list[str]:
    """Return the missing scopes as a table to copy from, and the streams that need each."""
    streams: dict[tuple[str, str], list[str]] = {}
    for missing in found:
        scopes = ("\n".join(missing.granular), "\n".join(missing.classic))
        streams.setdefault(scopes, []).extend(missing.affected)
    rows = [
        (*scopes, ", ".join(dict.fromkeys(names))) for scopes, names in streams.items() if names
    ]
    titles = ("missing scope", "or classic scope", "streams that can't be read")
    return format_table(titles, rows, unbroken=(0, 1))
