"""Team Chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.records.times import from_milliseconds
from tap_zoom.streams.users import Users

if TYPE_CHECKING:
    from tap_zoom.api.request import Request
    from tap_zoom.records.types import Record


class Channels(ZoomStream):
    """Channels that users are members of.

    Zoom's list for the whole account has public channels only. The users' lists have all channels,
    each of them once per member.
    """

    name = "channels"
    parent_stream_type = Users
    path = "/chat/users/{user_id}/channels"
    records_key = "channels"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(("team_chat:read:list_user_channels:admin",), ("chat_channel:read:admin",))
    primary_keys = ("id",)
    replication_key = None
    child_context_fields = {"channel_id": "id"}
    deduplicate = True


class ChannelMembers(ZoomStream):
    """Members of the channels that the app's owner can see."""

    name = "channel_members"
    parent_stream_type = Channels
    selected_by_default = False
    path = "/chat/channels/{channel_id}/members"
    records_key = "members"
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = 100
    scopes = Scopes(("team_chat:read:list_members:admin",), ("chat_channel:read:admin",))
    # External members have neither an id nor an email address.
    primary_keys = ("channel_id", "member_id")
    replication_key = None


class ChannelActivities(WindowedStream):
    """People who joined or left a channel, and who added or removed them."""

    name = "channel_activities"
    selected_by_default = False
    path = "/chat/activities/channels"
    records_key = "channel_activity_logs"
    rate_limit_label = RateLimitLabel.LIGHT
    page_size = 15
    window_parameters = ("start_date", "end_date")
    scopes = Scopes(
        ("team_chat:read:list_channel_activity_logs:admin",), ("chat_channel:read:admin",)
    )
    primary_keys = ("row_id",)
    replication_key = "activity_time"
    row_key_fields = ("activity_timestamp", "channel_id", "activity_type", "operator", "members")

    @override
    def normalize_row(self, row: Record, request: Request | None) -> Record:
        # The documents have a number of milliseconds where other lists have a time.
        return {**row, "activity_time": from_milliseconds(row.get("activity_timestamp"))}
