"""The endpoints that there are: one decorated function each, found by the path's segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox import query

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.model import Row
    from sandbox.paging import Listing, Paging
    from sandbox.zoom import Zoom

    Handler = Callable[["Call"], "Row | Listing"]
    H = TypeVar("H", bound=Handler)

_PAGE_PARAMETERS: Mapping[str, query.Kind] = {
    "page_size": query.number,
    "next_page_token": str,
}


@dataclass(slots=True)
class Call:
    """One request as its handler sees it."""

    zoom: Zoom
    arg: str
    """The variable segment of the path, still encoded; no endpoint has two."""
    query: dict[str, Any]
    now: datetime

    @property
    def account(self) -> Account:
        """Give the account."""
        return self.zoom.account


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is known about one endpoint."""

    template: str
    label: str
    classic: tuple[str, ...]
    granular: tuple[str, ...]
    kinds: Mapping[str, query.Kind]
    required: frozenset[str]
    paging: Paging | None
    feature: str | None
    handler: Handler
    accepted: frozenset[str]


@dataclass(slots=True)
class _Node:
    """One segment's worth of the tree of paths."""

    fixed: dict[str, _Node] = field(default_factory=dict)
    variable: _Node | None = None
    endpoint: Endpoint | None = None


ENDPOINTS: list[Endpoint] = []
_ROOT = _Node()


def _both(scope: str) -> tuple[str, str]:
    return scope, scope.removesuffix(":admin")


def accepting(classic: str, granular: str) -> frozenset[str]:
    """Give all scopes that open what two scopes of an admin open."""
    return frozenset((*_both(classic), *_both(granular)))


def get(
    template: str,
    label: str,
    classic: str,
    granular: str,
    *,
    paging: Paging | None = None,
    feature: str | None = None,
    required: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    **kinds: query.Kind,
) -> Callable[[H], H]:
    """Register a function as an endpoint.

    ``granular`` is the admin variant of the scope, ``also`` are others that do as well; a
    trailing underscore of a parameter's name, as in ``from_``, isn't part of it.
    """
    named = {name.rstrip("_"): kind for name, kind in kinds.items()}
    if paging:
        named.update(_PAGE_PARAMETERS)
        if paging.numbered:
            named["page_number"] = query.number
    classics, granulars = _both(classic), _both(granular)[::-1]

    def register(handler: H) -> H:
        endpoint = Endpoint(
            template=template,
            label=label,
            classic=classics,
            granular=granulars,
            kinds=named,
            required=frozenset(required),
            paging=paging,
            feature=feature,
            handler=handler,
            accepted=accepting(classic, granular) | frozenset(also),
        )
        ENDPOINTS.append(endpoint)
        node = _ROOT
        for segment in template.strip("/").split("/"):
            if segment.startswith("{"):
                if node.variable is None:
                    node.variable = _Node()
                node = node.variable
            else:
                node = node.fixed.setdefault(segment, _Node())
        node.endpoint = endpoint
        return handler

    return register


def find(path: str) -> tuple[Endpoint, str] | None:
    """Find the endpoint of a raw path, and the path's variable segment, still encoded."""
    node, arg = _ROOT, ""
    for segment in path[1:].split("/"):
        if segment in node.fixed:
            node = node.fixed[segment]
        elif node.variable and segment:
            node, arg = node.variable, segment
        else:
            return None
    return (node.endpoint, arg) if node.endpoint else None


def scopes(family: str) -> set[str]:
    """Give all scopes of a family that the endpoints ask for, in their account-wide form."""
    if family == "classic":
        return {endpoint.classic[0] for endpoint in ENDPOINTS}
    return {endpoint.granular[1] for endpoint in ENDPOINTS}
