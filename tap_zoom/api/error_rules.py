"""What Zoom's error responses mean, in one table.

A rule matches a response if its status, code, message pattern and endpoint pattern all do; the
first matching rule decides. Zoom uses one code for many things (200 alone stands for a missing
plan, a missing license and a missing permission), and the same HTTP status for "scope missing" and
"nothing here", so it takes all four to tell what happened. Zoom also reports some errors under HTTP
200; those match by code, whatever status the rule names.

Sources: [D] Zoom's API reference, [G] its guides, [O] its older error lists, [X] public code and
issue trackers.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from http import HTTPStatus


class Outcome(enum.Enum):
    """What the tap does about a response."""

    OK = "use the rows"
    NO_DATA = "there is no data: the feature is off or was never used"
    GONE = "skip this item: it is gone; if most items are, the stream is unavailable"
    FORBIDDEN = "skip this item; if most items are forbidden, the stream is unavailable"
    FAILED = "set this item aside: a later run requests it again"
    STREAM_UNAVAILABLE = "the stream is unavailable: a scope or a plan is missing"
    TOO_OLD = "move the start of the window"
    RESTART_PAGINATION = "read the list again from its first page"
    REFRESH_TOKEN = "get a new access token"  # noqa: S105 - a description
    RATE_LIMITED = "wait for the rate limit"
    RETRY = "retry: the error may be transient"
    FATAL = "end the run"


@dataclass(frozen=True, slots=True)
class ErrorRule:
    """One row of the table; an empty pattern or tuple matches anything.

    Attributes:
        outcome: What the tap does.
        reason: Why, in the few words that the summary table shows.
        source: Where this is known from.
        statuses: HTTP statuses.
        codes: Zoom's codes in the body; None stands for a body without a code.
        message: Pattern to search for in the message, ignoring case.
        endpoint: Pattern to search for in the endpoint.
    """

    outcome: Outcome
    reason: str
    source: str
    statuses: tuple[int, ...] = ()
    codes: tuple[int | None, ...] = ()
    message: str = ""
    endpoint: str = ""

    def matches(self, status: int, code: int | None, message: str, endpoint: str) -> bool:
        """Return whether the rule applies to a response."""
        in_success = status < HTTPStatus.MULTIPLE_CHOICES and code is not None and bool(self.codes)
        if self.statuses and status not in self.statuses and not in_success:
            return False
        if self.codes and code not in self.codes:
            return False
        return bool(
            re.search(self.message, message, re.IGNORECASE) and re.search(self.endpoint, endpoint)
        )


# Short names, so that each rule fits on a line.
_Rule = ErrorRule
_NO_DATA, _GONE, _FAILED = Outcome.NO_DATA, Outcome.GONE, Outcome.FAILED
_FORBIDDEN, _UNAVAILABLE = Outcome.FORBIDDEN, Outcome.STREAM_UNAVAILABLE
_FATAL = Outcome.FATAL

#: Stands for the URLs of files, whose errors have no code.
DOWNLOAD = "download"
_FILES = f"^{DOWNLOAD}$"
#: Those besides 124 are of divisions.
_TOKEN_REFUSED = (124, 30031002, 30031004)
#: Codes of conversations, rooms, events, queues, engagements and the like that are gone.
_NOT_FOUND = (404, 1005, 1012, 1201, 2002, 2003, 2901, 4102, 4801, 12004, 13000)
_ITEM = r"^/(phone|rooms|workspaces|contact_center|zra|zoom_events)/.*\{"
_RESPONSES = "^/(report|past_(meetings|webinars))/.*/(polls|qa|survey)$"

ERROR_RULES: tuple[ErrorRule, ...] = (
    # --- transient ---------------------------------------------------------------------------
    _Rule(Outcome.RATE_LIMITED, "rate limit", "G rate-limits", (429,)),
    _Rule(Outcome.RETRY, "Zoom's servers failed", "G errors", tuple(range(500, 600))),
    _Rule(Outcome.RETRY, "request timed out at Zoom", "HTTP", (408,)),
    _Rule(Outcome.RETRY, "Zoom's servers failed", "D apps", (400,), (2, 1505), "try again"),
    # --- the token --------------------------------------------------------------------------
    _Rule(
        _UNAVAILABLE, "no Zoom Phone", "D", (401, 404), (124,), "account does not exist", "^/phone/"
    ),
    _Rule(Outcome.REFRESH_TOKEN, "access token refused", "D", (401,), _TOKEN_REFUSED),
    _Rule(Outcome.REFRESH_TOKEN, "access token refused", "D /users", (400,), (124,), "token"),
    # --- files of one recording ------------------------------------------------------------
    _Rule(Outcome.REFRESH_TOKEN, "access token refused", "X", (401,), (None,), "", _FILES),
    _Rule(_FORBIDDEN, "download refused", "X", (403,), (None,), "", _FILES),
    _Rule(_GONE, "file not found", "HTTP", (404, 410), (None,), "", _FILES),
    # --- scopes and plans: the whole stream -------------------------------------------------
    _Rule(_UNAVAILABLE, "scope missing", "D, G", (400,), (4711,)),
    _Rule(_UNAVAILABLE, "scope missing", "D /roles, O", (400,), (4700, 104)),
    _Rule(_UNAVAILABLE, "needs Zoom's dashboard feature", "O", (400,), (200, 400), "dashboard"),
    _Rule(_NO_DATA, "host without a webinar license", "D webinars, O", (400,), (200,), "webinar"),
    # About one host ("Only available for Paid user"): it says nothing about the others.
    _Rule(_FORBIDDEN, "host without a paid license", "O", (400,), (200,), "paid user"),
    _Rule(_UNAVAILABLE, "plan too low", "D", (400,), (200,), "only available|paid|ZMP"),
    _Rule(_UNAVAILABLE, "feature is off", "D", (400,), (200,), "not available for this account"),
    _Rule(_UNAVAILABLE, "no subscription", "D", (400,), (200,), "subscription (was )?not found"),
    _Rule(_FORBIDDEN, "no permission", "D", (400,), (200,), "permission"),
    _Rule(_UNAVAILABLE, "role too large", "D", (400,), (200,), "groups of role scope"),
    _Rule(_UNAVAILABLE, "no Zoom Phone", "D", (403,), (2031,)),
    _Rule(_UNAVAILABLE, "no Zoom Phone", "D", (404,), (2001,), "", "^/phone/"),
    _Rule(_NO_DATA, "multiple sites are off", "D", (400,), (300,), "multiple sites", "^/phone/"),
    _Rule(
        _UNAVAILABLE,
        "no Contact Center license or privilege",
        "D",
        (401, 403),
        (1001, 1002, 1021, 1022, 1601, 9001),
        "",
        "^/contact_center/",
    ),
    _Rule(
        _UNAVAILABLE,
        "feature is off",
        "D",
        (400,),
        (400, 4101, 11006),
        "enabled",
        "^/contact_center/",
    ),
    _Rule(
        _UNAVAILABLE,
        "no permission",
        "D",
        (400, 403),
        (403, 5001, 30055008),
        "permission|denied",
        "^/(chat/activities|devices|zra)",
    ),
    _Rule(
        _UNAVAILABLE,
        "account unknown here",
        "D",
        (400, 404),
        (2001,),
        "",
        "^/(archive_files|accounts/.*settings$)",
    ),
    _Rule(_FORBIDDEN, "no permission for the site", "D", (400,), (124,), "", "^/phone/users"),
    _Rule(
        _UNAVAILABLE, "audit trail is off", "D", (403,), (), "permission", "/meeting_activities$"
    ),
    _Rule(_NO_DATA, "no audio plan", "D", (400,), (200, 300), "toll.?free", "/telephone$"),
    # --- the page token and the window ------------------------------------------------------
    _Rule(
        Outcome.RESTART_PAGINATION,
        "page token expired",
        "D",
        (400,),
        (300, 400, 1003100),
        "next.?page.?token",
    ),
    _Rule(
        Outcome.TOO_OLD,
        "older than Zoom keeps",
        "X, D",
        (400,),
        (300, 400),
        r"(six|\b\d+) months",
    ),
    _Rule(
        Outcome.TOO_OLD,
        "older than Zoom keeps",
        "D /phone/reports/fax_charges",
        (400,),
        (400,),
        "invalid from/to time",
        "/fax_charges$",
    ),
    # --- registration, polls: off -----------------------------------------------------------
    _Rule(_NO_DATA, "registration is off", "O, X", (400,), (300, 3000), "registration"),
    _Rule(_NO_DATA, "registration is off", "X", (400,), (3000,), "", "registrants/questions$"),
    _Rule(_NO_DATA, "registration is off", "X", (404,), (404,), "registration"),
    _Rule(_NO_DATA, "survey is off", "D", (400,), (3000,), "survey"),
    _Rule(_NO_DATA, "meeting summary is off", "D", (400,), (3000,), "summary"),
    _Rule(_NO_DATA, "polls are off", "D", (400,), (4400,)),
    _Rule(_NO_DATA, "no polls", "D", (404,), (404,), "poll"),
    _Rule(_NO_DATA, "no recording", "D", (404,), (3301,)),
    _Rule(_NO_DATA, "no transcript", "D", (404,), (3322,)),
    _Rule(_NO_DATA, "no transcript", "D phone", (400,), (404, 12000, 12001), "", "_transcript/"),
    # The recording is listed again within the lookback, and asked for its transcript.
    _Rule(_NO_DATA, "transcript not finished", "D phone", (400,), (12002,), "", "_transcript/"),
    # Zoom also says so of a session without any.
    _Rule(_NO_DATA, "no responses", "D, X", (404,), (3001,), "", _RESPONSES),
    # --- never held -------------------------------------------------------------------------
    _Rule(_NO_DATA, "never held", "D", (404,), (3001,), "", "/instances$"),
    _Rule(_NO_DATA, "never held", "D", (404,), (None,), "", "^/past_webinars/.*/instances$"),
    # --- one item that is gone, foreign or of the other kind --------------------------------
    _Rule(_GONE, "meeting or webinar not found", "D", (400, 404), (3001,)),
    _Rule(_NO_DATA, "a webinar, not a meeting", "D", (400,), (300, 3000), "access webinar info"),
    _Rule(_FORBIDDEN, "not accessible", "D", (400,), (300,), "access meeting info"),
    _Rule(
        _GONE,
        "invalid id",
        "D, O",
        (400,),
        (300,),
        "invalid (webinar|meeting) ?id|not found or has expired",
    ),
    _Rule(_GONE, "not found", "D", (400,), (300,), "voice mail does not exist", "^/phone/"),
    _Rule(_GONE, "occurrence not found", "D", (400,), (300,), "occurrence"),
    # Before the next rule: under HTTP 200, where the code alone counts, 300 is not a missing item.
    _Rule(_FAILED, "bad request", "D", (400,), (300,)),
    _Rule(_GONE, "meeting or webinar not found", "D survey, O", (404,), (300,)),
    _Rule(_FAILED, "bad request", "D", (400,), (1001,), "invalid", "^/zra/"),
    _Rule(_GONE, "user not found", "D", (400, 404), (1001,)),
    _Rule(_FORBIDDEN, "not of this account", "D", (400, 401, 404), (1010,)),
    _Rule(_GONE, "role not found", "D", (400,), (1034,)),
    _Rule(_NO_DATA, "invitation expired", "D", (400,), (1120,)),
    _Rule(_FORBIDDEN, "restricted by a setting", "D", (403,), (2305,)),
    _Rule(_FORBIDDEN, "scheduled for someone else", "X", (403,), (2306,)),
    _Rule(_FORBIDDEN, "not the host", "O", (400,), (3003,)),
    _Rule(_NO_DATA, "user may not host meetings", "D", (400,), (3161,)),
    _Rule(_GONE, "group not found", "D", (404,), (4130,)),
    _Rule(_GONE, "group not found", "D", (410,), (4137,)),
    _Rule(_NO_DATA, "older than a year", "D", (400,), (12702,)),
    _Rule(_FORBIDDEN, "no permission for the group", "D", (403,), (12703,)),
    _Rule(_FORBIDDEN, "no permission for the event", "D", (403,), (260200,)),
    _Rule(_FORBIDDEN, "no permission", "D", (403,), (1004,), "permission", "^/zra/"),
    _Rule(_GONE, "not found", "D", (404,), _NOT_FOUND, "not (found|exist)", _ITEM),
    # --- fatal ----------------------------------------------------------------------------
    _Rule(
        _FATAL,
        "Zoom denies this account API access",
        "D",
        (403,),
        (None,),
        "denied for this account",
    ),
    _Rule(_FATAL, "account unknown to Zoom", "D", (404,), (2001,)),
    _Rule(_UNAVAILABLE, "endpoint unknown to Zoom", "D", (400,), (2300,)),
)

#: A firewall, Zoom's or another, responds with a page instead of JSON: always for some UUIDs in a
#: path [X], and for a while to a client that sends too much. It says nothing about the item.
FIREWALL_PAGE = ErrorRule(_FAILED, "a firewall responded with a page", "X", (403,))

#: A token that is valid for everything else may not be for files: the app lacks
#: cloud_recording:read:list_recording_files [X].
DOWNLOAD_FORBIDDEN = ErrorRule(_FORBIDDEN, "app may not download files", "X", (401,))

UNKNOWN = ErrorRule(_FAILED, "an error unknown to tap-zoom", "")


def classify(status: int, code: int | None, message: str, endpoint: str) -> ErrorRule:
    """Find the rule for an error response.

    Args:
        status: HTTP status.
        code: ``code`` of the body, if it has one.
        message: ``message`` of the body.
        endpoint: Path with placeholders.

    Returns:
        The first matching rule, or ``UNKNOWN``: assuming "no data" would lose rows silently.
    """
    for rule in ERROR_RULES:
        if rule.matches(status, code, message, endpoint):
            return rule
    return UNKNOWN
