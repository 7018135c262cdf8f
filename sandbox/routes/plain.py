"""Endpoints without a meaning of their own, which are served from the facts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from sandbox import codec, errors, query
from sandbox.endpoint import Endpoint
from sandbox.errors import ApiError
from sandbox.paging import ENVELOPE, Paging, ResultSet
from sandbox.plain import PLAIN, Plain
from sandbox.plain.windows import requested_window
from sandbox.seeded_random import SeededRandom
from sandbox.truth import plain as truth
from sandbox.truth.extraction import Extraction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import facts
    from sandbox.account import Account
    from sandbox.model import Row
    from sandbox.request_context import RequestContext

_PARSERS: Mapping[str, query.Parser] = {
    "integer": query.number,
    "boolean": query.flag,
    "string date": query.day,
    "string date-time": query.moment,
    "day": query.day,
    "moment": query.moment,
    "either": query.day_or_moment,
}
_PAGES: Mapping[str, query.Parser] = {
    "page_size": query.number,
    "page_number": query.number,
    "next_page_token": str,
}
_known: WeakKeyDictionary[Account, dict[str, tuple[object, dict[tuple[str, ...], truth.Parent]]]]
_known = WeakKeyDictionary()
"""The parents of each endpoint, by account, and when they were found."""


def _parser(plain: Plain, name: str, parameter: facts.Parameter) -> query.Parser:
    if name in _PAGES:
        return _PAGES[name]
    if name in (plain.window_names or ()):
        kind = plain.dates or f"{parameter.type} {parameter.format}"
        return _PARSERS.get(kind, query.day_or_moment)
    if parameter.enum:
        return query.one_of(*map(str, parameter.enum))
    kind = f"{parameter.type} {parameter.format}".rstrip()
    return _PARSERS.get(kind, query.text)


def _scopes(plain: Plain, family: str) -> tuple[str, ...]:
    """Return the account-wide scope, and its variant for one user if that is documented."""
    declared = getattr(plain, family)
    known: tuple[str, ...] = getattr(plain.endpoint, family)
    order = sorted(known, key=lambda scope: (":admin" not in scope, ":master" not in scope))
    if not declared and not order:
        raise ValueError(f"{plain.path}: no {family} scope is documented, so declare one")
    best = declared or order[0]
    own = best.removesuffix(":admin")
    return (best, own) if own != best and own in known else (best,)


def _paging(plain: Plain) -> Paging | None:
    endpoint = plain.endpoint
    if not plain.records_key or "next_page_token" not in endpoint.parameters:
        return None
    size = endpoint.parameters.get("page_size")
    maximum = plain.max_size or (size and size.maximum) or 300
    rejects = SeededRandom(plain.path).chance(0.5)
    return Paging(
        plain.records_key,
        default_size=min(30, maximum),
        max_size=maximum,
        oversize=plain.oversize or ("reject" if rejects else "clamp"),
        last_token=plain.last_token,
        envelope=frozenset(n for n in ENVELOPE if plain.within(n) in endpoint.fields),
        page_numbers="page_number" in endpoint.parameters,
        token_code=400 if endpoint.product == "Phone" else 300,
    )


def serve(plain: Plain) -> Endpoint:
    """Return the endpoint of a declaration."""
    plain.check()
    documented = plain.endpoint
    classic, granular = _scopes(plain, "classic"), _scopes(plain, "granular")
    accepted = {*classic[:1], *granular[:1], *documented.classic, *documented.granular}
    parameters = documented.parameters.items()
    return Endpoint(
        template=plain.path,
        label=plain.rate_limit_label,
        classic=classic,
        granular=granular[::-1],
        parameters={name: _parser(plain, name, known) for name, known in parameters},
        required=frozenset(name for name, known in parameters if known.required),
        paging=_paging(plain),
        feature=plain.feature,
        handler=partial(_respond, plain),
        accepted=frozenset(accepted),
    )


def _respond(plain: Plain, request: RequestContext) -> Row | ResultSet:
    """Respond to a request as declared."""
    parent = parent_of(plain, request)
    start, end, echo = requested_window(plain, request)
    if not plain.records_key:
        return truth.single(request.account, plain, parent)
    variant = _variant(plain, request)
    made = truth.generator(request.account, plain, parent, variant)
    body = made.body(plain.body)
    if plain.is_dated:
        rows: Sequence[Row] = made.dated(*truth.within(plain, parent, start, end), request.now)
    else:
        rows = made.undated()
    rows = _filtered(plain, rows, request.query)
    if _paging(plain):
        if plain.container:
            return ResultSet(rows, echo, around=(plain.container, body))
        return ResultSet(rows, {**body, **echo})
    about = {"page_size": len(rows), "total_records": len(rows), "page_count": 1}
    about |= {"page_number": 1}
    pages = {**about, "next_page_token": ""}
    own = {name: value for name, value in pages.items() if name in plain.endpoint.fields}
    return {**own, **body, **echo, plain.records_key: list(rows)}


def _variant(plain: Plain, request: RequestContext) -> str:
    """Return which of several lists is asked for."""
    if plain.each is None:
        return ""
    name, values = plain.each
    default = plain.endpoint.parameters[name].default
    return str(request.query.get(name, default or values[0]))


def _filtered(plain: Plain, rows: Sequence[Row], asked: Mapping[str, Any]) -> Sequence[Row]:
    """Keep the rows that have what the parameters named like fields ask for."""
    fields = {node.name for node in plain.row} - {*(plain.window_names or ())}
    fields.discard(plain.parent_parameter)
    if plain.each:
        fields -= {plain.each[0]}
    named = {plain.filters.get(n, n): v for n, v in asked.items() if v != plain.no_filter.get(n)}
    wanted = {n: v for n, v in named.items() if n in fields and v != "all"}
    if not wanted:
        return rows
    return [row for row in rows if all(str(row.get(n)) == str(v) for n, v in wanted.items())]


# --- parents --------------------------------------------------------------------------------------


def parent_of(plain: Plain, request: RequestContext) -> truth.Parent:
    """Return the parent in the path, or raise the error for one that is unknown or lost."""
    if not plain.parent:
        return truth.Parent()
    ids = tuple(map(_decoded, request.args))
    if plain.parent_parameter:
        ids = (*ids, request.query.get(plain.parent_parameter, ""))
    account = request.account
    if plain.parent == "account":
        if ids[-1] not in ("me", account.account_id):
            raise ApiError(404, 2001, f"Account does not exist: {ids[-1]}.")
        return truth.Parent((account.account_id,))
    if plain.parent == "users":
        user = account.find_user(ids[-1])
        if user is None or user.gone:
            raise errors.user_not_found(ids[-1])
        found: truth.Parent | None = truth.Parent((user.id,))
    else:
        found = _found(plain, request, ids)
    if found is None or truth.lost(account, plain, found):
        raise _not_found(plain, ids[-1])
    return found


def _decoded(raw: str) -> str:
    """Decode an id in the path, which must be encoded exactly as Zoom requires."""
    text = unquote(raw)
    text = unquote(text) if "%" in text else text
    if unquote(codec.wire_uuid(text)) != unquote(raw):
        raise ApiError(404, 300, f"Not found: {raw}.", malformed=True)
    return text


def _not_found(plain: Plain, text: str) -> ApiError:
    if plain.parent == "groups":
        return errors.group_not_found(text)
    return ApiError(*plain.lost) if plain.lost else ApiError(404, 300, f"Does not exist: {text}.")


def _found(plain: Plain, request: RequestContext, ids: tuple[str, ...]) -> truth.Parent | None:
    """Find a parent among all there are, which are kept until one is missing."""
    kept = _known.setdefault(request.account, {})
    state = (repr(request.features), request.now)
    known_at, known = kept.get(plain.path, (None, {}))
    if ids not in known and state != known_at:
        statuses = ("active", "inactive")
        extraction = Extraction(
            request.account, request.features, request.base_url, request.now, statuses=statuses
        )
        known = {parent.ids: parent for parent in truth.parents(extraction, plain)}
        kept[plain.path] = (state, known)
    return known.get(ids)


ENDPOINTS = tuple(
    serve(each)
    for plain in PLAIN
    for each in (plain, *((truth.detail_of(plain),) if plain.detail else ()))
)
