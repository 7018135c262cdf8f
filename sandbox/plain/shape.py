"""The documented fields of a row as a tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from facts import Field


@dataclass(slots=True)
class Node:
    """A field, with what it contains."""

    name: str
    path: str
    """Within the row, such as ``owner.id`` or ``agents[].user_id``."""
    facts: Field
    fields: list[Node] = field(default_factory=list)
    """The fields of an object."""
    item: Node | None = None
    """What an array contains."""

    def parts(self) -> Iterator[Node]:
        """Yield the field and all that it contains."""
        yield self
        for below in (*self.fields, *((self.item,) if self.item else ())):
            yield from below.parts()


def tree(fields: Mapping[str, Field]) -> tuple[Node, ...]:
    """Return the outer fields, given all of them by path; outer ones come first."""
    nodes: dict[str, Node] = {}
    outer: list[Node] = []
    for path, facts in fields.items():
        if path.endswith("[]"):
            above = nodes[path[:-2]]
            nodes[path] = above.item = Node(above.name, path, facts)
            continue
        parent, _, name = path.rpartition(".")
        nodes[path] = node = Node(name, path, facts)
        (nodes[parent].fields if parent else outer).append(node)
    return tuple(outer)
