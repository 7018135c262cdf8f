"""Validation of settings, beyond what their schema can express."""

from __future__ import annotations

import contextlib
import math
import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tap_zoom.exceptions import ConfigError
from tap_zoom.records.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


def check_renamed(given: Iterable[str], renamed: Mapping[str, str]) -> None:
    """Refuse settings under their former names.

    Args:
        given: Names of the settings that are set.
        renamed: New names by former names.

    Raises:
        ConfigError: A setting has its former name; the message gives the new one.
    """
    names = set(given)
    found = [f"{old} is now {new}" for old, new in renamed.items() if old in names]
    if found:
        msg = f"Settings were renamed: {'; '.join(found)}. Use the new names."
        raise ConfigError(msg)


def coerce_numeric_settings(schema: Mapping[str, Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """Convert numeric settings that are text to numbers.

    Meltano can pass a decimal from the environment or from .env only as text: with a setting of
    kind ``decimal``, it fails to write the tap's config file (``Decimal is not JSON serializable``,
    4.4.1).
    """
    found = dict(config)
    for name, value in config.items():
        types = schema["properties"].get(name, {}).get("type", ())
        if isinstance(value, str) and "number" in types and "string" not in types:
            with contextlib.suppress(ValueError):
                found[name] = float(value) if math.isfinite(float(value)) else value
    return found


def validate_credentials(config: Mapping[str, Any]) -> None:
    """Require exactly one way to authenticate."""
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


def check_url(name: str, url: str) -> None:
    """Require https, unless it is the local machine, so that tokens are never sent in the clear."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))
    if safe and host and parts.username is None:
        return
    msg = (
        f"Setting {name} must be an https:// URL (http:// only for the local machine), without a "
        "user name or password."
    )
    raise ConfigError(msg)


def check_header_value(name: str, value: str) -> None:
    """Refuse what can't be sent as a header: line breaks, other characters than ASCII."""
    if value and not re.fullmatch(r"[!-~]([ -~]*[!-~])?", value):
        msg = f"Setting {name} must be one line of ASCII characters, without spaces around it."
        raise ConfigError(msg)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def parse_start_date(text: str | None) -> datetime | None:
    """Parse a start date: a day or a time, in UTC unless it says otherwise."""
    if not text:
        return None
    moment = parse_time(text.strip())
    if moment is None:
        msg = f"Setting start_date is not a date-time such as 2026-01-31T00:00:00Z: {text!r}."
        raise ConfigError(msg)
    return moment
