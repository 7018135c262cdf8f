"""Bookmarks over many runs: complete and killed ones, with sessions that Zoom reports late."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tap_zoom.records.times import format_utc
from tap_zoom.state.bookmark import Bookmark, SortKey, SyncRange

DAY = timedelta(days=1)
START = datetime(2026, 6, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Session:
    """A held session.

    Attributes:
        start: Days from START.
        delay: Days until Zoom reports it.
        uuid: Its UUID.
    """

    start: float
    delay: float
    uuid: str

    @property
    def key(self) -> SortKey:
        """Return what sorts it."""
        return (format_utc(START + self.start * DAY), self.uuid)


@dataclass(frozen=True, slots=True)
class RunSpec:
    """A run to simulate.

    Attributes:
        after: Days since the previous run.
        lookback: Its lookback, in days.
        killed_after: Number of sessions after which it is killed; None if it completes.
        save_every: Number of sessions between two saved positions.
    """

    after: float
    lookback: float
    killed_after: int | None
    save_every: int


@dataclass
class History:
    """An account, and the runs of one stream."""

    sessions: list[Session]
    state: dict[str, Any] = field(default_factory=dict)
    now: datetime = START
    #: Sessions that STATE covers, in total and in the current pass.
    covered: set[SortKey] = field(default_factory=set)
    in_pass: set[SortKey] = field(default_factory=set)
    previous: datetime | None = None

    def run(self, spec: RunSpec) -> None:
        """Simulate a run, and check what is true of every run."""
        self.now += spec.after * DAY
        state = deepcopy(self.state)
        sync_range = SyncRange(self.now, START, spec.lookback * DAY)
        bookmark = Bookmark("report_meetings", state, sync_range)
        self._check_lookback(bookmark, sync_range)
        written: list[SortKey] = []
        covered: set[SortKey] = set()
        for key in filter(bookmark.includes, self._reported()):
            assert key not in self.in_pass, "read again although STATE covers it"
            if spec.killed_after == len(written):
                break
            written.append(key)
            bookmark.advance(key)
            if len(written) % spec.save_every == 0:
                bookmark.save_position()
                self._write(state)
                covered = set(written)
        else:
            bookmark.save_position()
            bookmark.finish()
            self._write(state)
            self.covered.update(written)
            self.in_pass.clear()
            self.previous = self.now
            return
        self.covered |= covered
        self.in_pass |= covered

    def _reported(self) -> list[SortKey]:
        days = (self.now - START) / DAY
        return sorted(s.key for s in self.sessions if s.start + s.delay <= days)

    def _write(self, state: dict[str, Any]) -> None:
        before = self.state.get("replication_key_value", "")
        assert before <= state["replication_key_value"] <= format_utc(self.now)
        self.state = deepcopy(state)

    def _check_lookback(self, bookmark: Bookmark, sync_range: SyncRange) -> None:
        if "position" in self.state:
            assert format_utc(bookmark.since) == self.state["position"]["start_time"]
        elif self.previous and "reread_from" not in self.state:
            since = max(self.previous - sync_range.lookback, START)
            assert format_utc(bookmark.since) == format_utc(since)
        elif self.previous:
            assert bookmark.since <= max(self.previous - sync_range.lookback, START)

    def missed(self) -> list[Session]:
        """Return the sessions that Zoom has reported but that were never read."""
        reported = set(self._reported())
        return [s for s in self.sessions if s.key in reported - self.covered]


MIN_LOOKBACK = 2.0  # days; no session is reported later than that
#: Two sessions every six hours, some of them reported late.
sessions = st.lists(st.sampled_from([0.0, 0.0, 1.0, MIN_LOOKBACK]), min_size=10, max_size=80).map(
    lambda delays: [
        Session(start=index // 2 / 4, delay=delay, uuid="ab"[index % 2])
        for index, delay in enumerate(delays)
    ]
)
specs = st.lists(
    st.builds(
        RunSpec,
        after=st.integers(1, 16).map(lambda quarter: quarter / 4 + 1e-5),
        lookback=st.sampled_from([MIN_LOOKBACK, MIN_LOOKBACK, 2 * MIN_LOOKBACK, 5 * MIN_LOOKBACK]),
        killed_after=st.none() | st.integers(0, 20),
        save_every=st.integers(1, 3),
    ),
    min_size=2,
    max_size=9,
)


@given(sessions, specs)
@settings(max_examples=500)
def test_no_session_is_missed_and_none_is_read_twice_in_a_pass(
    held: list[Session], runs: list[RunSpec]
) -> None:
    """Every session reported within the shortest lookback is read, however often runs are killed.

    No run reads a session that the STATE of the same pass covers, moves the bookmark back or past
    its own start, or reads again more or less than the lookback.
    """
    history = History(held)
    for spec in runs:
        history.run(spec)
    for _ in range(2):
        history.run(RunSpec(after=0.01, lookback=MIN_LOOKBACK, killed_after=None, save_every=100))

    assert history.missed() == []


@given(sessions)
def test_a_pass_completes_however_often_it_is_killed(held: list[Session]) -> None:
    """Each run resumes at STATE: even with one session per run, all are read eventually."""
    history = History(held, now=START + 60 * DAY)
    for _ in held:
        assert "position" in history.state or not history.covered
        history.run(RunSpec(after=0.01, lookback=3.0, killed_after=1, save_every=1))

    assert history.covered == {session.key for session in held}


days = st.integers(-400, 400).map(lambda count: START + count * DAY)


@given(st.lists(st.tuples(days, days, st.booleans()), max_size=8))
def test_the_bookmark_never_decreases_nor_exceeds_the_present(
    runs: list[tuple[datetime, datetime, bool]],
) -> None:
    """Unless the clock goes back: then it counts for nothing."""
    state: dict[str, Any] = {}
    latest = ""
    for now, session, is_complete in runs:
        bookmark = Bookmark("report_meetings", state, SyncRange(now, None, 3 * DAY))
        bookmark.advance((format_utc(session), "a"))
        bookmark.save_position()
        if is_complete:
            bookmark.finish()
        value = state.get("replication_key_value", "")

        assert value <= format_utc(now)
        assert latest <= value or latest > format_utc(now)
        latest = value
