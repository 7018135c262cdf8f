"""The check-up: who the app is, what it can read, and how long that takes."""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import RateLimitLabel, own_user_request
from tap_zoom.base.availability import report_doubts
from tap_zoom.base.sampling import Sampler
from tap_zoom.base.scope_check import mark_missing_scopes
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.run.tables import format_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.base.sampling import Kind
    from tap_zoom.base.stream import ZoomStream
    from tap_zoom.run.context import Run
    from tap_zoom.state.date_windows import Window

_HALF_YEAR = 180  # days that a first run covers, unless start_date says otherwise
_MANY_LISTS = 5_000
_MINUTE, _HOUR = 60, 3_600


class Checkup:
    """Asks Zoom a few questions instead of reading everything; nothing is written.

    Args:
        streams: All streams, parents before their children.
        run: What they share.
    """

    def __init__(self, streams: Sequence[ZoomStream], run: Run) -> None:
        """Prepare the check-up; nothing is sent yet."""
        self._streams = {stream.name: stream for stream in streams}
        self._run = run
        self._sampler = Sampler(run.first_page, self._on_response)
        self._first: Counter[RateLimitLabel] = Counter()
        self._nightly: Counter[RateLimitLabel] = Counter()

    def lines(self) -> list[str]:
        """Do the check-up, and return what it has found out, for a person."""
        lines = [self._who()]
        missing = mark_missing_scopes(self._streams.values(), self._run.auth.token.scopes)
        self._sample()
        for stream in self._streams.values():
            report_doubts(stream)
        lines += self._readable()
        if missing:
            lines += ["", *missing]
        return [*lines, "", *self._estimate()]

    # --- who and what ------------------------------------------------------------------------

    def _who(self) -> str:
        auth = self._run.auth
        kind = "Server-to-Server OAuth" if auth.account_id else "general OAuth"
        found = self._run.first_page(own_user_request("users"))
        me = next(iter(found.rows()), {}) if found.outcome is Outcome.OK else {}
        told = [f"account {me.get('account_id') or auth.account_id or 'unknown'}"]
        if me.get("email"):
            told.append(f"user {me['email']}")
        return f"Signed in with a {kind} app: {', '.join(told)}."

    def _readable(self) -> list[str]:
        summary = self._run.summary
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for stream in self._streams.values():
            if not stream.selected:
                continue
            if stream.name in summary.unavailable:
                groups["can't be read"].append(stream.name)
            elif summary.failed[stream.name]:
                groups["failing at Zoom"].append(stream.name)
            elif self._is_sampled(stream):
                groups["can be read"].append(stream.name)
            else:
                groups["not tried, nothing to read it for"].append(stream.name)
        rows = [(f"{title} ({len(names)})", ", ".join(names)) for title, names in groups.items()]
        return ["", *format_table(("selected streams", ""), rows)]

    def _is_sampled(self, stream: ZoomStream) -> bool:
        if any(stream.required_scopes()):
            return any(name == stream.name for name, _ in self._sampler.samples)
        return bool(stream.ancestors) and self._is_sampled(stream.ancestors[0])

    # --- sampling ----------------------------------------------------------------------------

    def _on_response(self, response: ResultSet) -> None:
        stream = self._streams[response.request.stream]
        deque(stream.rows(response), maxlen=0)

    def _sample(self) -> None:
        hosts, scale = self._sample_users()
        for stream in self._streams.values():
            is_root = stream.parent_stream_type is None and stream.is_read
            if not is_root or stream.name == "users":
                continue
            if stream.path in stream.unavailable_endpoints:
                continue
            if isinstance(stream, WindowedStream):
                self._sample_windows(stream, hosts, scale)
            else:
                planned = list(stream.planned_requests({}, ()))
                self._sampler.sample(planned)
                self._add_root(stream.name, len(planned))

    def _sample_users(self) -> tuple[list[str], float]:
        users = self._streams["users"]
        roots = [s for s in self._streams.values() if isinstance(s, WindowedStream) and s.is_read]
        is_needed = users.is_read or any(stream.per_host for stream in roots)
        if not is_needed or users.path in users.unavailable_endpoints:
            return [], 1.0
        found = self._sampler.sample(users.planned_requests({}, ()))
        self._add_root(users.name, len(found))
        rows = [row for each in found for row in each.rows()]
        total = sum(max(each.total or 0, each.count) for each in found)
        hosts = [str(row["id"]) for row in rows if row.get("id")]
        return hosts, total / max(len(rows), 1)

    def _add_root(self, stream: str, lists: float) -> None:
        kinds = [kind for kind in self._sampler.samples if kind[0] == stream]
        if kinds:
            self._add(kinds[0], lists, lists, 1.0, 1.0)

    def _sample_windows(self, stream: WindowedStream, hosts: list[str], scale: float) -> None:
        if stream.per_host and self._streams["users"].unavailable_endpoints:
            stream.mark_unavailable(stream.path, "the list of users can't be read")
        windows = stream.all_windows
        if not windows:
            return
        lists = list(islice(stream.planned_window(windows[-1], hosts, ()), _MANY_LISTS))
        if not lists:
            return
        self._sampler.sample(lists)
        request = lists[0].request
        nightly = stream.windows(max(self._run.started - self._night, stream.bookmarks.since))
        count = len(lists) * (scale if stream.per_host else 1.0)
        days = _days(windows[-1:])
        self._add(
            (request.stream, request.endpoint),
            count * len(windows),
            count * len(nightly),
            _days(windows) / len(windows) / days,
            self._night.days / max(len(nightly), 1) / days,
        )

    # --- the estimate ------------------------------------------------------------------------

    @property
    def _night(self) -> timedelta:
        """What a nightly run reads again."""
        return self._run.settings.lookback + timedelta(days=1)

    def _add(
        self, kind: Kind, first: float, nightly: float, per_first: float, per_nightly: float
    ) -> None:
        """Add the requests of a root and all below it.

        Args:
            kind: The root.
            first: Its lists in a first run.
            nightly: Its lists in a nightly run.
            per_first: The rows of such a list, relative to a sampled one.
            per_nightly: The same for a nightly run.
        """
        roots = self._sampler.samples[kind].followups
        is_windowed = isinstance(self._streams[kind[0]], WindowedStream)
        since = self._run.settings.start_date
        covered = (self._run.started - since).days if since else _HALF_YEAR
        night = min(1.0, self._night.days / max(covered, 1))

        def nightly_share(each: Kind) -> float:
            if is_windowed:
                return per_nightly if each in roots else 1.0
            return night if self._streams[each[0]].replication_key else 1.0

        def first_share(each: Kind) -> float:
            return per_first if is_windowed and each in roots else 1.0

        self._first.update(self._sampler.estimate(kind, first, first_share))
        self._nightly.update(self._sampler.estimate(kind, nightly, nightly_share))

    def _estimate(self) -> list[str]:
        limiter = self._run.limiter
        told = []
        for name, requests in (("a first run", self._first), ("a nightly one", self._nightly)):
            seconds = max((n / limiter.rate(label) for label, n in requests.items()), default=0.0)
            count = _two_digits(requests.total())
            told.append(f"{name} takes about {count:,} requests, {_duration(seconds)}")
        lines = [f"Estimate from {self._sampler.sent} requests: {'; '.join(told)}."]
        for label, number in self._first.items():
            budget = limiter.daily_budget(label)
            if budget is not None and number > budget:
                lines.append(
                    f"The tap may make {budget:,} {label.value} requests a day: a first run ends "
                    "there, and the next ones continue."
                )
        return lines


def _days(windows: Sequence[Window]) -> int:
    return sum((window.last - window.first).days + 1 for window in windows)


def _two_digits(number: float) -> int:
    return int(float(f"{number:.2g}"))


def _duration(seconds: float) -> str:
    if seconds < _MINUTE:
        return "less than a minute"
    if seconds < _HOUR:
        return f"{math.ceil(seconds / _MINUTE)} minutes"
    return f"{seconds / _HOUR:.1f} hours"
