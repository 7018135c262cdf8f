"""The errors that end a run, as the user sees them.

    TapZoomError
    ├── ConfigError         a setting, a catalog or a state file is invalid
    ├── AuthError           Zoom issues no access token
    ├── ApiError            Zoom returned a fatal error
    ├── TransportError      Zoom can't be reached, or its responses stay unusable
    ├── LimitError          a rate limit lasts longer than the run may wait
    │   └── DailyLimitError     a daily one
    ├── TargetClosedError   the reader of stdout is gone
    └── IncompleteSync      the run finished, but not everything selected could be read

Each message is one line that says what is wrong and what to do; it never contains a secret. The
command line logs it and exits with 1 (``cli.py``), without a traceback.
"""

from __future__ import annotations

#: The advice once a limit resets.
RUN_AGAIN = "Run again then: the next run resumes from the saved state."


class TapZoomError(Exception):
    """Base of all errors that are meant for the user."""


class ConfigError(TapZoomError):
    """A setting, a catalog or a state file is invalid."""


class AuthError(TapZoomError):
    """Zoom refused the credentials, or its response holds no token."""


class ApiError(TapZoomError):
    """Zoom refused a request, and neither retrying nor skipping an item can help."""


class TransportError(TapZoomError):
    """Zoom could not be reached, or none of the tries had a readable response."""


class LimitError(TapZoomError):
    """A rate limit lasts longer than the run may wait."""


class DailyLimitError(LimitError):
    """A daily limit lasts longer than the run may wait.

    Args:
        limit: Which limit, and when it resets.
        advice: What to do then.
    """

    def __init__(self, limit: str, advice: str) -> None:
        """Make one line of both."""
        super().__init__(f"{limit} {advice}")
        self.limit = limit


class TargetClosedError(TapZoomError):
    """The pipe to the target was closed at its other end."""


class IncompleteSync(TapZoomError):
    """The run finished without some of the selected data."""
