"""Users: the root of most that Zoom has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.calls import Call, Label
from tap_zoom.client import Record, Scopes, ZoomStream

if TYPE_CHECKING:
    from singer_sdk.helpers.types import Context

PENDING = "pending"
USERS_SCOPES = Scopes(("user:read:list_users:admin",), ("user:read:admin",))


class Users(ZoomStream):
    """Users of the account, one list for each status."""

    name = "users"
    path = "/users"
    records_key = "users"
    label = Label.MEDIUM
    scopes = USERS_SCOPES
    primary_keys = ("id",)
    replication_key = None
    hands_down = {"user_id": "id"}
    once_per_run = True

    _read_whole = False

    @override
    def calls(self, context: Mapping[str, Any]) -> Iterable[Call]:
        for status in self.run.settings.user_statuses:
            yield self.call(context, {"status": status})

    @override
    def to_record(self, row: Record, context: Mapping[str, Any], call: Call) -> Record:
        if not row.get("id"):
            # Who hasn't accepted the invitation yet has no id, but an address of their own.
            row = {**row, "id": row.get("email")}
        return super().to_record(row, context, call)

    @override
    def has_children(self, record: Record) -> bool:
        return record.get("status") != PENDING

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        hosts = []
        for record in super().get_records(context):
            if self.has_children(record):
                hosts.append(record["id"])
            yield record
        self._hosts = hosts

    def hosts(self) -> list[str]:
        """Ids of all users that can have hosted something; read once a run."""
        if not hasattr(self, "_hosts"):
            for _ in self.get_records(None):
                pass
        return self._hosts
