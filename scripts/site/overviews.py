"""Renders the pages about many streams: areas, questions, personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.docs.declared import AREAS, Stream, in_catalog, schema
from scripts.docs.markdown import code, table
from scripts.site import diagrams
from scripts.site.fields import fields
from scripts.site.mentions import slug
from scripts.site.stream_page import link, requester

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_READ = (
    "A stream is read for each record of its parent. A dashed line leads to lists that are read "
    "per user. Streams of other areas are gray."
)


_PERSONAL = (
    "Fields that tell who or where a person is, or what they said, going by the fields' names and "
    "descriptions. Ids of people aren't listed, nor are topics and names that somebody chose, "
    "which can say anything. [Selecting fields](../selection.md#personal-data) leaves them out."
)


def areas() -> dict[str, list[Stream]]:
    """Return the streams of each area that has any."""
    found = {area: [s for s in in_catalog() if s.area == area] for area in AREAS}
    return {area: members for area, members in found.items() if members}


def title(area: str) -> str:
    """Return the title of an area's page."""
    return AREAS[area][0].upper() + AREAS[area][1:]


def page(area: str) -> str:
    """Return the page of an area."""
    members = areas()[area]
    parts = [f"# {title(area)}", _table(members, "../")]
    if family := diagrams.family(members, "../"):
        parts += [
            "## Parents and children",
            _READ,
            family,
        ]
    if keys := diagrams.keys(members, "../"):
        parts += ["## Joins", "Keys, and the fields of these streams that hold them.", keys]
    return "\n\n".join(parts) + "\n"


def index() -> str:
    """Return the page with all areas and their streams."""
    count = len(in_catalog())
    parts = [
        "# All streams",
        f"{count} streams, by area. [Streams](../streams.md) tells which are selected by default.",
    ]
    for area, members in areas().items():
        parts += [f"## [{title(area)}]({area}/index.md)", _table(members)]
    return "\n\n".join(parts) + "\n"


def all_questions(texts: Mapping[str, Sequence[str]]) -> str:
    """Return the page with all questions.

    Args:
        texts: The questions about each stream.
    """
    parts = [
        "# Questions",
        "What the streams can answer, each with its SQL and its result for a simulated account.",
    ]
    for area, members in areas().items():
        asked = [
            f"- [{text}]({stream.name}.md#{slug(text)})"
            for stream in members
            for text in texts.get(stream.name, ())
        ]
        parts += [f"## {title(area)}", "\n".join(asked)] if asked else []
    return "\n\n".join(parts) + "\n"


def personal_data() -> str:
    """Return the page with the personal data of all streams."""
    rows = []
    for stream in in_catalog():
        found = fields(stream.name)
        if personal := code(field.path for field in found if field.personal):
            rows.append((link(stream.name), personal))
    return "\n\n".join(("# Personal data", _PERSONAL, table(("stream", "fields"), rows))) + "\n"


def _table(members: list[Stream], base: str = "") -> str:
    rows = (
        (
            link(stream.name, base),
            "yes" if stream.selected_by_default else "",
            requester(stream).rate_limit or "no requests",
            schema(stream.name)["description"],
        )
        for stream in members
    )
    return table(("stream", "by default", "rate limit", "a record is"), rows)
