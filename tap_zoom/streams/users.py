"""Users: the root of most that Zoom has."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import Label
from tap_zoom.base.declaration import Record, Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.prefetch.plan import Path, Plan, Plans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from singer_sdk.helpers.types import Context

    from tap_zoom.api.pagination import Listing
    from tap_zoom.api.request import Call

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
    # Who the hosts are has to be known early: reports are asked for by host.
    lists_first = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the stream, as the SDK does."""
        super().__init__(*args, **kwargs)
        #: Told the hosts as soon as they are known, when the run reads ahead.
        self.followers: list[Callable[[list[str]], None]] = []

    @override
    def calls(self, context: Mapping[str, Any]) -> Iterable[Call]:
        for status in self.run.settings.user_statuses:
            yield self.call(context, {"status": status})

    @override
    def mended(self, row: Record) -> Record:
        # Who hasn't accepted the invitation yet has no id, but an address of their own.
        return row if row.get("id") else {**row, "id": row.get("email")}

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

    @override
    def plans(self, context: Mapping[str, Any], path: Path) -> Plans:
        calls = list(self.calls(context))
        listings: dict[int, Listing] = {}
        leads_on = bool(self._driven_children)

        def arrived(listing: Listing, place: int) -> Plans:
            listings[place] = listing
            if len(listings) == len(calls) and self.followers:
                rows = chain.from_iterable(listings[place].rows() for place in range(len(calls)))
                users = [self.to_plan(row) for row in rows]
                hosts = [user["id"] for user in users if user["id"] and self.has_children(user)]
                for follow in self.followers:
                    follow(list(dict.fromkeys(hosts)))
            return self.plans_of_rows(listing, context, (*path, 1, place)) if leads_on else iter(())

        for place, call in enumerate(calls):
            then = partial(arrived, place=place) if leads_on or self.followers else None
            yield Plan((*path, 0, place), call, then)

    def hosts(self) -> list[str]:
        """Ids of all users that can have hosted something; read once a run."""
        if not hasattr(self, "_hosts"):
            for _ in self.get_records(None):
                pass
        return self._hosts
