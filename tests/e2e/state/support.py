"""What tests of several runs share: a warehouse that stores what each run yields."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from sandbox import wire_uuid
from tests.e2e.expected import catalog_of, contents
from tests.e2e.harness import Key, Output, Row, extract

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sandbox import Zoom

MEETINGS, WEBINARS = "report_meetings", "report_webinars"
ATTENDANCE = ("report_meeting_participants", "report_webinar_participants")
REPORTS = (MEETINGS, WEBINARS, *ATTENDANCE)
BY_INSTANCE = (
    "meeting_poll_results",
    "webinar_absentees",
    "webinar_poll_results",
    "webinar_qna_results",
)

LISTS = "/report/users/{userId}/meetings"
PARTICIPANTS = (
    "/report/meetings/{meetingId}/participants",
    "/report/webinars/{webinarId}/participants",
)

#: What a STATE holds of a run that hasn't ended, and what other Singer taps put there.
UNFINISHED = (
    "position",
    "progress_markers",
    "replication_key_signpost",
    "starting_replication_value",
    "partitions",
)


@dataclass
class Warehouse:
    """What a target has stored after some runs: rows by key, and the last STATE."""

    state: Row | None = None
    rows: defaultdict[str, dict[Key, Row]] = field(default_factory=lambda: defaultdict(dict))

    def store(self, output: Output) -> Output:
        """Upsert the output of a run."""
        for stream in output.records:
            self.rows[stream] |= output.by_key(stream)
        if output.states:
            self.state = output.state
        return output

    def run(
        self,
        zoom: Zoom,
        streams: Collection[str] = REPORTS,
        *,
        others: bool = False,
        **settings: Any,
    ) -> Output:
        """Run from the last STATE, and store the output."""
        zoom.log.clear()
        catalog = catalog_of(*streams, others=others)
        return self.store(extract(zoom, catalog, state=self.state, **settings))

    def bookmark(self, stream: str) -> Row:
        """Return a stream's bookmark in the last STATE."""
        found: Row = (self.state or {})["bookmarks"][stream]
        return found

    def assert_holds(self, zoom: Zoom, streams: Iterable[str] = REPORTS, **which: Any) -> None:
        """Assert that every row of the account is there, once, with its current values."""
        truth = zoom.truth(streams=list(streams), **which)
        for stream, rows in truth.items():
            came, there = contents(self.rows[stream].values()), contents(rows)
            missing, extra = there - came, came - there
            assert not missing, (
                f"{stream}: {missing.total()} missing, such as {next(iter(missing))}"
            )
            assert not extra, f"{stream}: {extra.total()} too many, such as {next(iter(extra))}"


def killed(output: Output, after: int) -> Output:
    """Return what a target has received of a run that was killed after so many messages."""
    lines = output.stdout.splitlines(keepends=True)
    return Output("".join(lines[:after]))


def stored(output: Output, after: int) -> tuple[Output, set[str]]:
    """Return the same as ``killed``, and the sessions that were complete at the last STATE."""
    part = killed(output, after)
    messages = [json.loads(line) for line in part.stdout.splitlines()]
    last = max((n for n, m in enumerate(messages) if m["type"] == "STATE"), default=0)
    return part, {
        message["record"].get("meeting_uuid") or message["record"]["webinar_uuid"]
        for message in messages[:last]
        if message["type"] == "RECORD" and message["stream"] in ATTENDANCE
    }


def size(state: Row) -> int:
    """Return a STATE's size in bytes."""
    return len(json.dumps(state))


def heavy(zoom: Zoom) -> int:
    """Count the Heavy requests."""
    return sum(request.label == "Heavy" for request in zoom.log)


def asked(zoom: Zoom) -> Counter[str]:
    """Count the requests for each session's participants by UUID, further pages aside."""
    uuids = {
        wire_uuid(row["uuid"]): row["uuid"]
        for rows in zoom.truth(streams=[MEETINGS, WEBINARS]).values()
        for row in rows
    }
    return Counter(
        uuids.get(request.path.split("/")[-2], request.path)
        for request in zoom.log
        if request.template in PARTICIPANTS and "next_page_token" not in request.query
    )


def starts(zoom: Zoom) -> dict[str, str]:
    """Return when each session began, by UUID."""
    truth = zoom.truth(streams=[MEETINGS, WEBINARS])
    return {row["uuid"]: row["start_time"] for rows in truth.values() for row in rows}


def values(states: Iterable[Row]) -> dict[str, list[str]]:
    """Return each stream's bookmarks in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for state in states:
        for stream, bookmark in state["bookmarks"].items():
            if "replication_key_value" in bookmark:
                found[stream].append(bookmark["replication_key_value"])
    return found


def assert_onward(states: Iterable[Row], no_later_than: str) -> None:
    """Assert that no bookmark moves back, or beyond a time."""
    for stream, found in values(states).items():
        assert list(accumulate(found, max)) == found, stream
        assert found[-1] <= no_later_than, stream


def now(zoom: Zoom) -> str:
    """Return the account's time as STATE writes it."""
    return zoom.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def names_in(value: object) -> set[str]:
    """Return the names of fields in a JSON value, at every depth."""
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(names_in, value))
    return set()
