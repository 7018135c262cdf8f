"""What runs select: the default streams, or all of them in an account that makes that cheap."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tap_zoom.streams import STREAMS
from tests.e2e.expected import ALL_STREAMS, DEFAULT_STREAMS, catalog_of
from tests.e2e.harness import account, extract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sandbox import Zoom
    from tests.e2e.harness import Output, Row

#: Late enough for few windows: summaries and recordings would reach back for years.
SINCE = "2026-08-14T00:00:00Z"
#: An account that has rows of all streams since then, and few of each.
FEW: Mapping[str, Any] = {
    "seed": 2,
    "meetings": 1,
    "webinars": 0.5,
    "participants": 1,
    "secrets": "core",
}


@dataclass(frozen=True)
class Selection:
    """Streams, and the account and the start date with which tests read them."""

    name: str
    streams: tuple[str, ...]
    since: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @contextmanager
    def account(self, **options: Any) -> Iterator[Zoom]:
        """Serve an account."""
        with account(**{**self.options, **options}) as zoom:
            yield zoom

    def read(self, zoom: Zoom, **settings: Any) -> Output:
        """Run the tap with these streams selected."""
        since = {"start_date": self.since} if self.since else {}
        return extract(zoom, catalog_of(*self.streams), **{**since, **settings})

    def truth(self, zoom: Zoom) -> dict[str, list[Row]]:
        """Return what the account holds of these streams."""
        return zoom.truth(streams=list(self.streams), since=self.since)


DEFAULT = Selection("default streams", DEFAULT_STREAMS, options={"secrets": "core"})
ALL = Selection("all streams", ALL_STREAMS, SINCE, FEW)

each_selection = pytest.mark.parametrize("selection", [DEFAULT, ALL], ids=lambda s: s.name)


def small(**options: Any) -> Any:
    """Serve an account with a little of everything."""
    return account(**{**FEW, **options})


def read(zoom: Zoom, streams: Iterable[str] = ALL_STREAMS, **settings: Any) -> Output:
    """Run the tap with some streams of a small account selected."""
    return extract(zoom, catalog_of(*streams), **{"start_date": SINCE, **settings})


def truth(
    zoom: Zoom, streams: Iterable[str] = ALL_STREAMS, since: str = SINCE
) -> dict[str, list[Row]]:
    """Return what a small account holds of some streams."""
    return zoom.truth(streams=list(streams), since=since)


def family(*streams: str) -> set[str]:
    """Return streams with all their descendants."""
    found = set(streams)
    for stream in STREAMS:  # parents come before their children
        parent = stream.parent_stream_type
        if parent is not None and vars(parent)["name"] in found:
            found.add(str(vars(stream)["name"]))
    return found
