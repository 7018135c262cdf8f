"""Reading config, catalog and state files, with errors that name the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from tap_zoom.config.messages import did_you_mean
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


def read_object(what: str, text: str, if_empty: str = "fill it in") -> dict[str, Any]:
    """Parse a JSON object.

    Args:
        what: Its name in errors, such as ``The state file``.
        text: Its content.
        if_empty: What to do if there is none.

    Raises:
        ConfigError: It isn't one. The content is not repeated: a config file holds secrets.
    """
    if not text.strip():
        msg = f"{what} is empty: {if_empty}."
        raise ConfigError(msg)
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


def unknown_streams(catalog: Mapping[str, Any], known: Iterable[str]) -> str:
    """Return a warning of streams in a catalog that this tap doesn't have; "" if there are none."""
    names = list(known)
    found = {str(entry.get("tap_stream_id")) for entry in catalog["streams"]} - set(names)
    listed = ", ".join(f"{name}{did_you_mean(name, names)}" for name in sorted(found))
    return listed and f"The catalog has streams that this tap doesn't have: {listed}."


def unwrap_state(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a state as the tap wrote it, from the output of ``meltano state get`` or a message."""
    for name in ("singer_state", "value"):
        inner = state.get(name)
        if isinstance(inner, dict) and "bookmarks" not in state:
            return inner
    return state


def is_foreign_state(state: Mapping[str, Any], incremental: Iterable[str]) -> bool:
    """Return whether a state has content, but nothing that this tap could start from.

    Args:
        state: The state.
        incremental: The streams with a bookmark.
    """
    bookmarks = state.get("bookmarks") or {}
    return bool(
        state
        and "version" not in state
        and not any(bookmarks.get(name, {}).get("replication_key_value") for name in incremental)
    )


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
