"""Past sessions of the account, which drive the report streams."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from singer_sdk import StreamSchema
from typing_extensions import override

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.schemas import SCHEMAS
from tap_zoom.base.window_request import WindowRequest
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.prefetch.plan import PlannedRequest, PlannedRequests, Position
from tap_zoom.state.bookmark import session_sort_key
from tap_zoom.streams.reports import session_sources
from tap_zoom.streams.reports.session_sources import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from singer_sdk.helpers.types import Context

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.base.declaration import Scopes
    from tap_zoom.base.record_builder import RecordBuilder, Scope
    from tap_zoom.base.retry import Retry
    from tap_zoom.records.types import Record
    from tap_zoom.state.bookmark import SortKey
    from tap_zoom.state.date_windows import Window


class ReportSessions(WindowedStream):
    """Past sessions. This stream is not in the catalog: its records belong to its children."""

    name = session_sources.STREAM
    in_catalog = False
    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS, key="report_meetings")
    path = session_sources.PER_HOST
    rate_limit_label = RateLimitLabel.HEAVY
    scopes = session_sources.PER_HOST_SCOPES
    primary_keys = ("uuid",)
    replication_key = None
    lists_per_host = session_sources.LISTS_PER_HOST

    @property
    @override
    def selected(self) -> bool:
        return False

    @selected.setter
    def selected(self, value: bool | None) -> None:
        """Ignore the value: there is nothing to select."""

    @override
    def required_scopes(self) -> Iterable[tuple[str, Scopes]]:
        return session_sources.required_scopes(self.run.settings.report_source)

    # --- sessions ----------------------------------------------------------------------------

    @override
    def pending_row(
        self, window_request: WindowRequest, row: Record, builder: RecordBuilder, scope: Scope
    ) -> Record:
        session = session_sources.session_fields(window_request, row)
        builder.conform(session["row"])
        return session

    @override
    def sort_key(self, pending: Record) -> SortKey:
        return session_sort_key(pending["row"])

    @override
    def records_of(
        self, key: SortKey, pending: Record, retry: Retry | None = None
    ) -> Iterable[Record]:
        yield pending

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        return {**self.session_context(record, context or {}), "session": Session(**record)}

    # --- the setting report_source -----------------------------------------------------------

    @property
    @override
    def per_host(self) -> bool:
        return self.run.settings.report_source == "hosts"

    @property
    @override
    def advice_on_budget(self) -> str:
        match self.run.settings.report_source:
            case "history":
                return super().advice_on_budget
            case "active_hosts":
                return "Set report_source to history, or raise rate_limit_share"
            case _:
                return "Set report_source to history or active_hosts, or raise rate_limit_share"

    @override
    def window_requests(self, window: Window, hosts: Iterable[str]) -> Iterable[WindowRequest]:
        match self.run.settings.report_source:
            case "history":
                return session_sources.history()
            case "active_hosts":
                request = WindowRequest(session_sources.active_hosts())
                active = self.reader.fetch(window, request)
                if active.outcome is Outcome.FAILED:
                    self.failures.set_list_aside(window, request)
                return session_sources.per_host(_ids(self.rows(active)))
            case _:
                return session_sources.per_host(hosts)

    @override
    def lists_again(self, window: Window, host: str) -> Iterable[WindowRequest]:
        # The source may be another one by now.
        return session_sources.per_host([host]) if host else super().lists_again(window, host)

    @override
    def planned_window(
        self, window: Window, hosts: Iterable[str], position: Position
    ) -> PlannedRequests:
        if self.run.settings.report_source != "active_hosts":
            yield from super().planned_window(window, hosts, position)
            return
        clipped = self.retention.clip(window)
        request = self.window_request(clipped, session_sources.active_hosts())
        expand = partial(self._planned_active_hosts, window=window, position=position)
        yield PlannedRequest(position, request, expand)

    def _planned_active_hosts(
        self, result_set: ResultSet, window: Window, position: Position
    ) -> PlannedRequests:
        lists = session_sources.per_host(_ids(result_set.rows()))
        yield from self.planner.planned_lists(lists, window, position)


def _ids(rows: Iterable[Record]) -> list[str]:
    return [row["id"] for row in rows if row.get("id")]
