"""The fields of a JSON schema of Zoom's, in the form of ``facts/endpoints.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The formats of text. Those of numbers, such as int64, don't matter in JSON.
_FORMATS = {"date", "date-time", "email", "time", "uri"}

Node = dict[str, Any]


def fields(properties: Mapping[str, Node], path: str, old: list[str]) -> Node:
    """Return the fields of an object, in three forms; note the deprecated ones.

    Objects are by name, as are fields with known values. All others are by type. "[]" follows the
    name of an array.
    """
    by_type: dict[str, list[str]] = {}
    by_name: Node = {}
    for bare, schema in sorted(properties.items()):
        name, node = bare, merged(schema)
        deprecated = node.get("deprecated", False)
        while kind_of(node) == "array":
            name += "[]"
            node = merged(node.get("items", {}))
        here = f"{path}.{name}".lstrip(".")
        if deprecated or node.get("deprecated"):
            old.append(here.removesuffix("[]"))
        form = node.get("format", "")
        kind = f"{kind_of(node)} {form}" if form in _FORMATS else kind_of(node)
        if kind == "object":
            by_name[name] = fields(node.get("properties", {}), here, old)
        elif values := _values(node):
            by_name[name] = values
        else:
            by_type.setdefault(kind, []).append(name)
    if ambiguous := by_type.keys() & by_name.keys():
        msg = f"fields named like a type can't be told from it: {path}.{min(ambiguous)}"
        raise ValueError(msg)
    return {**{kind: " ".join(names) for kind, names in sorted(by_type.items())}, **by_name}


def _values(node: Node) -> list[Any]:
    """Return the values that a field may have, of the type that it has."""
    values = [value for value in node.get("enum", ()) if value is not None]
    if kind_of(node) == "string":
        return [str(value) for value in values]
    if kind_of(node) in {"integer", "number"}:
        return [int(value) for value in values]
    return []


def merged(node: Node) -> Node:
    """Return a schema with the fields of all its alternatives."""
    for word in ("oneOf", "anyOf", "allOf"):
        if word not in node:
            continue
        alternatives = [merged(each) for each in node[word]]
        kinds = {kind_of(each) for each in alternatives} | ({kind_of(node)} - {"any"})
        if kinds == {"object"}:
            properties = dict(node.get("properties", {}))
            for each in alternatives:
                properties.update(each.get("properties", {}))
            return {"type": "object", "properties": properties}
        return alternatives[0] if len(kinds) == 1 else {"type": "any"}
    return node


def kind_of(node: Node) -> str:
    """Return the type of a field, even if a schema leaves it out."""
    if "type" in node:
        return str(node["type"]).lower()
    return "object" if "properties" in node else "array" if "items" in node else "any"
