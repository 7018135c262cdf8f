"""What Zoom's refusals mean: the one table, and nothing else.

A row matches an answer when its status, code, message pattern and endpoint pattern all do;
the first row that matches decides. Zoom uses one code for many things (200 alone stands for a
missing plan, a missing licence and a missing permission), and it gives "you lack the scope" and
"there is nothing here" the same HTTP status, so only all four together say what happened.
Zoom also puts some errors into a body under HTTP 200; those match by code, whatever status the
row names.

Sources: [D] Zoom's API documents, [G] its guides, [O] its older error lists, [X] seen by others in
public code and issue trackers.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from http import HTTPStatus


class Outcome(enum.Enum):
    """What the tap does about an answer."""

    OK = "use the rows"
    EMPTY = "nothing there: the feature is off or was never used"
    SKIP = "leave this item out: it is gone, expired, or not ours"
    REFUSED = "leave this item out; when every item is refused, the stream can't be read"
    UNAVAILABLE = "the stream can't be read: a scope or a plan is missing"
    TOO_OLD = "move the start of the window"
    RESTART = "read the list again from its first page"
    RENEW = "get a new access token, once"
    WAIT = "a rate limit: wait"
    RETRY = "ask again: it may pass"
    STOP = "end the run"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table; an empty pattern or set matches anything.

    Attributes:
        outcome: What the tap does.
        reason: Why, in the few words that the closing table shows.
        source: Where it is known from.
        statuses: HTTP statuses.
        codes: Zoom codes of the body; None within it stands for a body without a code.
        message: Pattern that the message must contain, whatever its case.
        endpoint: Pattern that the endpoint must contain.
    """

    outcome: Outcome
    reason: str
    source: str
    statuses: tuple[int, ...] = ()
    codes: tuple[int | None, ...] = ()
    message: str = ""
    endpoint: str = ""

    def matches(self, status: int, code: int | None, message: str, endpoint: str) -> bool:
        """Whether the row is about this answer."""
        in_success = status < HTTPStatus.MULTIPLE_CHOICES and code is not None and bool(self.codes)
        if self.statuses and status not in self.statuses and not in_success:
            return False
        if self.codes and code not in self.codes:
            return False
        return bool(
            re.search(self.message, message, re.IGNORECASE) and re.search(self.endpoint, endpoint)
        )


_EMPTY, _SKIP, _STOP = Outcome.EMPTY, Outcome.SKIP, Outcome.STOP
_REFUSED, _UNAVAILABLE = Outcome.REFUSED, Outcome.UNAVAILABLE

#: Stands for the addresses of files, whose refusals have no code.
DOWNLOAD = "download"
_FILES = f"^{DOWNLOAD}$"

RULES: tuple[Rule, ...] = (
    # --- may pass ---------------------------------------------------------------------------
    Rule(Outcome.WAIT, "rate limit", "G rate-limits", (429,)),
    Rule(Outcome.RETRY, "Zoom's servers failed", "G errors", tuple(range(500, 600))),
    Rule(Outcome.RETRY, "request timed out at Zoom", "HTTP", (408,)),
    # --- the token --------------------------------------------------------------------------
    Rule(_UNAVAILABLE, "no Zoom Phone", "D", (401,), (124,), "account does not exist", "^/phone/"),
    Rule(Outcome.RENEW, "access token refused", "D /users", (401,), (124,)),
    Rule(Outcome.RENEW, "access token refused", "D /users", (400,), (124,), "token"),
    # --- files: of one recording ------------------------------------------------------------
    Rule(Outcome.RENEW, "access token refused", "X", (401,), (None,), "", _FILES),
    Rule(_SKIP, "download refused", "X", (403,), (None,), "", _FILES),
    Rule(_SKIP, "file gone", "HTTP", (404, 410), (None,), "", _FILES),
    # --- scopes and plans: the whole stream -------------------------------------------------
    Rule(_UNAVAILABLE, "scope missing", "D, G", (400,), (4711,)),
    Rule(_UNAVAILABLE, "scope missing", "D /roles, O", (400,), (4700, 104)),
    Rule(_UNAVAILABLE, "needs Zoom's dashboard feature", "O", (400,), (200, 400), "dashboard"),
    Rule(_SKIP, "host without a webinar licence", "D webinars, O", (400,), (200,), "webinar"),
    # Names one host ("Only available for Paid user"), so it is no word on the others.
    Rule(_REFUSED, "host without a paid licence", "O", (400,), (200,), "paid user"),
    Rule(_UNAVAILABLE, "plan too low", "D", (400,), (200,), "only available|paid|ZMP"),
    Rule(_REFUSED, "no permission", "D", (400,), (200,), "permission"),
    Rule(_UNAVAILABLE, "role too large", "D", (400,), (200,), "groups of role scope"),
    Rule(_UNAVAILABLE, "no Zoom Phone", "D", (403,), (2031,)),
    Rule(_UNAVAILABLE, "no Zoom Phone", "D", (404,), (2001,), "", "^/phone/"),
    Rule(_REFUSED, "no permission for the site", "D", (400,), (124,), "", "^/phone/users"),
    Rule(_UNAVAILABLE, "audit trail is off", "D", (403,), (), "permission", "/meeting_activities$"),
    Rule(_EMPTY, "no audio plan", "D", (400,), (200, 300), "toll.?free", "/telephone$"),
    # --- the page token and the window ------------------------------------------------------
    Rule(Outcome.RESTART, "page token expired", "D", (400,), (300, 400), "next.?page.?token"),
    Rule(Outcome.TOO_OLD, "older than Zoom keeps", "X, D", (400,), (300,), "six months|6 months"),
    # --- registration, polls: off -----------------------------------------------------------
    Rule(_EMPTY, "registration is off", "O, X", (400,), (300, 3000), "registration"),
    Rule(_EMPTY, "registration is off", "X", (400,), (3000,), "", "registrants/questions$"),
    Rule(_EMPTY, "survey is off", "D", (400,), (3000,), "survey"),
    Rule(_EMPTY, "meeting summary is off", "D", (400,), (3000,), "summary"),
    Rule(_EMPTY, "polls are off", "D", (400,), (4400,)),
    Rule(_EMPTY, "no polls", "D", (404,), (404,), "poll"),
    Rule(_EMPTY, "no recording", "D", (404,), (3301,)),
    Rule(_EMPTY, "no transcript", "D", (404,), (3322,)),
    # --- never held -------------------------------------------------------------------------
    Rule(_EMPTY, "never held", "D", (404,), (3001,), "", "/instances$"),
    Rule(_EMPTY, "never held", "D", (404,), (None,), "", "^/past_webinars/.*/instances$"),
    # --- one item that is gone, foreign or of the other kind --------------------------------
    Rule(_SKIP, "meeting or webinar gone", "D", (400, 404), (3001,)),
    Rule(_SKIP, "a webinar, not a meeting", "D", (400,), (300, 3000), "access webinar info"),
    Rule(_SKIP, "not accessible", "D", (400,), (300,), "access meeting info"),
    Rule(_SKIP, "invalid id", "D", (400,), (300,), "invalid (webinar|meeting) id"),
    Rule(_SKIP, "occurrence gone", "D", (400,), (300,), "occurrence"),
    # Above the next row: under HTTP 200, where the code alone counts, 300 is no lost item.
    Rule(_STOP, "bad request", "D", (400,), (300,)),
    Rule(_SKIP, "meeting or webinar gone", "D survey, O", (404,), (300,)),
    Rule(_SKIP, "user gone", "D", (400, 404), (1001,)),
    Rule(_SKIP, "not of this account", "D", (400, 401, 404), (1010,)),
    Rule(_SKIP, "role gone", "D", (400,), (1034,)),
    Rule(_SKIP, "invitation expired", "D", (400,), (1120,)),
    Rule(_SKIP, "restricted by a setting", "D", (403,), (2305,)),
    Rule(_SKIP, "scheduled for somebody else", "X", (403,), (2306,)),
    Rule(_SKIP, "not the host", "O", (400,), (3003,)),
    Rule(_SKIP, "user may not host meetings", "D", (400,), (3161,)),
    Rule(_SKIP, "group gone", "D", (404,), (4130,)),
    Rule(_SKIP, "group gone", "D", (410,), (4137,)),
    Rule(_SKIP, "older than a year", "D", (400,), (12702,)),
    Rule(_SKIP, "no permission for the group", "D", (403,), (12703,)),
    # --- the end ----------------------------------------------------------------------------
    Rule(_STOP, "Zoom denies this account its API", "D", (403,), (None,), "denied"),
    Rule(_STOP, "account unknown to Zoom", "D", (404,), (2001,)),
    Rule(_STOP, "endpoint unknown to Zoom", "D", (400,), (2300,)),
)

#: Zoom's firewall answers some requests, always the same ones, with a page instead of JSON: seen
#: for one session's UUID in a path [X]. Asking again doesn't help; the other items are well.
FIREWALL_PAGE = Rule(_SKIP, "Zoom's firewall answered with a page", "X", (403,))

#: A token that is good for all else may be none for files: the app lacks
#: cloud_recording:read:list_recording_files [X].
NO_DOWNLOADS = Rule(_REFUSED, "app may not download files", "X", (401,))

UNKNOWN = Rule(_STOP, "an error that tap-zoom doesn't know", "")


def classify(status: int, code: int | None, message: str, endpoint: str) -> Rule:
    """Find what an error answer means.

    Args:
        status: HTTP status.
        code: ``code`` of the body, if there is one.
        message: ``message`` of the body.
        endpoint: Path with placeholders.

    Returns:
        The row of the table, or ``UNKNOWN``, which ends the run: guessing "no data" would lose
        rows without a word.
    """
    for rule in RULES:
        if rule.matches(status, code, message, endpoint):
            return rule
    return UNKNOWN
