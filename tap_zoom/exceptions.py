"""What can go wrong, as the user is told of it.

    TapZoomError
    ├── ConfigError         a setting, a catalog or a state file is wrong
    ├── AuthError           Zoom gives no access token
    ├── ApiError            Zoom's answer leaves no way on
    ├── TransportError      Zoom can't be reached, or its answers stay broken
    ├── LimitError          the account's budget is used up for longer than the run may wait
    ├── TargetGoneError     whoever read stdout reads no more
    └── IncompleteRun       the run ended, but not everything that was asked for could be read

Each message is one line that says what is wrong and what to do; it never holds a secret.
The command line prints it and exits with 1 (``cli.py``): no traceback.
"""

from __future__ import annotations


class TapZoomError(Exception):
    """Base of every error that a user is meant to read."""


class ConfigError(TapZoomError):
    """A setting, a catalog or a state file is wrong."""


class AuthError(TapZoomError):
    """Zoom refused the credentials, or what it answered is no token."""


class ApiError(TapZoomError):
    """Zoom refused a request for a reason that asking again or going on can't mend."""


class TransportError(TapZoomError):
    """Zoom could not be reached, or did not give a readable answer in all tries."""


class LimitError(TapZoomError):
    """A rate limit lasts longer than the run is allowed to wait, a daily one mostly."""


class TargetGoneError(TapZoomError):
    """The pipe that the messages go through was closed at its other end."""


class IncompleteRun(TapZoomError):
    """The run came to its end without some of the data that was asked for."""
