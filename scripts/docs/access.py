"""Generates the tables of required plans and scopes, and of fields that contain credentials."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scripts.docs.declared import in_catalog
from scripts.docs.markdown import code, table, text_block

if TYPE_CHECKING:
    from scripts.docs.declared import Stream


def plans(*, by_default: bool) -> str:
    """Tabulate the plan requirements of streams."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for stream in in_catalog(by_default=by_default):
        names[stream.plan_requirement].append(stream.name)
    unspecified = "none named in Zoom's reference"
    rows = ((code(of_plan), plan or unspecified) for plan, of_plan in names.items())
    return table(("streams", "requires"), rows)


def scopes() -> str:
    """Tabulate the scopes that each stream needs, including those of its parents."""
    rows = (
        (f"`{stream.name}`", code(stream.scopes["granular"], "<br>"), classic(stream))
        for stream in in_catalog()
    )
    return table(("stream", "granular scopes", "or classic scopes"), rows)


def classic(stream: Stream) -> str:
    """List the classic scopes of a stream."""
    alternatives = (f"(or `{scope}`)" for scope in stream.scopes["alternative"])
    return "<br>".join([code(stream.scopes["classic"], "<br>"), *alternatives])


def default_scopes(family: str) -> str:
    """List the scopes of one family for the streams that are selected by default."""
    default = in_catalog(by_default=True)
    return text_block(sorted({scope for stream in default for scope in stream.scopes[family]}))


def credentials() -> str:
    """Tabulate the fields that are deselected by default."""
    rows = (
        (f"`{stream.name}`", code(stream.credentials))
        for stream in in_catalog()
        if stream.credentials
    )
    return table(("stream", "fields that are not selected by default"), rows)
