"""Transcripts of phone calls: the cues of a JSON file with a timeline.

Zoom doesn't document the file. Public clients agree on an object with the list ``timeline``, whose
items have ``text``, ``ts``, ``end_ts`` (``00:00:01.230``) and ``users`` with ``username``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIME = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue.

    Attributes:
        begins_at: Seconds from the start of the recording; None if the file doesn't say.
        ends_at: Seconds from the start of the recording; None if the file doesn't say.
        speaker: Who speaks, several separated by commas; None if the file doesn't say.
        text: What they say.
    """

    begins_at: float | None
    ends_at: float | None
    speaker: str | None
    text: str


def parse(text: str) -> Iterator[Cue]:
    """Parse the file.

    Args:
        text: The whole file. It may hold anything; what is not a cue is ignored.

    Yields:
        The cues, in the order of the file.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return
    for item in _objects(found.get("timeline") if isinstance(found, dict) else None):
        said = item.get("text")
        if isinstance(said, str) and said.strip():
            names = [user.get("username") for user in _objects(item.get("users"))]
            speaker = ", ".join(name for name in names if isinstance(name, str) and name)
            begins_at, ends_at = _seconds(item.get("ts")), _seconds(item.get("end_ts"))
            yield Cue(begins_at, ends_at, speaker or None, said.strip())


def _objects(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _seconds(value: object) -> float | None:
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + float(found[3])
