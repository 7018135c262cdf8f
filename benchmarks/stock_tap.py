"""A baseline tap that follows the SDK's guides: three Zoom streams on the stock stream classes.

It reads the same pages as tap-zoom, with the same schemas. It is only used for measurements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk import RESTStream, StreamSchema, Tap
from singer_sdk import typing as th
from singer_sdk.authenticators import BearerTokenAuthenticator
from singer_sdk.pagination import JSONPathPaginator
from typing_extensions import override

from tap_zoom.base.schemas import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests
    from singer_sdk.helpers.types import Context


class StockStream(RESTStream[str]):
    """A stream that is read page by page."""

    params: ClassVar[Mapping[str, str]] = {}

    @property
    @override
    def url_base(self) -> str:
        return str(self.config["api_url"])

    @property
    @override
    def authenticator(self) -> BearerTokenAuthenticator:
        return BearerTokenAuthenticator(token=self.config["token"])

    @override
    def get_new_paginator(self) -> JSONPathPaginator:
        return JSONPathPaginator("$.next_page_token")

    @override
    def get_url_params(
        self, context: Context | None, next_page_token: str | None
    ) -> dict[str, Any]:
        params = {"page_size": 300, **self.params}
        return {**params, "next_page_token": next_page_token} if next_page_token else params

    @override
    def validate_response(self, response: requests.Response) -> None:
        """Ignore errors: users who aren't allowed to host meetings cause them."""


class Users(StockStream):
    """Users."""

    name = "users"
    path = "/users"
    records_jsonpath = "$.users[*]"
    params: ClassVar[Mapping[str, str]] = {"status": "active"}
    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS)

    @override
    def get_child_context(self, record: dict[str, Any], context: Context | None) -> Context:
        return {"user_id": record["id"]}


class MeetingList(StockStream):
    """The list of meetings, which omits most fields."""

    name = "meeting_list"
    parent_stream_type = Users
    path = "/users/{user_id}/meetings"
    records_jsonpath = "$.meetings[*]"
    params: ClassVar[Mapping[str, str]] = {"type": "scheduled"}
    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS, key="meetings")

    @override
    def get_child_context(self, record: dict[str, Any], context: Context | None) -> Context:
        return {"meeting_id": record["id"]}


class Meetings(StockStream):
    """Meetings with all their fields."""

    name = "meetings"
    parent_stream_type = MeetingList
    path = "/meetings/{meeting_id}"
    records_jsonpath = "$"
    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS)

    @override
    def get_url_params(
        self, context: Context | None, next_page_token: str | None
    ) -> dict[str, Any]:
        return {}


class Participants(StockStream):
    """Participants of the sessions given in the settings."""

    name = "report_meeting_participants"
    path = "/report/meetings/{meeting_uuid}/participants"
    records_jsonpath = "$.participants[*]"
    params: ClassVar[Mapping[str, str]] = {"include_fields": "registrant_id"}
    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS)

    @property
    @override
    def partitions(self) -> list[dict[str, Any]]:
        return [{"meeting_uuid": uuid} for uuid in self.config["sessions"]]


class StockTap(Tap):
    """The tap."""

    name = "stock-tap"
    package_name = "tap-zoom"
    config_jsonschema: ClassVar[dict[str, Any]] = th.PropertiesList(
        th.Property("api_url", th.StringType, required=True),
        th.Property("token", th.StringType, required=True, secret=True),
        th.Property("sessions", th.ArrayType(th.StringType), default=[]),
    ).to_dict()

    @override
    def discover_streams(self) -> list[StockStream]:
        return [stream(tap=self) for stream in (Users, MeetingList, Meetings, Participants)]


if __name__ == "__main__":
    StockTap.cli()
