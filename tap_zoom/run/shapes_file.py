"""The file that shows maintainers what Zoom's responses look like."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Any

from tap_zoom.exceptions import ConfigError, IncompleteSync, TapZoomError
from tap_zoom.run.response_shapes import ResponseShapes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tap_zoom.run.context import Run

logger = logging.getLogger("tap-zoom")

_ABOUT = "What Zoom's responses look like: names of fields, types and counts, without any value."
_DEPTH = 6  # of what has a line of its own
_COMPLETE = "complete"


def select_all(catalog: dict[str, Any]) -> dict[str, Any]:
    """Return a catalog with all its streams selected."""
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            if not item["breadcrumb"]:
                item["metadata"]["selected"] = True
    return catalog


def write_shapes(
    run: Run,
    schemas: Mapping[str, dict[str, Any]],
    read: Callable[[], object],
    path: Path,
    version: str,
) -> None:
    """Read a sample, and write the shapes of the responses, however the reading ends.

    Args:
        run: What the streams share; from now on, it reads a sample.
        schemas: The schema of each stream's records, by name.
        read: Reads the selected streams.
        path: The file.
        version: The tap's version.

    Raises:
        TapZoomError: There was no response that could be described, or the file can't be written.
    """
    # Otherwise it would turn out only after minutes of reading.
    folder = path.absolute().parent
    is_writable = os.access(path if path.exists() else folder, os.W_OK)
    if path.is_dir() or not folder.is_dir() or not is_writable:
        msg = f"{path} can't be written: name a file in an existing folder that you may write to."
        raise ConfigError(msg)
    shapes = ResponseShapes(schemas)
    run.sample(shapes.observe)
    ended = "interrupted"
    try:
        read()
        ended = _COMPLETE
    except IncompleteSync:
        ended = _COMPLETE
    except TapZoomError as error:
        if shapes.is_empty:
            raise
        ended = type(error).__name__
        logger.warning("The sample ends early: %s", error)
    finally:
        if not shapes.is_empty:
            _write(path, run, shapes, ended, version)


def _write(path: Path, run: Run, shapes: ResponseShapes, ended: str, version: str) -> None:
    settings = run.settings
    report = {
        "about": _ABOUT,
        "version": version,
        "ended": ended,
        "settings": {
            "plan": settings.plan,
            "report_source": settings.report_source,
            "recording_source": settings.recording_source,
        },
        "unavailable": sorted(run.summary.unavailable),
        "streams": shapes.report(),
    }
    try:
        path.write_text("\n".join(_lines(report)) + "\n", encoding="utf-8")
    except OSError as error:
        msg = f"{path} can't be written: {error.strerror}."
        raise ConfigError(msg) from None
    logger.info("%s shows what Zoom's responses look like. It contains no values.", path)


def _lines(value: Any, depth: int = 0) -> list[str]:
    """Format JSON with a line for each field of a response."""
    if not value or depth == _DEPTH or not isinstance(value, (dict, list)):
        return [json.dumps(value)]
    if isinstance(value, dict):
        parts = [(f"{json.dumps(name)}: ", inner) for name, inner in value.items()]
    elif isinstance(value[0], str):
        return [json.dumps(value)]
    else:
        parts = [("", item) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    lines = [opening]
    for index, (prefix, inner) in enumerate(parts):
        first, *rest = _lines(inner, depth + 1 if isinstance(value, dict) else _DEPTH)
        block = [prefix + first, *rest]
        block[-1] += "," if index < len(parts) - 1 else ""
        lines += [f" {line}" for line in block]
    return [*lines, closing]
