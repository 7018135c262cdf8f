"""Revenue Accelerator: conversations with customers, and deals.

Uploaded recordings can be of conversations long ago, so that conversations are read by the time of
their analysis rather than by their start.
"""

from __future__ import annotations

from datetime import date

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.child_windows import ChildWindowsStream
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.embedded import EMBEDDED_ROWS, EmbeddedStream
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.windowed import WindowedStream

_PLAN = "Zoom Revenue Accelerator"
_ANALYZED = "iq_processed_time"
_CLASSIC = ("iq_conversation:read:admin",)


class ZraConversations(WindowedStream):
    """Conversations that have been analyzed, by the time of the analysis."""

    name = "zra_conversations"
    selected_by_default = False
    path = "/zra/conversations"
    records_key = "conversations"
    rate_limit_label = RateLimitLabel.MEDIUM
    query_variants = ({"period_type": "iqProcessedTime"},)
    scopes = Scopes(("zra:read:list_conversations:admin",), _CLASSIC)
    plan_requirement = _PLAN
    primary_keys = ("conversation_id",)
    replication_key = _ANALYZED
    child_context_fields = {"conversation_id": "conversation_id", _ANALYZED: _ANALYZED}
    earliest_day = date(2022, 4, 1)  # the product began, as Zoom IQ for Sales
    window_as_times = True


class _OfConversation(ZoomStream):
    """A stream that is read per conversation, and again if that is analyzed again."""

    parent_stream_type = ZraConversations
    selected_by_default = False
    rate_limit_label = RateLimitLabel.MEDIUM
    plan_requirement = _PLAN
    replication_key = _ANALYZED


class ZraConversationParticipants(_OfConversation):
    """Participants of a conversation with how they spoke and what they said."""

    name = "zra_conversation_participants"
    path = "/zra/conversations/{conversation_id}/interactions"
    records_key = "participants"
    scopes = Scopes(("zra:read:conversation_participants:admin",), _CLASSIC)
    primary_keys = ("conversation_id", "row_id")
    row_key_fields = ("user_id", "email", "display_name")
    child_context_fields = {
        "participant_id": "row_id",
        "user_id": "user_id",
        "email": "email",
        "display_name": "display_name",
        "speaker_type": "speaker_type",
        EMBEDDED_ROWS: "transcripts",
    }


class ZraConversationTranscripts(EmbeddedStream):
    """What was said in a conversation, one row per utterance."""

    name = "zra_conversation_transcripts"
    parent_stream_type = ZraConversationParticipants
    plan_requirement = _PLAN
    primary_keys = ("conversation_id", "participant_id", "row_id")
    row_key_fields = ("item_id", "start_time")
    replication_key = _ANALYZED


class ZraContentAnalysis(_OfConversation):
    """Analysis of a conversation: summary, chapters, topics, questions, next steps, indicators."""

    name = "zra_content_analysis"
    path = "/zra/conversations/{conversation_id}/content_analysis"
    page_size = None
    query_variants = ({"analysis_type": "all"},)
    scopes = Scopes(("zra:read:conversation_analysis:admin",), _CLASSIC)
    primary_keys = ("conversation_id",)


class ZraScorecards(_OfConversation):
    """Scorecards that coaches have filled in for a conversation."""

    name = "zra_scorecards"
    path = "/zra/conversations/{conversation_id}/scorecards"
    records_key = "scorecards"
    scopes = Scopes(("zra:read:conversation_scorecards:admin",), ("iq_coaching:read:admin",))
    primary_keys = ("conversation_id", "row_id")
    # The id is the form's: several people can fill it in.
    row_key_fields = ("scorecard_id", "rate_time")


class ZraDeals(ChildWindowsStream):
    """Deals of the connected CRM.

    A deal changes as long as it is open, so that all are read each time. Zoom doesn't say which
    date of a deal the window is about, and without one it may list those of a month only.
    """

    name = "zra_deals"
    selected_by_default = False
    path = "/zra/deals"
    records_key = "deals"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(("zra:read:list_deals:admin",), ("iq_deal:read:admin",))
    plan_requirement = _PLAN
    primary_keys = ("deal_id",)
    replication_key = None
    child_context_fields = {"deal_id": "deal_id"}
    has_other_lists = True
    first_day = date(2020, 1, 1)  # two years before the product began: the CRM's deals are older
    window_as_times = True


class ZraDealActivities(ZoomStream):
    """Conversations and emails of a deal."""

    name = "zra_deal_activities"
    parent_stream_type = ZraDeals
    selected_by_default = False
    path = "/zra/deals/{deal_id}/activities"
    records_key = "activities"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(("zra:read:list_deal_activities:admin",), ("iq_deal:read:admin",))
    plan_requirement = _PLAN
    primary_keys = ("deal_id", "row_id")
    replication_key = None
    # Not message_ids, which grows with a thread of emails.
    row_key_fields = ("activity_type", "conversation_id", "host_id", "start_date", "direction")


STREAMS = (
    ZraConversations,
    ZraConversationParticipants,
    ZraConversationTranscripts,
    ZraContentAnalysis,
    ZraScorecards,
    ZraDeals,
    ZraDealActivities,
)
