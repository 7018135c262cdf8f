"""Incremental streams, and the account in which their tests read all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_zoom.streams import STREAMS
from tests.e2e.expected import ALL_STREAMS, contents, made
from tests.e2e.selections import family

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox import Zoom
    from tests.e2e.state.support import Warehouse

SINCE = "2026-08-18T00:00:00Z"
SMALL: dict[str, Any] = {
    "seed": 2,  # with recordings of calls in these weeks
    "size": 8,
    "history_days": 60,
    "secrets": "core",
    "meetings": 3,
    "participants": 3,
    "max_participants": 8,
}

_DECLARED: dict[str, Any] = {str(vars(stream)["name"]): stream for stream in STREAMS}
#: The field that dates the rows of each incremental stream.
KEYS: dict[str, str] = {
    name: stream.replication_key
    for name, stream in _DECLARED.items()
    if stream.replication_key and name in ALL_STREAMS
}
INCREMENTAL = tuple(KEYS)
#: Streams that Zoom lists by another date than that of the rows: older ones are read again, too.
REREAD = family("phone_sms_sessions", "report_chat_sessions")


def _trees() -> tuple[tuple[str, ...], ...]:
    """Group the incremental streams by the highest of their parents that is incremental too."""
    roots: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for name, stream in _DECLARED.items():  # parents come before their children
        parent = stream.parent_stream_type
        above = str(vars(parent)["name"]) if parent and parent.replication_key else name
        roots[name] = roots.get(above, name)
        if name in KEYS:
            found.setdefault(roots[name], []).append(name)
    return tuple(map(tuple, found.values()))


#: Each tree of incremental streams, its root first.
TREES = _trees()

#: What the base classes make of a declaration: two trees whose roots agree are read alike.
_TRAITS = (
    *("per_host", "windows", "window_requests", "daily", "monthly", "max_days"),
    *("window_as_times", "listed_by_other_date", "min_lookback_days"),
)


def _kinds() -> tuple[tuple[str, ...], ...]:
    """Return the largest tree of each kind of root."""
    found: dict[Any, tuple[str, ...]] = {}
    for tree in TREES:
        root = _DECLARED[tree[0]]
        kind = (root.__mro__[1:], *(getattr(root, trait, None) for trait in _TRAITS))
        found[kind] = max(found.get(kind, ()), tree, key=len)
    return tuple(found.values())


#: A tree of each kind, for what the base classes alone decide.
KINDS = _kinds()
OF_EACH_KIND = tuple(stream for tree in KINDS for stream in tree)

#: Trees of which much is requested for each session, and whose bookmarks move session by session.
BY_SESSION = (
    (
        *("report_meeting_polls", "report_meeting_poll_answers"),
        *("report_meeting_qna", "report_meeting_qna_answers"),
        *("report_meeting_survey", "report_meeting_survey_answers"),
    ),
    ("dashboard_meetings", "dashboard_meeting_participants", "dashboard_meeting_qos"),
    ("dashboard_webinars", "dashboard_webinar_participants"),
)


def assert_all(
    zoom: Zoom, warehouse: Warehouse, streams: Iterable[str], since: str = SINCE
) -> None:
    """Assert that every row since the start is there, once, with its current values."""
    for stream, rows in zoom.truth(streams=list(streams), since=since).items():
        came = contents(warehouse.rows[stream].values(), made(stream))
        assert came == contents(rows, made(stream)), stream
