"""The documented fields of each stream's rows, and the known differences from the documents."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

import facts
from tap_zoom.streams import STREAMS
from tap_zoom.streams.reports.session_sources import HISTORY, PER_HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facts import Endpoint, Field

ROOT = Path(__file__).resolve().parents[2]

DECLARED: dict[str, Any] = {
    str(vars(stream)["name"]): stream for stream in STREAMS if stream.in_catalog
}

#: Endpoints and keys of the rows that streams don't declare, since others request them.
EMBEDDED: dict[str, tuple[tuple[str, str], ...]] = {
    "report_meetings": ((PER_HOST, "meetings"), (HISTORY, "history_meetings")),
    "report_webinars": ((PER_HOST, "meetings"), (HISTORY, "history_meetings")),
    "recording_files": (("/users/{user_id}/recordings", "meetings[].recording_files"),),
    "zra_conversation_transcripts": (
        ("/zra/conversations/{conversation_id}/interactions", "participants[].transcripts"),
    ),
    "archive_files": (("/archive_files", "meetings[].archive_files"),),
}
#: Streams whose rows are what a file says, an answer and who gave it, or a setting.
NOT_OF_ZOOM = {
    name
    for name in DECLARED
    if name.endswith(
        ("_answers", "_settings", "recording_transcripts", "recording_transcript_cues")
    )
    or name == "meeting_chat_messages"
}


def documented(path: str) -> Endpoint:
    """Return the facts about an endpoint that the documents have."""
    found = facts.find(path)
    assert found is not None, f"the documents don't have {path}"
    return found


def row_fields(stream: str) -> Iterator[tuple[Endpoint, str, Field]]:
    """Yield the documented fields of a stream's rows: endpoint, path within the row, facts."""
    declared = DECLARED[stream]
    sources: list[tuple[str, str | None]] = [*EMBEDDED.get(stream, ())]
    if not sources:
        within = f"{declared.container}." if declared.container else ""
        records_key = declared.records_key
        sources.append((declared.path, records_key and within + records_key))
    if declared.detail:
        sources.append((declared.detail.path, None))
    for path, records_key in sources:
        endpoint = documented(path)
        for name, field in facts.rows(endpoint, records_key).items():
            yield endpoint, name, field


@cache
def columns(stream: str) -> dict[str, tuple[str, str]]:
    """Return type and format of each field of a stream's schema, by path."""
    schema = json.loads((ROOT / "schemas" / f"{stream}.json").read_text(encoding="utf-8"))
    return dict(columns_of(schema, ""))


def columns_of(schema: dict[str, Any], path: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield path, type and format of each field of a schema."""
    for name, field in schema.get("properties", {}).items():
        yield from _column(field, f"{path}{name}")


def _column(field: dict[str, Any], path: str) -> Iterator[tuple[str, tuple[str, str]]]:
    named = [field["type"]] if isinstance(field["type"], str) else field["type"]
    (kind,) = set(named) - {"null"}
    yield path, (kind, field.get("format", ""))
    yield from columns_of(field, f"{path}.")
    if "items" in field:
        yield from _column(field["items"], f"{path}[]")


@dataclass(frozen=True)
class Difference:
    """An entry of ``differences.yml``, for one endpoint and one field."""

    kind: str
    endpoint: str
    field: str = ""
    detail: str = ""


@cache
def listed(*kinds: str) -> frozenset[Difference]:
    """Return the known differences of some kinds."""
    text = (ROOT / "facts" / "differences.yml").read_text(encoding="utf-8")
    return frozenset(
        Difference(entry["kind"], endpoint, field, detail)
        for entry in yaml.safe_load(text)
        if entry["kind"] in kinds
        for endpoint in entry["endpoints"]
        for field in entry.get("fields", ("",))
        for detail in entry.get("streams") or entry.get("values") or ("",)
    )
