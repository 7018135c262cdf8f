"""The pass over the account's held sessions, which drives the report streams."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from singer_sdk import StreamSchema
from typing_extensions import override

from tap_zoom.bookmarks import session_key
from tap_zoom.calls import Label
from tap_zoom.client import SCHEMAS
from tap_zoom.plans import Path, Plan, Plans
from tap_zoom.streams import sources
from tap_zoom.streams.hosts import ByHost
from tap_zoom.streams.sources import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from singer_sdk.helpers.types import Context

    from tap_zoom.bookmarks import SessionKey
    from tap_zoom.declaration import Record, Scopes
    from tap_zoom.lists import Listing
    from tap_zoom.windowed import Query
    from tap_zoom.windows import Window


class ReportSessions(ByHost):
    """The pass. It is not in the catalog: it has no records of its own."""

    name = sources.DRIVER
    internal = True
    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS, key="report_meetings")
    path = sources.BY_HOST
    label = Label.HEAVY
    scopes = sources.BY_HOST_SCOPES
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
        return sources.needs(self.run.settings.report_source)

    # --- sessions ----------------------------------------------------------------------------

    @override
    def item(self, query: Query, row: Record, *, planning: bool = False) -> Record:
        conformer = self._silent_conformer if planning else self._conformer
        session = sources.session(query, row)
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
                return sources.history()
            case "active_hosts":
                listing = self.within(window, sources.active_hosts())
                return sources.by_host([row["id"] for row in self.rows(listing) if row.get("id")])
            case _:
                return sources.by_host(hosts)

    @override
    def plans_of_window(self, window: Window, hosts: Iterable[str], path: Path) -> Plans:
        if self.run.settings.report_source != "active_hosts":
            yield from self.plans_of_queries(self.queries(window, hosts), window, path)
            return
        call = self.call_within(window, sources.active_hosts())
        yield Plan(path, call, partial(self._plans_of_active, window=window, path=path))

    def _plans_of_active(self, listing: Listing, window: Window, path: Path) -> Plans:
        hosts = [row["id"] for row in listing.rows() if row.get("id")]
        yield from self.plans_of_queries(sources.by_host(hosts), window, path)
