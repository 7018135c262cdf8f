"""Routing of paths to endpoints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.endpoint import Endpoint


@dataclass(slots=True)
class _Node:
    """One segment in the tree of paths."""

    fixed: dict[str, _Node] = field(default_factory=dict)
    variable: _Node | None = None
    endpoint: Endpoint | None = None


class Router:
    """Matches raw paths segment by segment, without decoding them."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._root = _Node()
        for endpoint in endpoints:
            self._add(endpoint)

    def _add(self, endpoint: Endpoint) -> None:
        node = self._root
        for segment in endpoint.template.strip("/").split("/"):
            if segment.startswith("{"):
                if node.variable is None:
                    node.variable = _Node()
                node = node.variable
            else:
                node = node.fixed.setdefault(segment, _Node())
        node.endpoint = endpoint

    def find(self, path: str) -> tuple[Endpoint, tuple[str, ...]] | None:
        """Return the endpoint of a raw path and the path's variable segments, still encoded."""
        node, args = self._root, list[str]()
        for segment in path[1:].split("/"):
            if segment in node.fixed:
                node = node.fixed[segment]
            elif node.variable and segment:
                node = node.variable
                args.append(segment)
            else:
                return None
        return (node.endpoint, tuple(args)) if node.endpoint else None
