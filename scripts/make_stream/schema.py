"""The schema of a new stream, described as far as other schemas have described the same fields."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from scripts.format_schemas import SCHEMAS
from scripts.make_stream.plan import PLACEHOLDER, Plan, time_format
from tap_zoom.records.secrets import is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from facts import Field

_CREDENTIAL = "Credential, not selected by default: "
_MAX_DESCRIPTION = 120
_COMMON = 2  # schemas that describe a field in the same words
_MANY = 3  # wordings of a field's description: the most common one says nothing about it
_MADE_KEY = "Made by the tap: tells apart rows that Zoom gives no key for; the same on a re-read"


def schema(stream: Plan) -> dict[str, Any]:
    """Return the schema: the key first, then what the tap adds, then Zoom's fields by name."""
    own = _properties(stream, "")
    added = {
        name: {"type": ["string", "null"], "description": PLACEHOLDER}
        for name in stream.variants
        if name not in own
    }
    keys = {}
    for name in stream.keys:
        made = {"type": ["string", "null"], "description": _MADE_KEY}
        found = own.get(name) or added.get(name) or made
        keys[name] = {**found, "type": found["type"][0]}
        if name in stream.parent_ids:
            thing = name.removesuffix("_id").replace("_", " ")
            refers_to = f"Id of the {thing} (refers to {stream.parent_ids[name]})"
            keys[name]["description"] = refers_to
    rest = {name: each for name, each in {**added, **own}.items() if name not in keys}
    properties = {**keys, **rest}
    return {"type": "object", "description": f"{PLACEHOLDER}.", "properties": properties}


def _properties(stream: Plan, prefix: str) -> dict[str, Any]:
    """Return the fields of an object, sorted, by the path of the object with a dot."""
    names = sorted(
        place.removeprefix(prefix)
        for place in stream.rows
        if place.startswith(prefix) and not {".", "["} & set(place.removeprefix(prefix))
    )
    found = {name: _field(stream, f"{prefix}{name}") for name in names if name}
    return {name: each for name, each in found.items() if each}


def _field(stream: Plan, place: str) -> dict[str, Any]:
    each = stream.rows[place]
    name = place.rpartition(".")[2]
    if each.type == "object":
        properties = _properties(stream, f"{place}.")
        if not properties:
            stream.notes.append(f"{place} is an object without documented fields: left out")
            return {}
        typed: dict[str, Any] = {"type": ["object", "null"]}
        more: dict[str, Any] = {"properties": properties}
    elif each.type == "array":
        items = _items(stream, f"{place}[]")
        if not items:
            stream.notes.append(f"{place} is a list of something undocumented: left out")
            return {}
        typed, more = {"type": ["array", "null"]}, {"items": items}
    else:
        typed, more = {"type": [_kind(stream, place, each), "null"]}, {}
        if form := time_format(name, each):
            typed["format"] = form
            if not each.format:
                stream.notes.append(f"{place} is taken to be a time (UTC)")
    described = _described(name, place.rpartition(".")[0].removesuffix("[]"), each)
    return {**typed, "description": described, **more}


def _items(stream: Plan, place: str) -> dict[str, Any]:
    each = stream.rows.get(place)
    if each is None or each.type == "array":
        return {}
    if each.type == "object":
        properties = _properties(stream, f"{place}.")
        return {"type": "object", "properties": properties} if properties else {}
    return {"type": [_kind(stream, place, each), "null"]}


def _kind(stream: Plan, place: str, each: Field) -> str:
    if each.type == "any":
        stream.notes.append(f"{place} has no documented type: taken to be text")
        return "string"
    return each.type


def _described(name: str, holder: str, each: Field) -> str:
    found = _reworded(name, holder, each.type)
    bare = found.removeprefix(PLACEHOLDER).removeprefix(": ")
    if is_secret(name):
        return f"{PLACEHOLDER}: {_CREDENTIAL}{bare.removeprefix(_CREDENTIAL)}".strip()
    if not each.enum:
        return found
    bare = bare.partition(":")[0]
    *others, last = map(str, each.enum)
    values = f"{', '.join(others)} or {last}" if others else last
    return f"{PLACEHOLDER}: {bare}{': ' * bool(bare)}{values}"[:_MAX_DESCRIPTION].strip()


def _reworded(name: str, holder: str, kind: str) -> str:
    """Return a description that other schemas have; a placeholder if they don't agree on one."""
    within = holder.rpartition(".")[2]
    for known in (f"{within}.{name} {kind}", f"{name} {kind}"):
        wordings = _wordings().get(known)
        if wordings and len(wordings) <= _MANY:
            ((first, count),) = wordings.most_common(1)
            agreed = len(wordings) == 1 and count >= _COMMON
            return first if agreed else f"{PLACEHOLDER}: {first}"[:_MAX_DESCRIPTION].strip()
    return PLACEHOLDER


@cache
def _wordings() -> Mapping[str, Counter[str]]:
    """Return how often schemas have a description, by field and type, in its object or any."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for file in sorted(SCHEMAS.glob("*.json")):
        described = set(_descriptions(json.loads(file.read_text(encoding="utf-8")), ""))
        for name, text in described:
            if not text.startswith(PLACEHOLDER):
                found[name][text] += 1
    return found


def _descriptions(node: Mapping[str, Any], holder: str) -> Iterator[tuple[str, str]]:
    for name, each in node.get("properties", {}).items():
        kind = each["type"] if isinstance(each["type"], str) else each["type"][0]
        yield f"{name} {kind}", each["description"]
        yield f"{holder}.{name} {kind}", each["description"]
        yield from _descriptions(each, name)
        yield from _descriptions(each.get("items", {}), name)
