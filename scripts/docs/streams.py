"""Generates the tables of streams, and the diagrams of parents and children."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from scripts.docs.declared import (
    AREAS,
    BY_DATE,
    EMBEDDED,
    FULL_TABLE,
    PER_SESSION,
    in_catalog,
    streams,
)
from scripts.docs.markdown import code, table

if TYPE_CHECKING:
    from scripts.docs.declared import Stream


def coverage() -> str:
    """List the streams of each area."""
    names: dict[str, tuple[list[str], list[str]]] = {area: ([], []) for area in AREAS}
    for stream in in_catalog():
        names[stream.area][not stream.selected_by_default].append(stream.name)
    rows = (
        (AREAS[area], code(default), code(other))
        for area, (default, other) in names.items()
        if default or other
    )
    return table(("area", "selected by default", "on request"), rows)


def coverage_in_short() -> str:
    """Count the streams of each area, those selected by default and the others."""
    lines = []
    for title, by_default in (("Selected by default", True), ("On request", False)):
        found = in_catalog(by_default=by_default)
        areas = Counter(stream.area for stream in found)
        counts = (f"{AREAS[area]} ({areas[area]})" for area in AREAS if area in areas)
        lines.append(f"- **{title}** ({len(found)}): {'; '.join(counts)}.")
    return "\n".join(lines)


def details(*, by_default: bool) -> str:
    """Tabulate the keys, parents and descriptions of streams."""
    rows = [
        (
            f"`{stream.name}`",
            code(stream.primary_keys),
            f"`{stream.replication_key}`" if stream.replication_key else FULL_TABLE,
            "" if stream.parent is None or stream.parent.internal else f"`{stream.parent.name}`",
            stream.description,
        )
        for stream in in_catalog(by_default=by_default)
    ]
    return table(("stream", "primary key", "replication key", "parent", "description"), rows)


def tree(*, by_default: bool) -> str:
    """Draw the parents and children; non-default streams without a parent are left out."""
    lines = ["```mermaid", "flowchart LR"]
    shown = set(in_catalog(by_default=by_default))
    for stream in streams():
        if stream.internal:
            sessions = f"  users -.->|hosts| {stream.name}([held sessions])"
            lines += [sessions] if by_default else []
        elif stream not in shown:
            continue
        elif stream.per_host:
            lines.append(f"  users -.->|hosts| {stream.name}")
        elif stream.parent is not None:
            lines.append(f"  {stream.parent.name} --> {stream.name}")
        elif by_default:
            lines.append(f"  {stream.name}")
    return "\n".join([*lines, "```"])


_KINDS = {
    BY_DATE: "**by date**",
    PER_SESSION: "**per session**, in chronological order",
    f"{PER_SESSION} of past instances": "**per session**, by host and meeting",
    EMBEDDED: "**embedded** in a parent record",
}


def replication() -> str:
    """Tabulate the incremental streams by how they are read."""
    names: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for stream in in_catalog():
        if stream.replication_key:
            unordered = stream.kind == PER_SESSION and _root(stream).kind != BY_DATE
            kind = f"{PER_SESSION} of past instances" if unordered else stream.kind
            names[kind, stream.replication_key].append(stream.name)
    order = list(_KINDS)
    rows = sorted(names.items(), key=lambda item: order.index(item[0][0]))
    return table(
        ("kind", "replication key", "streams"),
        ((_KINDS[kind], f"`{key}`", code(of_kind)) for (kind, key), of_kind in rows),
    )


def _root(stream: Stream) -> Stream:
    return stream if stream.parent is None else _root(stream.parent)


def earliest() -> str:
    """Tabulate the earliest data of the streams that are read by date."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for stream in in_catalog():
        if stream.kind == BY_DATE:
            names[earliest_day(stream)].append(stream.name)
    rows = [(code(of_day), day) for day, of_day in names.items()]
    return table(("streams", "earliest data"), rows)


def earliest_day(stream: Stream) -> str:
    """Return the first day for which Zoom has data of a stream, in words."""
    root = _root(stream)
    day = root.earliest
    return (
        f"{root.retention_months} months ago" if day is None else f"{day:%B} {day.day}, {day.year}"
    )
