"""What the tests of streams that have to be asked for share: all of them, in a small account."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tap_zoom.streams import STREAMS
from tests.e2e.expected import all_streams, assert_complete, catalog_of, made
from tests.e2e.harness import account, extract

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sandbox import Zoom
    from tests.e2e.harness import Output, Row

WIDER = all_streams(by_default=False)
EVERY = [*all_streams(), *WIDER]

#: So late that few windows are asked for; summaries and recordings would reach back for years.
SINCE = "2026-07-20T00:00:00Z"


@contextmanager
def small(**options: Any) -> Iterator[Zoom]:
    """Serve an account with a little of everything."""
    few = {"meetings": 1, "webinars": 0.5, "participants": 1, "secrets": "core"}
    with account(**{**few, **options}) as zoom:
        yield zoom


def read(zoom: Zoom, streams: Iterable[str] = EVERY, **settings: Any) -> Output:
    """Run the tap with some streams selected, all unless told otherwise."""
    return extract(zoom, catalog_of(*streams), **{"start_date": SINCE, **settings})


def truth(zoom: Zoom, streams: Iterable[str] = EVERY, since: str = SINCE) -> dict[str, list[Row]]:
    """What the account holds of them."""
    return zoom.truth(streams=list(streams), since=since)


def assert_whole(
    output: Output, rows: dict[str, list[Row]], but: Collection[str] = (), **how: Any
) -> None:
    """Make sure that all streams but some are complete, with keys of their own."""
    drop = how.pop("drop", ())
    for stream, there in rows.items():
        if stream not in but:
            assert_complete(output, {stream: there}, (*made(stream), *drop), **how)


def family(*streams: str) -> set[str]:
    """Streams and all that hangs off them."""
    found = set(streams)
    for stream in STREAMS:  # parents come before their children
        parent = stream.parent_stream_type
        if parent is not None and vars(parent)["name"] in found:
            found.add(str(vars(stream)["name"]))
    return found
