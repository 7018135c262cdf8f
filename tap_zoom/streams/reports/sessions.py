"""The pass over the account's held sessions, which drives the report streams."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from singer_sdk import StreamSchema
from typing_extensions import override

from tap_zoom.api.request import Label
from tap_zoom.base.stream import SCHEMAS
from tap_zoom.prefetch.plan import Path, Plan, Plans
from tap_zoom.state.bookmark import session_key
from tap_zoom.streams.by_host import ByHost
from tap_zoom.streams.reports import session_sources
from tap_zoom.streams.reports.session_sources import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from singer_sdk.helpers.types import Context

    from tap_zoom.api.pagination import Listing
    from tap_zoom.base.declaration import Record, Scopes
    from tap_zoom.base.windowed import Query
    from tap_zoom.state.bookmark import SessionKey
    from tap_zoom.state.date_windows import Window


class ReportSessions(ByHost):
    """The pass. It is not in the catalog: it has no records of its own."""

    name = session_sources.DRIVER
    internal = True
    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS, key="report_meetings")
    path = session_sources.BY_HOST
    label = Label.HEAVY
    scopes = session_sources.BY_HOST_SCOPES
    primary_keys = ("uuid",)
    replication_key = None

    @property
    @override
    def selected(self) -> bool:
        return False

    @selected.setter
    def selected(self, value: bool | None) -> None:
        """Ignore it: there is nothing to select."""

    @override
    def needs(self) -> Iterable[tuple[str, Scopes]]:
        return session_sources.needs(self.run.settings.report_source)

    # --- sessions ----------------------------------------------------------------------------

    @override
    def item(self, query: Query, row: Record, *, planning: bool = False) -> Record:
        conformer = self._silent_conformer if planning else self._conformer
        session = session_sources.session(query, row)
        conformer.conform(session["row"])
        return session

    @override
    def key_of(self, item: Record) -> SessionKey:
        return session_key(item["row"])

    @override
    def emit(self, key: SessionKey, item: Record) -> Iterable[Record]:
        yield item

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        return {"key": self.key_of(record), "session": Session(**record)}

    # --- where sessions are found ------------------------------------------------------------

    @property
    @override
    def by_host(self) -> bool:
        return self.run.settings.report_source == "hosts"

    @override
    def queries(self, window: Window, hosts: Iterable[str]) -> Iterable[Query]:
        match self.run.settings.report_source:
            case "history":
                return session_sources.history()
            case "active_hosts":
                listing = self.within(window, session_sources.active_hosts())
                return session_sources.by_host(
                    [row["id"] for row in self.rows(listing) if row.get("id")]
                )
            case _:
                return session_sources.by_host(hosts)

    @override
    def plans_of_window(self, window: Window, hosts: Iterable[str], path: Path) -> Plans:
        if self.run.settings.report_source != "active_hosts":
            yield from self.plans_of_queries(self.queries(window, hosts), window, path)
            return
        call = self.call_within(window, session_sources.active_hosts())
        yield Plan(path, call, partial(self._plans_of_active, window=window, path=path))

    def _plans_of_active(self, listing: Listing, window: Window, path: Path) -> Plans:
        hosts = [row["id"] for row in listing.rows() if row.get("id")]
        yield from self.plans_of_queries(session_sources.by_host(hosts), window, path)
