"""Reading what the user hands in: config, catalog and state, with errors that name the file."""

from __future__ import annotations

import contextlib
import json
import math
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from tap_zoom.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

STATE_VERSION = 1

#: As much of a catalog's entry as the SDK relies on without a look.
_ENTRY = Draft202012Validator(
    {
        "required": ["schema", "metadata"],
        "properties": {
            "schema": {
                "type": "object",
                "properties": {
                    "properties": {"type": "object", "additionalProperties": {"type": "object"}}
                },
            },
            "metadata": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["breadcrumb", "metadata"],
                    "properties": {"breadcrumb": {"type": "array"}, "metadata": {"type": "object"}},
                },
            },
        },
    }
)


def read_object(what: str, text: str) -> dict[str, Any]:
    """Parse a JSON object.

    Args:
        what: How to call it in an error, such as ``The state file``.
        text: Its content.

    Raises:
        ConfigError: It is none. The content isn't repeated: a config file holds secrets.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        msg = f"{what} is no valid JSON{where}."
        raise ConfigError(msg) from None
    if not isinstance(found, dict):
        msg = f"{what} holds no JSON object, but a {type(found).__name__}."
        raise ConfigError(msg)
    return found


def check_config_file(path: Path) -> None:
    """Make sure that a config file can be read and holds a JSON object."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        msg = f"The config file {path} can't be read: {why}."
        raise ConfigError(msg) from None
    read_object(f"The config file {path}", text)


def check_catalog(catalog: Mapping[str, Any], known: Iterable[str]) -> None:
    """Make sure that a catalog is one of this tap's."""
    streams = catalog.get("streams")
    if not isinstance(streams, list) or not all(isinstance(entry, dict) for entry in streams):
        msg = "The catalog file holds no list of streams: make one with --discover."
        raise ConfigError(msg)
    names = list(known)
    if not any(entry.get("tap_stream_id") in names for entry in streams):
        msg = "The catalog file names none of this tap's streams: make one with --discover."
        raise ConfigError(msg)
    for entry in streams:
        if not _ENTRY.is_valid(entry):
            msg = (
                f"The catalog's entry {entry.get('tap_stream_id')!r} lacks schema or metadata: "
                "make a new catalog with --discover."
            )
            raise ConfigError(msg)


def bookmarks_of(state: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Take the bookmarks out of a state of this tap, or of another tap for Zoom.

    Raises:
        ConfigError: The state is damaged, or of a later version of the tap.
    """
    version = state.get("version", STATE_VERSION)
    if not isinstance(version, int) or version > STATE_VERSION:
        msg = f"The state is of version {version!r}, which this tap-zoom doesn't know: update it."
        raise ConfigError(msg)
    bookmarks = state.get("bookmarks") or {}
    if not isinstance(bookmarks, dict):
        msg = "The state is damaged: its bookmarks are no object. Use the last good state."
        raise ConfigError(msg)
    for name, bookmark in bookmarks.items():
        if not isinstance(bookmark, dict):
            msg = f"The state is damaged: the bookmark of {name} is no object."
            raise ConfigError(msg)
    # Older versions of the SDK kept a partition for each parent; one bookmark a stream is left.
    return {
        name: {key: value for key, value in bookmark.items() if key != "partitions"}
        for name, bookmark in bookmarks.items()
    }


def with_numbers(schema: Mapping[str, Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """Read the numbers among the settings that came as text.

    Meltano can hand over a decimal from the environment or from .env as text only: with a setting
    of kind ``decimal`` it fails to write the tap's config file (``Decimal is not JSON
    serializable``, 4.4.1).
    """
    found = dict(config)
    for name, value in config.items():
        types = schema["properties"].get(name, {}).get("type", ())
        if isinstance(value, str) and "number" in types and "string" not in types:
            with contextlib.suppress(ValueError):
                found[name] = float(value) if math.isfinite(float(value)) else value
    return found


def config_errors(schema: dict[str, Any], config: Mapping[str, Any]) -> str:
    """Say what is wrong with settings, without repeating a value: it may be a secret.

    Returns:
        One line, empty when nothing is wrong.
    """
    found = []
    for error in Draft202012Validator(schema).iter_errors(dict(config)):
        name = ".".join(str(part) for part in error.absolute_path)
        if error.validator == "required":
            found.append(f"{error.message.split(' ')[0]} is missing".replace("'", ""))
        elif error.validator == "enum":
            allowed = ", ".join(str(value) for value in error.validator_value or ())
            found.append(f"{name} must be one of {allowed}")
        elif error.validator == "type":
            wanted = error.validator_value
            types = [wanted] if isinstance(wanted, str) else list(wanted or ())
            types = [kind for kind in types if kind != "null"]
            found.append(f"{name} must be of type {' or '.join(types)}")
        else:
            found.append(f"{name} breaks the rule {error.validator} {error.validator_value}")
    return f"Settings are wrong: {'; '.join(found)}." if found else ""
