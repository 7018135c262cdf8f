"""Draws which streams are read for the records of which, and which fields join them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from scripts.docs.declared import streams
from scripts.site import joins
from scripts.site.svg import Node, forest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scripts.docs.declared import Stream

#: What the streams are called that aren't in the catalog.
_INTERNAL = "held sessions"


def family(members: Sequence[Stream], base: str, *, children: bool = True) -> str:
    """Draw the parents and the children of streams.

    Args:
        members: The streams.
        base: Where the pages of streams are, from the page with the diagram.
        children: Whether to draw children that aren't among the streams.

    Returns:
        A drawing; empty if no stream has a parent or a child.
    """
    names = {member.name for member in members}
    shown = {name for member in members for name in _ancestors(member)}
    if children:
        shown |= {stream.name for stream in streams() if _parent(stream) in names}
    nodes: dict[str, Node] = {}
    for stream in streams():  # parents come first
        if stream.name not in shown:
            continue
        parent = _parent(stream)
        nodes[stream.name] = node = Node(
            _INTERNAL if stream.internal else stream.name,
            "" if stream.internal else f"{base}{stream.name}.html",
            "node" if stream.name in names else "node other",
            "edge hosts" if stream.per_host else "edge",
        )
        if parent:
            nodes[parent].children.append(node)
    inner = {id(child) for node in nodes.values() for child in node.children}
    roots = [node for node in nodes.values() if node.children and id(node) not in inner]
    return forest("Parents and children", roots) if roots else ""


def _ancestors(stream: Stream) -> Iterable[str]:
    """Yield the names of a stream and of its ancestors."""
    name = stream.name
    while name:
        yield name
        name = _parents()[name]


@cache
def _parents() -> dict[str, str]:
    return {stream.name: _parent(stream) for stream in streams()}


def _parent(stream: Stream) -> str:
    """Return the stream for whose records another is read, if any."""
    if stream.parent is not None:
        return stream.parent.name
    return "users" if stream.per_host else ""


def keys(members: Iterable[Stream], base: str) -> str:
    """Draw the keys that fields of streams hold, each with these fields.

    Returns:
        A drawing; empty if there are no such fields.
    """
    nodes: dict[str, Node] = {}
    for stream in members:
        for reference in joins.of(stream.name):
            key = f"{reference.target}.{reference.key}"
            node = nodes.setdefault(key, Node(key, f"{base}{reference.target}.html"))
            field = f"{stream.name}.{reference.field}"
            node.children.append(Node(field, f"{base}{stream.name}.html", "field"))
    return forest("Joins", list(nodes.values())) if nodes else ""
