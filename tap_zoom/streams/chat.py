"""Team Chat."""

from __future__ import annotations

from tap_zoom.api.request import Label
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.streams.users import Users


class Channels(ZoomStream):
    """Channels that users are members of.

    Zoom's list for the whole account has public channels only; the lists of the users have all,
    a channel once for each member.
    """

    name = "channels"
    parent_stream_type = Users
    path = "/chat/users/{user_id}/channels"
    records_key = "channels"
    label = Label.MEDIUM
    scopes = Scopes(("team_chat:read:list_user_channels:admin",), ("chat_channel:read:admin",))
    primary_keys = ("id",)
    replication_key = None
    hands_down = {"channel_id": "id"}
    once_per_run = True


class ChannelMembers(ZoomStream):
    """Who is in a channel, as far as the app's owner may see it."""

    name = "channel_members"
    parent_stream_type = Channels
    selected_by_default = False
    path = "/chat/channels/{channel_id}/members"
    records_key = "members"
    label = Label.MEDIUM
    page_size = 100
    scopes = Scopes(("team_chat:read:list_members:admin",), ("chat_channel:read:admin",))
    # People from outside have neither id nor address.
    primary_keys = ("channel_id", "member_id")
    replication_key = None
