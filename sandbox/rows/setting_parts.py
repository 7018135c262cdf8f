"""Which settings of the account, a group or a user a request returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.model import Row

PARTS = {
    "security": ("security",),
    "meeting_security": ("meeting_security",),
    "meeting_authentication": (
        "allow_authentication_exception",
        "authentication_options",
        "meeting_authentication",
    ),
    "recording_authentication": ("authentication_options", "recording_authentication"),
}
"""What is only in the response to a request with an ``option``, by its value."""

_APART = {name for names in PARTS.values() for name in names}


def part(settings: Row, option: str) -> Row:
    """Return what a request with an option returns, or one without if it is blank."""
    if option in PARTS:
        return {name: settings[name] for name in PARTS[option] if name in settings}
    return {name: value for name, value in settings.items() if name not in _APART}
