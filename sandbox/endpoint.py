"""Endpoints, and the decorator that declares one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import facts
from sandbox import query
from sandbox.paging import ENVELOPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sandbox.model import Row
    from sandbox.paging import Paging, ResultSet
    from sandbox.request_context import RequestContext

    Handler = Callable[[RequestContext], Row | ResultSet]

_PAGE_PARAMETERS: Mapping[str, query.Parser] = {
    "page_size": query.number,
    "next_page_token": str,
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint of the API."""

    template: str
    label: str
    classic: tuple[str, ...]
    granular: tuple[str, ...]
    parameters: Mapping[str, query.Parser]
    required: frozenset[str]
    paging: Paging | None
    feature: str | None
    handler: Handler
    accepted: frozenset[str]


def _both(scope: str) -> tuple[str, str]:
    return scope, scope.removesuffix(":admin")


def accepting(classic: str, granular: str) -> frozenset[str]:
    """Return all scopes that grant the same access as two admin scopes."""
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
    **parameters: query.Parser,
) -> Callable[[Handler], Endpoint]:
    """Turn a function into an endpoint for GET requests.

    ``classic`` and ``granular`` are the account-wide scopes; the documents decide which others are
    accepted, and what the body says about its pages. A trailing underscore, as in ``from_``, isn't
    part of a parameter's name.
    """
    documented = facts.find(template)
    scopes = accepting(classic, granular)
    if documented:
        scopes = frozenset((classic, granular, *documented.classic, *documented.granular))
    named = {name.rstrip("_"): parser for name, parser in parameters.items()}
    if paging:
        if documented:
            paging = replace(paging, envelope=ENVELOPE & documented.fields.keys())
        named.update(_PAGE_PARAMETERS)
        if paging.page_numbers:
            named["page_number"] = query.number

    def endpoint(handler: Handler) -> Endpoint:
        return Endpoint(
            template=template,
            label=label,
            classic=tuple(scope for scope in _both(classic) if scope in scopes),
            granular=tuple(scope for scope in _both(granular)[::-1] if scope in scopes),
            parameters=named,
            required=frozenset(required),
            paging=paging,
            feature=feature,
            handler=handler,
            accepted=scopes,
        )

    return endpoint


def scopes_of(endpoints: Iterable[Endpoint], family: str) -> set[str]:
    """Return all scopes of a family that the endpoints require, in their account-wide form."""
    if family == "classic":
        return {endpoint.classic[0] for endpoint in endpoints}
    return {endpoint.granular[-1] for endpoint in endpoints}
