"""Team Chat."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.streams.users import Users


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
