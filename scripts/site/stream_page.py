"""Renders the page of a stream."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from scripts.docs import access, evidence, requests
from scripts.docs.declared import (
    AREAS,
    BY_DATE,
    EMBEDDED,
    FULL_TABLE,
    PER_SESSION,
    in_catalog,
    schema,
)
from scripts.docs.markdown import code, table
from scripts.docs.streams import earliest_day
from scripts.site import joins, mentions
from scripts.site.fields import Field, fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scripts.docs.declared import Stream
    from scripts.site.questions import Answer, Question

#: How a stream is read, with a link to what that means.
_KINDS = {
    FULL_TABLE: "in full by each run",
    BY_DATE: "[by date](../state.md#incremental-streams)",
    PER_SESSION: "[per session](../state.md#incremental-streams)",
    EMBEDDED: "[embedded](../state.md#incremental-streams) in the parent's records",
}
#: What the badges of fields mean.
_MARKS = {
    "key": "part of the primary key",
    "secret": "grants access, and is [not selected by default](../selection.md#credentials)",
    "personal": "tells [who or where a person is](personal-data.md), or what they "
    "said, going by the field's name and description",
}
#: Rows of a result that are shown.
ROWS = 10
#: Items of a list in the sample record that are shown.
_ITEMS = 2


def page(
    stream: Stream,
    records: Sequence[dict[str, Any]],
    answers: Iterable[tuple[Question, Answer]],
) -> str:
    """Return the page of a stream.

    Args:
        stream: The stream.
        records: Its records in the sandbox.
        answers: The questions about it.
    """
    parts = [
        f"# {stream.name}",
        schema(stream.name)["description"],
        _facts(stream),
        "## Fields",
        *_fields(stream),
        *_joins(stream),
        *_questions(answers),
        "## Sample record",
        "From the simulated account of the tests; fields that are null there are left out.",
        _sample(records),
    ]
    return "\n\n".join(parts) + "\n"


def link(name: str, base: str = "") -> str:
    """Return a link to a stream, from the page of another one or from a page below."""
    return f"[`{name}`]({base}{name}.md)"


def column(stream: str, field: str) -> str:
    """Return a link to the stream that a field is in."""
    return f"[`{stream}.{field}`]({stream}.md)"


def _facts(stream: Stream) -> str:
    parent, children = stream.parent, _children(stream)
    basis, note = evidence.basis(stream.name)
    rows = [
        ("Area", f"[{AREAS[stream.area]}]({stream.area}/index.md)"),
        ("Selected", _selected(stream)),
        ("Primary key", code(stream.primary_keys)),
        ("Replication key", f"`{stream.replication_key}`" if stream.replication_key else "none"),
        ("Read", _read(stream)),
        ("Parent", link(parent.name) if parent and not parent.internal else ""),
        ("Children", ", ".join(map(link, children))),
        *_requests(stream),
        ("Requires", stream.plan_requirement or "nothing that Zoom's reference names"),
        ("Granular scopes", code(stream.scopes["granular"], "<br>")),
        ("Classic scopes", access.classic(stream)),
        ("Evidence", f"{basis}. {note} [More](../evidence.md)"),
        ("See also", mentions.links(stream.name)),
    ]
    return table(("", ""), [(f"**{name}**", value) for name, value in rows if value])


def _selected(stream: Stream) -> str:
    if stream.selected_by_default:
        return "by default"
    return f"[on request](../selection.md): `{stream.name}.*`"


def _read(stream: Stream) -> str:
    text = _KINDS[stream.kind]
    return f"{text}, from {earliest_day(stream)} on" if stream.kind == BY_DATE else text


def _children(stream: Stream) -> list[str]:
    per_host = stream.name == "users"
    return [
        child.name
        for child in in_catalog()
        if child.parent is stream
        or (per_host and (child.per_host or (child.parent and child.parent.internal)))
    ]


def requester(stream: Stream) -> Stream:
    """Return the stream that makes the requests: two share the lists of held sessions."""
    return stream.parent if stream.parent and stream.parent.internal else stream


def _requests(stream: Stream) -> list[tuple[str, str]]:
    """Return what the stream requests, or the list that drives it."""
    source = requester(stream)
    if not source.rate_limit:
        return [("Requests", "none of its own")]
    path = "" if source.path.startswith("{") else f"`GET {source.path}`, "
    page = requests.page(source)
    paged = "in one page" if page == "all" else f"{page} records per page"
    unit = requests.unit(source)
    rows = [("Requests", f"{path}{source.requests} per {unit}, {paged}")]
    limits = f"[{source.rate_limit}](../speed.md#rate-limits)"
    if stream.detail_rate_limit:
        rows.append(("Details", f"`GET {stream.detail_path}`, 1 per record"))
        limits += f", details {stream.detail_rate_limit}"
    return [*rows, ("Rate limit", limits)]


def _fields(stream: Stream) -> list[str]:
    """Return the legend and the table of the fields."""
    found = fields(stream.name)
    marks = {field.path: _marks(stream, field) for field in found}
    used = {mark for of_field in marks.values() for mark in of_field}
    rows = [
        (
            " ".join((f"`{field.path}`", *map(_badge, marks[field.path]))),
            field.type,
            _linked(field.description, stream),
        )
        for field in found
    ]
    legend = "; ".join(f"{_badge(mark)} {text}" for mark, text in _MARKS.items() if mark in used)
    return [f"{legend}.", table(("field", "type", "description"), rows)]


def _marks(stream: Stream, field: Field) -> list[str]:
    marks = {
        "key": field.path in stream.primary_keys,
        "secret": field.secret,
        "personal": field.personal,
    }
    return [mark for mark, is_marked in marks.items() if is_marked]


def _badge(mark: str) -> str:
    return f'<span class="badge {mark}">{mark}</span>'


def _linked(description: str, stream: Stream) -> str:
    """Turn the streams that a description refers to into links."""
    for reference in joins.of(stream.name):
        name = f"{reference.target}.{reference.key}"
        description = re.sub(
            rf"\b{name}\b(?!`)", column(reference.target, reference.key), description
        )
    return description


def _joins(stream: Stream) -> list[str]:
    """Return the table of what each field is equal to in other streams."""
    others: defaultdict[str, list[str]] = defaultdict(list)
    for reference in joins.of(stream.name):
        others[reference.field].append(column(reference.target, reference.key))
    for reference in joins.to(stream.name):
        others[reference.key].append(column(reference.stream, reference.field))
    rows = [(f"`{field}`", ", ".join(columns)) for field, columns in others.items()]
    return ["## Joins", table(("this field", "is equal to"), rows)] if rows else []


def _questions(answers: Iterable[tuple[Question, Answer]]) -> list[str]:
    parts = [
        part
        for question, answer in answers
        for part in (
            f"### {question.text}",
            f"```sql\n{question.sql}\n```",
            _result(answer),
        )
    ]
    return ["## Questions", "In DuckDB's SQL, with a table per stream.", *parts] if parts else []


def _result(answer: Answer) -> str:
    rows = [["" if cell is None else _cell(cell) for cell in row] for row in answer.rows[:ROWS]]
    lines = table(answer.titles, rows).splitlines()
    lines[1] = "|".join(("", *("---:" if number else "---" for number in answer.numeric), ""))
    more = len(answer.rows) - ROWS
    return "\n".join(lines) + (f"\n\n{more} more rows." if more > 0 else "")


def _cell(text: str) -> str:
    """Escape what Markdown would read as markup, and shorten what wouldn't fit."""
    short = text if len(text) <= 80 else f"{text[:79]}…"  # noqa: PLR2004
    for character in "\\`*_[]<>@":
        short = short.replace(character, f"&#{ord(character)};")
    return " ".join(short.split())


def _sample(records: Sequence[dict[str, Any]]) -> str:
    """Return the record with the most fields, as JSON."""
    fullest = max(records, key=lambda record: sum(value is not None for value in record.values()))
    text = json.dumps(_short(fullest), indent=2, ensure_ascii=False)
    return f"```json\n{text}\n```"


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _short(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        more = len(value) - _ITEMS
        return [*map(_short, value[:_ITEMS]), *([f"… {more} more"] if more > 0 else [])]
    return value
