"""The declaration of a new stream, and its place in the module of its area."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.make_stream.plan import PLACEHOLDER, Plan
from tap_zoom.api.request import PAGE_SIZE, RateLimitLabel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MODULES = "tap_zoom.streams"
_BASES = {
    "ZoomStream": "stream",
    "WindowedStream": "windowed",
    "ChildWindowsStream": "child_windows",
}


def imports(stream: Plan) -> str:
    """Return the import statements that the declaration needs."""
    lines = [
        "from tap_zoom.api.request import RateLimitLabel",
        "from tap_zoom.base.declaration import Scopes",
        f"from tap_zoom.base.{_BASES[stream.base]} import {stream.base}",
    ]
    if stream.module.startswith("phone."):
        lines.append(f"from {_MODULES}.phone import PLAN")
    if stream.parent is not None and stream.parent.__module__ != f"{_MODULES}.{stream.module}":
        lines.append(f"from {stream.parent.__module__} import {stream.parent.__name__}")
    return "\n".join(lines) + "\n"


def declaration(stream: Plan, plan_requirement: str) -> str:
    """Return the class."""
    return "\n    ".join(
        [
            f"class {stream.class_name}({stream.base}):",
            f'"""{PLACEHOLDER}."""\n',
            f'name = "{stream.name}"',
            *([f"parent_stream_type = {stream.parent.__name__}"] if stream.parent else []),
            "selected_by_default = False",
            f'path = "{stream.path}"',
            *([f'records_key = "{stream.records_key}"'] if stream.records_key else []),
            *_requests(stream),
            *_scopes(stream),
            *_plan(stream, plan_requirement),
            f"primary_keys = {_tuple(stream.keys)}",
            f"replication_key = {repr(stream.date) if stream.date else None}",
            *([f"row_key_fields = {_tuple(stream.row_key_fields)}"] * bool(stream.row_key_fields)),
        ]
    )


def _requests(stream: Plan) -> Iterable[str]:
    endpoint = stream.endpoint
    if endpoint.label:
        labels = {label.value.upper(): label.name for label in RateLimitLabel}
        yield f"rate_limit_label = RateLimitLabel.{labels[endpoint.rate_limit]}"
    else:
        stream.notes.append("Zoom names no rate limit label: it is taken to be Heavy")
        yield "rate_limit_label = RateLimitLabel.HEAVY  # Zoom names none"
    if "next_page_token" not in endpoint.parameters:
        yield "page_size = None"
    elif (size := endpoint.parameters.get("page_size")) is None or not size.maximum:
        stream.notes.append(f"Zoom names no maximum of page_size: {PAGE_SIZE} may be refused")
    elif size.maximum != PAGE_SIZE:
        yield f"page_size = {min(size.maximum, PAGE_SIZE)}"
    if stream.window:
        if stream.window != ("from", "to"):
            yield f"window_parameters = {_tuple(stream.window)}"
        if endpoint.parameters[stream.window[0]].format == "date-time":
            yield "window_as_times = True"
    if stream.variants:
        (name, values), *others = stream.variants.items()
        stream.notes += [f"Zoom requires the parameter {name}, too" for name, _ in others]
        variants = ", ".join(f'{{"{name}": "{value}"}}' for value in values)
        yield f"query_variants = ({variants}{',' * (len(values) == 1)})"
        yield f'variant_fields = {{"{name}": "{name}"}}'


def _scopes(stream: Plan) -> Iterable[str]:
    endpoint = stream.endpoint
    granular = _for_accounts(endpoint.granular)[:1]
    general, *others = sorted(_for_accounts(endpoint.classic), key=len) or [""]
    for family, found, all_of_them in (
        ("granular", granular, endpoint.granular),
        ("classic", general, endpoint.classic),
    ):
        if not found:
            named = ", ".join(all_of_them) or "none"
            stream.notes.append(f"which {family} scope is it? Zoom names {named}")
            yield f"# Zoom's documents name {named if named == 'none' else 'only ' + named}."
    families = [_tuple(granular), _tuple([general] if general else [])]
    yield f"scopes = Scopes({', '.join([*families, *([_tuple(others)] * bool(others))])})"


def _for_accounts(scopes: Sequence[str]) -> list[str]:
    return [name for name in scopes if name.endswith(":admin") and ":write" not in name]


def _plan(stream: Plan, plan_requirement: str) -> Iterable[str]:
    if plan_requirement:
        yield f'plan_requirement = "{plan_requirement}"'
    elif stream.module.startswith("phone."):
        yield "plan_requirement = PLAN"
    else:
        stream.notes.append("which plan or license is needed? --plan, in words")


def for_sandbox(stream: Plan) -> str:
    """Return the declaration by which the sandbox serves the endpoint."""
    own = [name for name in stream.keys if name in stream.rows]
    arguments = [
        f'"{stream.name}"',
        f'"{stream.endpoint.path}"',
        *([f"key={_tuple(own)}" if len(own) > 1 else f'key="{own[0]}"'] if own else []),
        *([f'parent="{stream.parent.name}"'] if stream.parent_ids else []),
        *([f'date="{stream.date}"'] if stream.date else []),
        *(f'each=("{name}", {_tuple(values)})' for name, values in stream.variants.items()),
    ]
    return f"Plain({', '.join(arguments)})"


def added_to(module: str, stream: Plan, declared: str) -> str:
    """Return the text of a module with the class, its imports and its line in ``STREAMS``."""
    if "from __future__" not in module:
        module = module.replace('"""\n', '"""\n\nfrom __future__ import annotations\n', 1)
    future = "from __future__ import annotations\n"
    module = module.replace(future, f"{future}\n{imports(stream)}", 1)
    before, start, names = module.rpartition("STREAMS = (")
    listed = [name for name in re.split(r"[\s,()]+", names) if name]
    lines = "".join(f"    {name},\n" for name in (*listed, stream.class_name))
    return f"{before.rstrip()}\n\n\n{declared}\n\n\n{start}\n{lines})\n"


def with_child_context(module: str, stream: Plan) -> str:
    """Return the text of the parent's module, where the parent says what its children need."""
    known = stream.parent.child_context_fields
    needed = {
        name: refers_to.partition(".")[2]
        for name, refers_to in stream.parent_ids.items()
        if name not in known and refers_to.startswith(f"{stream.parent.name}.")
    }
    if not needed:
        return module
    fields = ", ".join(f'"{name}": "{own}"' for name, own in needed.items())
    if known:
        stream.notes.append(f"add {fields} to child_context_fields of {stream.parent.__name__}")
        return module
    pattern = rf"(class {stream.parent.__name__}\(.*?\n    replication_key = [^\n]*\n)"
    line = f"    child_context_fields = {{{fields}}}\n"
    return re.sub(pattern, rf"\1{line}", module, count=1, flags=re.DOTALL)


def _tuple(names: Sequence[str]) -> str:
    return "(" + ", ".join(f'"{name}"' for name in names) + ("," * (len(names) == 1)) + ")"
