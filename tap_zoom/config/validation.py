"""Checks of settings that a schema can't express."""

from __future__ import annotations

from datetime import datetime, timezone
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tap_zoom.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def check_sign_in(config: Mapping[str, Any]) -> None:
    """Require one way to sign in, and one only."""
    given = [name for name in ("account_id", "refresh_token") if config.get(name)]
    if len(given) != 1:
        found = "both are set" if given else "neither is set"
        msg = (
            "Set account_id (Server-to-Server OAuth app) or refresh_token (general OAuth app): "
            f"exactly one of them; {found}."
        )
        raise ConfigError(msg)
    for name in ("client_id", "client_secret"):
        if not config.get(name):
            msg = f"Setting {name} is empty: copy it from the app's page on marketplace.zoom.us."
            raise ConfigError(msg)


def check_renamed(given: Iterable[str], renamed: Mapping[str, str]) -> None:
    """Refuse settings under names that they had before.

    Args:
        given: Names of the settings that are set.
        renamed: New names by old names.

    Raises:
        ConfigError: A setting has its old name; the message gives the new one.
    """
    names = set(given)
    found = [f"{old} is now {new}" for old, new in renamed.items() if old in names]
    if found:
        msg = f"Settings were renamed: {'; '.join(found)}. Use the new names."
        raise ConfigError(msg)


def check_url(name: str, url: str) -> None:
    """Require https, so that tokens don't cross a network in clear; loopback is no network."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))
    if safe and host and parts.username is None:
        return
    msg = (
        f"Setting {name} must be an https:// address (http:// only for this machine itself), "
        "without a user name or password in it."
    )
    raise ConfigError(msg)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def parse_start_date(text: str | None) -> datetime | None:
    """Read a start date: a day or a moment, in UTC unless it says otherwise."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        return zoned.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        msg = f"Setting start_date is no date-time such as 2026-01-31T00:00:00Z: {text!r}."
        raise ConfigError(msg) from None
