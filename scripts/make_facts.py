"""Makes ``facts/endpoints.json`` from Zoom's OpenAPI documents, of which only facts are kept.

    python -m scripts.make_facts DOCUMENT...

The documents are those that Zoom offers for download at https://developers.zoom.us/docs/api/, one
per product. A document may also be an extract: one JSON object per path, with the properties
``family``, ``label``, ``granular_scopes``, ``classic_scopes``, ``params``, ``response`` and
``deprecated``. The facts in the repository come from such an extract of the documents of
2026-03-11.

Kept are names, types, formats, values, defaults, maximums, scopes and labels. Descriptions,
examples and messages are Zoom's own words, and are left out.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.schema_fields import fields, kind_of, merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scripts.schema_fields import Node

ROOT = Path(__file__).resolve().parents[1]
FACTS = ROOT / "facts" / "endpoints.json"

_LABEL = re.compile(r"rate limit label[^`]*`([\w-]+)`", re.IGNORECASE)
_SCOPES = re.compile(r"\*\*(granular )?scopes:?\*\*:?((?:[\s,]*`[^`]+`)+)", re.IGNORECASE)


def main() -> None:
    """Read the documents and write the facts."""
    parser = argparse.ArgumentParser(prog="python -m scripts.make_facts", description=__doc__)
    parser.add_argument("documents", nargs="+", type=Path, metavar="DOCUMENT")
    documents = parser.parse_args().documents
    found = facts([json.loads(path.read_text(encoding="utf-8")) for path in documents])
    FACTS.write_text(formatted(found), encoding="utf-8")
    print(f"{len(found)} endpoints: {FACTS.relative_to(ROOT)}")


def facts(documents: Sequence[Node]) -> Node:
    """Return the facts about each GET endpoint of some documents, by path."""
    found = {}
    for document in documents:
        entries = _of_document(document) if "paths" in document else _of_extract(document)
        found.update(dict(entries))
    return dict(sorted(found.items()))


def formatted(found: Node) -> str:
    """Format the facts: one line per kind of fact, so that a diff shows what has changed."""
    blocks = []
    for path, entry in found.items():
        lines = (f'  "{name}": {_compact(value)}' for name, value in entry.items())
        blocks.append(f'"{path}": {{\n' + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# --- the two layouts ------------------------------------------------------------------------------


def _of_document(document: Node) -> Iterator[tuple[str, Node]]:
    product = document["info"]["title"]
    for path, item in document["paths"].items():
        if "get" not in item:
            continue
        operation = _resolved(item["get"], document)
        text = operation.get("description", "")
        scopes: dict[bool, list[str]] = {True: [], False: []}
        for granular, names in _SCOPES.findall(text):
            scopes[bool(granular)] += re.findall(r"`([^`]+)`", names)
        label = _LABEL.search(text)
        shared = _resolved(item.get("parameters", []), document)
        parameters = {
            each["name"]: {**each.get("schema", {}), **each}
            for each in (*shared, *operation.get("parameters", ()))
        }
        yield (
            path,
            _entry(
                product=product,
                label=label[1] if label else None,
                granular=scopes[True],
                classic=scopes[False],
                parameters=parameters,
                response=_body(operation["responses"]),
                deprecated=operation.get("deprecated", False),
            ),
        )


def _body(responses: Node) -> Node:
    """Return the schema of the JSON that a successful response has."""
    for status, response in responses.items():
        if status.startswith("2"):
            schema: Node = response.get("content", {}).get("application/json", {}).get("schema", {})
            return schema
    return {}


def _resolved(node: Any, document: Node) -> Any:
    """Return a part of a document with what its references refer to."""
    if isinstance(node, list):
        return [_resolved(each, document) for each in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        target: Any = document
        for name in node["$ref"].removeprefix("#/").split("/"):
            target = target[name.replace("~1", "/").replace("~0", "~")]
        return _resolved(target, document)
    return {name: _resolved(each, document) for name, each in node.items()}


def _of_extract(extract: Node) -> Iterator[tuple[str, Node]]:
    for path, each in extract.items():
        yield (
            path,
            _entry(
                product=each["family"],
                label=each["label"],
                granular=each["granular_scopes"],
                classic=each["classic_scopes"],
                parameters=each["params"],
                response=each["response"],
                deprecated=each["deprecated"],
            ),
        )


# --- the facts ------------------------------------------------------------------------------------


def _entry(
    *,
    product: str,
    label: str | None,
    granular: Sequence[str],
    classic: Sequence[str],
    parameters: Mapping[str, Node],
    response: Node,
    deprecated: bool,
) -> Node:
    old: list[str] = [""] if deprecated else []
    queries = {name: each for name, each in parameters.items() if each["in"] == "query"}
    entry = {
        "product": product,
        "label": (label or "").upper(),
        "granular": sorted(granular),
        "classic": sorted(classic),
        "parameters": fields({name: _parameter(each) for name, each in queries.items()}, "", []),
        "required": [name for name, each in queries.items() if each.get("required")],
        "maximums": {name: each["maximum"] for name, each in queries.items() if "maximum" in each},
        "defaults": {
            name: each["default"]
            for name, each in queries.items()
            if "default" in each and name != "page_size"
        },
        "response": _response(merged(response), old),
        "deprecated": [*(f"?{n}" for n, each in queries.items() if each.get("deprecated")), *old],
    }
    return {name: value for name, value in entry.items() if value or name == "response"}


def _parameter(node: Node) -> Node:
    """Return the schema of a parameter, which may have a list of values joined with commas."""
    return node["items"] if kind_of(node) == "array" and "enum" in node.get("items", {}) else node


def _response(node: Node, old: list[str]) -> Node:
    if kind_of(node) == "array":  # a list without a name
        return fields({"": node}, "", old)
    return fields(node.get("properties", {}), "", old)


if __name__ == "__main__":
    main()
