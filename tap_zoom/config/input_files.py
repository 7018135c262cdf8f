"""Reading config, catalog and state files, with errors that name the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from tap_zoom.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

STATE_VERSION = 1

#: The parts of a catalog entry that the SDK relies on without checking them.
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
        what: Its name in errors, such as ``The state file``.
        text: Its content.

    Raises:
        ConfigError: It isn't one. The content is not repeated: a config file holds secrets.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        msg = f"{what} is not valid JSON{where}."
        raise ConfigError(msg) from None
    if not isinstance(found, dict):
        msg = f"{what} must contain a JSON object, not a {type(found).__name__}."
        raise ConfigError(msg)
    return found


def check_config_file(path: Path) -> None:
    """Check that a config file can be read and contains a JSON object."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not a text file"
        msg = f"The config file {path} can't be read: {why}."
        raise ConfigError(msg) from None
    read_object(f"The config file {path}", text)


def check_catalog(catalog: Mapping[str, Any], known: Iterable[str]) -> None:
    """Check that a catalog is one of this tap's."""
    streams = catalog.get("streams")
    if not isinstance(streams, list) or not all(isinstance(entry, dict) for entry in streams):
        msg = "The catalog file has no list of streams: create one with --discover."
        raise ConfigError(msg)
    names = list(known)
    if not any(entry.get("tap_stream_id") in names for entry in streams):
        msg = "The catalog file contains none of this tap's streams: create one with --discover."
        raise ConfigError(msg)
    for entry in streams:
        if not _ENTRY.is_valid(entry):
            msg = (
                f"The catalog entry {entry.get('tap_stream_id')!r} lacks a schema or metadata: "
                "create a new catalog with --discover."
            )
            raise ConfigError(msg)


def migrate_state(state: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the bookmarks of a state of this tap, or of another tap for Zoom.

    Raises:
        ConfigError: The state is corrupt, or of a later version of the tap.
    """
    version = state.get("version", STATE_VERSION)
    if not isinstance(version, int) or version > STATE_VERSION:
        msg = (
            f"The state has version {version!r}, which this version of tap-zoom doesn't support: "
            "update tap-zoom."
        )
        raise ConfigError(msg)
    bookmarks = state.get("bookmarks") or {}
    if not isinstance(bookmarks, dict):
        msg = "The state is corrupt: bookmarks is not an object. Use the last good state."
        raise ConfigError(msg)
    for name, bookmark in bookmarks.items():
        if not isinstance(bookmark, dict):
            msg = f"The state is corrupt: the bookmark of {name} is not an object."
            raise ConfigError(msg)
    # Older versions of the SDK kept a partition per parent; now there is one bookmark per stream.
    return {
        name: {key: value for key, value in bookmark.items() if key != "partitions"}
        for name, bookmark in bookmarks.items()
    }
