"""The tap's settings, as the SDK, Meltano and the documentation know them."""

from __future__ import annotations

from singer_sdk import typing as th

from tap_zoom.api.rate_limits import PUBLISHED_RATES

#: Settings that had other names before the first release.
RENAMED = {"report_lookback_days": "lookback_days", "read_ahead_mib": "prefetch_memory_mib"}

API_URL = "https://api.zoom.us/v2"
AUTH_URL = "https://zoom.us/oauth/token"
USER_STATUSES = ("active", "inactive", "pending")
MAX_WAIT = 30 * 86_400  # seconds: longer than any limit lasts; the system can't wait for ever
REPORT_SOURCES = ("hosts", "active_hosts", "history")
RECORDING_SOURCES = ("users", "account")

SETTINGS = th.PropertiesList(
    th.Property(
        "account_id",
        th.StringType(nullable=True),
        title="Account ID",
        description=(
            "Account ID of a Server-to-Server OAuth app. Required unless refresh_token is set."
        ),
    ),
    th.Property(
        "client_id",
        th.StringType(nullable=False),
        required=True,
        title="Client ID",
        description="Client ID of the Zoom app.",
    ),
    th.Property(
        "client_secret",
        th.StringType(nullable=False),
        required=True,
        secret=True,
        title="Client secret",
        description="Client secret of the Zoom app.",
    ),
    th.Property(
        "refresh_token",
        th.StringType(nullable=True),
        secret=True,
        title="Refresh token",
        description=(
            "Refresh token of a general OAuth app. Zoom rotates it on every use: the tap stores "
            "the new one in token_file or, if that is not set, in the config file that contained "
            "the old one."
        ),
    ),
    th.Property(
        "token_file",
        th.StringType(nullable=True),
        title="Token file",
        description="File in which the tap stores the latest refresh token between runs.",
    ),
    th.Property(
        "start_date",
        th.DateTimeType(nullable=True),
        title="Start date",
        description=(
            "Date from which incremental streams are read. Default: everything "
            "that Zoom keeps, which is six months of reports, dashboards and calls, and years of "
            "recordings and summaries."
        ),
    ),
    th.Property(
        "api_url",
        th.StringType(nullable=False),
        default=API_URL,
        title="API URL",
        description=(
            "Base URL of the Zoom API. For the US government cloud: https://api.zoomgov.com/v2."
        ),
    ),
    th.Property(
        "auth_url",
        th.StringType(nullable=False),
        default=AUTH_URL,
        title="Token URL",
        description=(
            "URL of Zoom's token endpoint. For the US government cloud: "
            "https://zoomgov.com/oauth/token."
        ),
    ),
    th.Property(
        "user_agent",
        th.StringType(nullable=True),
        title="User agent",
        description="User-Agent header of all requests. Default: tap-zoom and its version.",
    ),
    th.Property(
        "user_statuses",
        th.ArrayType(th.StringType(allowed_values=list(USER_STATUSES)), nullable=False),
        default=["active", "inactive"],
        title="User statuses",
        description=(
            "Statuses of the users to read: active, inactive, pending. Meetings, webinars, "
            "channels and reports are read for the same users, except pending ones, who have none."
        ),
    ),
    th.Property(
        "lookback_days",
        th.NumberType(minimum=0, maximum=180, nullable=False),
        default=3,
        title="Lookback in days",
        description=(
            "Number of days before the previous run that incremental streams read again, because "
            "Zoom's reports arrive late and may still change."
        ),
    ),
    th.Property(
        "report_source",
        th.StringType(allowed_values=list(REPORT_SOURCES), nullable=False),
        default="hosts",
        title="Report source",
        description=(
            "Where held sessions come from. hosts: two requests per user and month. active_hosts: "
            "the same, but only for hosts that Zoom lists as active. history: one request for "
            "hundreds of sessions of the whole account. The documentation lists the limitations of "
            "each."
        ),
    ),
    th.Property(
        "recording_source",
        th.StringType(allowed_values=list(RECORDING_SOURCES), nullable=False),
        default="users",
        title="Recording source",
        description=(
            "Where recordings come from. users: one request per user and month. account: one "
            "request per month for the whole account, if Zoom allows it."
        ),
    ),
    th.Property(
        "plan",
        th.StringType(allowed_values=list(PUBLISHED_RATES), nullable=False),
        default="pro",
        title="Plan",
        description=(
            "Zoom plan of the account: free, pro or business; education, enterprise and partner "
            "count as business. Sets the initial rate limits."
        ),
    ),
    th.Property(
        "rate_limit_share",
        th.NumberType(exclusive_minimum=0, maximum=1, nullable=False),
        default=0.8,
        title="Share of the rate limits",
        description=(
            "Fraction of the account's rate limits, including daily limits, that the tap may use. "
            "Zoom counts all apps of an account together."
        ),
    ),
    th.Property(
        "max_concurrency",
        th.IntegerType(minimum=1, maximum=1000, nullable=True),
        title="Maximum concurrent requests",
        description=(
            "Maximum number of concurrent requests. Default: as many as the rate limits require."
        ),
    ),
    th.Property(
        "prefetch_memory_mib",
        th.IntegerType(minimum=1, maximum=4096, nullable=False),
        default=64,
        title="Prefetch memory in MiB",
        description="Maximum memory for prefetched responses.",
    ),
    th.Property(
        "include_secrets",
        th.BooleanType(nullable=False),
        title="Include secrets",
        description=(
            "Load fields that hold credentials, such as start links and passcodes. true: if the "
            "catalog selects the field itself. false: never, whatever is selected. Default: true, "
            "but false in the Meltano definition, since Meltano selects every field."
        ),
    ),
    th.Property(
        "on_unavailable",
        th.StringType(allowed_values=["fail", "warn"], nullable=False),
        default="fail",
        title="Unavailable streams",
        description=(
            "What to do when a selected stream cannot be read because a scope or plan is missing. "
            "The other streams are read in either case. fail: the run ends with an error. warn: "
            "the run succeeds."
        ),
    ),
    th.Property(
        "on_failed_items",
        th.StringType(allowed_values=["fail", "warn"], nullable=False),
        default="fail",
        title="Failed items",
        description=(
            "What to do when Zoom fails to return single items, such as the participants of one "
            "meeting. Everything else is read in either case, and the next run requests them "
            "again. fail: the run ends with an error. warn: the run succeeds."
        ),
    ),
    th.Property(
        "strict_counts",
        th.BooleanType(nullable=False),
        default=False,
        title="Strict counts",
        description=(
            "End the run with an error if Zoom reports a different number of rows than it returns. "
            "Such mismatches are always logged."
        ),
    ),
    th.Property(
        "max_wait",
        th.NumberType(minimum=0, maximum=MAX_WAIT, nullable=False),
        default=900,
        title="Maximum wait in seconds",
        description=(
            "Maximum time that a single request waits for a rate limit or an outage. If it is "
            "exceeded, the run exits cleanly with an error."
        ),
    ),
    th.Property(
        "progress_interval",
        th.NumberType(minimum=1, maximum=MAX_WAIT, nullable=False),
        default=30,
        title="Progress interval in seconds",
        description="Seconds between progress lines in the log.",
    ),
)
