"""Users, the parents of most other streams."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base import prefetchable
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.prefetch.plan import PlannedRequest, PlannedRequests, Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from singer_sdk.helpers.types import Context

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request
    from tap_zoom.records.types import Record

PENDING = "pending"
_ACTIVE = ("status", "active")
_MOST = 0.9  # of the users that Zoom reports: a few may be counted that it doesn't list
USERS_SCOPES = Scopes(("user:read:list_users:admin",), ("user:read:admin",))


class Users(ZoomStream):
    """Users of the account, one list per status."""

    name = "users"
    path = "/users"
    records_key = "users"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = USERS_SCOPES
    primary_keys = ("id",)
    replication_key = None
    child_context_fields = {"user_id": "id"}
    deduplicate = True

    @override
    def requests(self, context: Mapping[str, Any]) -> Iterable[Request]:
        for status in self.run.settings.user_statuses:
            yield self.request(context, {"status": status})

    @override
    def normalize_row(self, row: Record, request: Request | None) -> Record:
        # A user who hasn't accepted the invitation yet has no id, but a unique email address.
        return row if row.get("id") else {**row, "id": row.get("email")}

    @override
    def has_children(self, record: Record) -> bool:
        return record.get("status") != PENDING

    # --- hosts: other streams are requested per host -----------------------------------------

    @override
    def result_sets(self, context: Mapping[str, Any]) -> Iterable[ResultSet]:
        # All lists before the first row, so that the hosts are known early.
        found = list(super().result_sets(context))
        for result_set in found:
            is_active = _ACTIVE in result_set.request.params
            if result_set.outcome is not Outcome.OK:
                continue
            if is_active and not result_set.count:
                # Every account has an owner. Without users, everything would seem to be empty.
                self.mark_unavailable(self.path, "Zoom listed no active user")
            elif result_set.count < _MOST * (result_set.total or 0):
                what = f"{result_set.count:,} of {result_set.total:,} users"
                self.mark_unavailable(self.path, f"Zoom listed only {what}")
        return found

    @override
    def request_records(self, context: Context | None) -> Iterable[Record]:
        hosts = []
        for record in super().request_records(context):
            if self.has_children(record):
                hosts.append(record["id"])
            yield record
        self.run.hosts.publish(hosts, unavailable=self.path in self.unavailable_endpoints)

    @override
    def planned_requests(self, context: Mapping[str, Any], position: Position) -> PlannedRequests:
        requests = list(self.requests(context))
        result_sets: dict[int, ResultSet] = {}
        scope = self.preview_builder.scope(context)

        def expand(result_set: ResultSet, index: int) -> PlannedRequests:
            result_sets[index] = result_set
            if len(result_sets) == len(requests) and self.run.hosts.has_listeners:
                self._announce_hosts([result_sets[index] for index in range(len(requests))])
            if not prefetchable.has_followups(self):
                return iter(())
            here = (*position, 1, index)
            return prefetchable.after_rows(self, result_set, context, scope, here)

        for index, request in enumerate(requests):
            yield PlannedRequest((*position, 0, index), request, partial(expand, index=index))

    def _announce_hosts(self, result_sets: Iterable[ResultSet]) -> None:
        rows = chain.from_iterable(result_set.rows() for result_set in result_sets)
        scope = self.preview_builder.scope({})
        users = [self.preview_builder.build(row, None, scope) or {} for row in rows]
        hosts = [user["id"] for user in users if user.get("id") and self.has_children(user)]
        self.run.hosts.announce(list(dict.fromkeys(hosts)))
