"""Bookmarks over many runs: complete ones, killed ones, with sessions that Zoom reports late."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tap_zoom.state.bookmark import Bookmark, SessionKey, Span, stamp

DAY = timedelta(days=1)
START = datetime(2026, 6, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Session:
    """A held session: when it began, and how many days later Zoom reports it."""

    start: float
    late: float
    uuid: str

    @property
    def key(self) -> SessionKey:
        """What orders it."""
        return (stamp(START + self.start * DAY), self.uuid)


@dataclass(frozen=True, slots=True)
class Plan:
    """A run: when it begins, its look-back, and after how many sessions it is killed, if it is."""

    after: float
    lookback: float
    killed_after: int | None
    commit_every: int


@dataclass
class History:
    """An account, and the runs of one stream."""

    sessions: list[Session]
    state: dict[str, Any] = field(default_factory=dict)
    now: datetime = START
    #: Sessions that STATE covers, in all and in the pass that is under way.
    covered: set[SessionKey] = field(default_factory=set)
    in_pass: set[SessionKey] = field(default_factory=set)
    previous: datetime | None = None

    def run(self, plan: Plan) -> None:
        """Run as the tap does, and check what holds of every run."""
        self.now += plan.after * DAY
        state = deepcopy(self.state)
        span = Span(self.now, START, plan.lookback * DAY)
        bookmark = Bookmark("report_meetings", state, span)
        self._check_lookback(bookmark, span)
        delivered: list[SessionKey] = []
        covered: set[SessionKey] = set()
        for key in filter(bookmark.wants, self._visible()):
            assert key not in self.in_pass, "asked for again although STATE covers it"
            if plan.killed_after == len(delivered):
                break
            delivered.append(key)
            bookmark.delivered(key)
            if len(delivered) % plan.commit_every == 0:
                bookmark.commit()
                self._write(state)
                covered = set(delivered)
        else:
            bookmark.commit()
            bookmark.complete()
            self._write(state)
            self.covered.update(delivered)
            self.in_pass.clear()
            self.previous = self.now
            return
        self.covered |= covered
        self.in_pass |= covered

    def _visible(self) -> list[SessionKey]:
        days = (self.now - START) / DAY
        return sorted(s.key for s in self.sessions if s.start + s.late <= days)

    def _write(self, state: dict[str, Any]) -> None:
        before = self.state.get("replication_key_value", "")
        assert before <= state["replication_key_value"] <= stamp(self.now)
        self.state = deepcopy(state)

    def _check_lookback(self, bookmark: Bookmark, span: Span) -> None:
        if "position" in self.state:
            assert stamp(bookmark.since) == self.state["position"]["start_time"]
        elif self.previous and "reread_from" not in self.state:
            assert stamp(bookmark.since) == stamp(self.previous - span.lookback)
        elif self.previous:
            assert bookmark.since <= self.previous - span.lookback

    def missed(self) -> list[Session]:
        """Sessions that Zoom has reported, and that were never read."""
        visible = set(self._visible())
        return [s for s in self.sessions if s.key in visible - self.covered]


SHORTEST = 2.0  # days: of the look-backs, and the longest that a report is late
#: Two sessions every six hours, some of them reported late.
sessions = st.lists(st.sampled_from([0.0, 0.0, 1.0, SHORTEST]), min_size=10, max_size=80).map(
    lambda delays: [
        Session(start=place // 2 / 4, late=late, uuid="ab"[place % 2])
        for place, late in enumerate(delays)
    ]
)
plans = st.lists(
    st.builds(
        Plan,
        after=st.integers(1, 16).map(lambda quarter: quarter / 4 + 1e-5),
        lookback=st.sampled_from([SHORTEST, SHORTEST, 2 * SHORTEST, 5 * SHORTEST]),
        killed_after=st.none() | st.integers(0, 20),
        commit_every=st.integers(1, 3),
    ),
    min_size=2,
    max_size=9,
)


@given(sessions, plans)
@settings(max_examples=500)
def test_nothing_is_missed_and_nothing_is_read_twice(held: list[Session], runs: list[Plan]) -> None:
    """Whatever is reported within the shortest look-back gets read, however often a run is killed.

    And no run asks for a session that the STATE of the same pass covers, moves the bookmark back
    or past its own start, or re-reads more or less than the look-back says.
    """
    history = History(held)
    for plan in runs:
        history.run(plan)
    for _ in range(2):
        history.run(Plan(after=0.01, lookback=SHORTEST, killed_after=None, commit_every=100))

    assert history.missed() == []


@given(sessions)
def test_a_pass_gets_done_however_often_it_is_killed(held: list[Session]) -> None:
    """Each run goes on where STATE stands: with one session a run, all are read in the end."""
    history = History(held, now=START + 60 * DAY)
    for _ in held:
        assert "position" in history.state or not history.covered
        history.run(Plan(after=0.01, lookback=3.0, killed_after=1, commit_every=1))

    assert history.covered == {session.key for session in held}


moments = st.integers(-400, 400).map(lambda days: START + days * DAY)


@given(st.lists(st.tuples(moments, moments, st.booleans()), max_size=8))
def test_the_bookmark_never_goes_back_whatever_the_clock_says(
    runs: list[tuple[datetime, datetime, bool]],
) -> None:
    state: dict[str, Any] = {}
    latest = ""
    for now, session, is_complete in runs:
        bookmark = Bookmark("report_meetings", state, Span(now, None, 3 * DAY))
        bookmark.delivered((stamp(session), "a"))
        bookmark.commit()
        if is_complete:
            bookmark.complete()
        value = state["replication_key_value"]

        assert latest <= value <= max(latest, stamp(now))
        latest = value
