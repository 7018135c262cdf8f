"""What companies have to keep: reports of chats, and archived sessions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.child_windows import ChildWindowsStream
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.embedded import EMBEDDED_ROWS, EmbeddedStream
from tap_zoom.base.retry import RETRY
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.state.failed_items import WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from singer_sdk.helpers.types import Context

    from tap_zoom.records.types import Record

_CHAT_PLAN = "Pro or more, with the permission for chat reports"


class ReportChatSessions(WindowedStream):
    """Conversations in Team Chat that had messages, of the last six months."""

    name = "report_chat_sessions"
    selected_by_default = False
    path = "/report/chat/sessions"
    records_key = "sessions"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(
        ("report:read:list_chat_sessions:admin",),
        ("report_chat:read:admin",),
        ("imchat:read:admin",),
    )
    plan_requirement = _CHAT_PLAN
    primary_keys = ("id",)
    replication_key = "last_message_sent_time"
    child_context_fields = {"session_id": "id"}

    # Whether a window has the conversations with any message in it or with the last one isn't
    # documented. A row must not be left out because of the time of a later message.
    listed_by_other_date = True

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        found = super().get_child_context(record, context) or {}
        return {**found, "listed_from": (context or {})[WINDOW].first.isoformat()}


class ReportChatMessages(ChildWindowsStream):
    """Messages in Team Chat, for each conversation with a new one.

    All months of such a conversation are read, so that edits of older messages come as well.
    """

    name = "report_chat_messages"
    parent_stream_type = ReportChatSessions
    selected_by_default = False
    path = "/report/chat/sessions/{session_id}"
    records_key = "messages"
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = 100
    query_variants = (
        {
            "include_bot_message": "true",
            "include_custom_emoji_reactions": "true",
            "include_reactions": "true",
        },
    )
    scopes = Scopes(
        ("report:read:chat_session:admin",), ("report_chat:read:admin",), ("imchat:read:admin",)
    )
    plan_requirement = _CHAT_PLAN
    primary_keys = ("session_id", "id")
    replication_key = "date_time"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Know of no conversation yet."""
        super().__init__(*args, **kwargs)
        self._listed_from: dict[str, str] = {}

    @override
    def should_sync(self, context: Mapping[str, Any]) -> bool:
        # A conversation may be listed in several windows: the first one leads to all messages.
        listed = self._listed_from.setdefault(context["session_id"], context["listed_from"])
        is_first = listed == context["listed_from"] or RETRY in context
        return is_first and super().should_sync(context)


class ArchiveMeetings(WindowedStream):
    """Sessions that were archived, with the facts about their files."""

    name = "archive_meetings"
    selected_by_default = False
    path = "/archive_files"
    records_key = "meetings"
    rate_limit_label = RateLimitLabel.MEDIUM
    window_as_times = True
    max_days = 7
    scopes = Scopes(("archiving:read:list_archived_files:admin",), ("recording:read:admin",))
    plan_requirement = "Archiving, which Zoom's support enables"
    primary_keys = ("uuid",)
    replication_key = "start_time"
    earliest_day = date(2021, 1, 1)  # archiving began
    child_context_fields = {
        "meeting_uuid": "uuid",
        "start_time": "start_time",
        EMBEDDED_ROWS: "archive_files",
    }


class ArchiveFiles(EmbeddedStream):
    """Files of archived sessions: facts about them, not what they contain."""

    name = "archive_files"
    parent_stream_type = ArchiveMeetings
    primary_keys = ("meeting_uuid", "file_id")

    @override
    def embedded_rows(self, context: Mapping[str, Any]) -> Iterable[Record]:
        for row in super().embedded_rows(context):
            kept = {name: value for name, value in row.items() if name != "id"}
            yield {**kept, "file_id": row.get("id")}


STREAMS = (
    ReportChatSessions,
    ReportChatMessages,
    ArchiveMeetings,
    ArchiveFiles,
)
