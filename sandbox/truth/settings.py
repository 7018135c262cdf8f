"""Truth about settings: a row for each."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox.plain.security import SETTINGS
from sandbox.rows.setting_parts import PARTS, part
from sandbox.truth import plain as truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.model import Row
    from sandbox.plain import Plain
    from sandbox.truth.extraction import Extraction, Streams

_READ = {
    "account_settings": ("", *PARTS),
    "group_settings": (
        "",
        "meeting_security",
        "meeting_authentication",
        "recording_authentication",
    ),
}
"""The options that a complete extraction asks for."""
_OTHERS = ("", "meeting_security")


def streams(extraction: Extraction) -> Streams:
    """Return the streams of this area."""
    return {plain.stream: partial(_rows, extraction, plain) for plain in SETTINGS}


def _rows(extraction: Extraction, plain: Plain) -> Iterator[Row]:
    make = _lock if "lock" in plain.stream else _setting
    for parent in truth.parents(extraction, plain):
        settings = truth.single(extraction.account, plain, parent)
        fields = truth.parent_fields(plain, parent)
        for option in _READ.get(plain.stream, _OTHERS):
            for outer, value in part(settings, option).items():
                if isinstance(value, dict):
                    for name, inner in _flat(value):
                        yield {"area": outer, "name": name, **make(inner), **fields}
                else:
                    yield {"area": option or "general", "name": outer, **make(value), **fields}


def _flat(settings: Row) -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict) and value:
            for below, inner in _flat(value):
                yield f"{name}.{below}", inner
        else:
            yield name, value


def _setting(value: Any) -> Row:
    if value is None or isinstance(value, str):
        return {"secret_value" if str(value).startswith("SECRET-") else "value": value}
    return {"value": json.dumps(value, ensure_ascii=False, separators=(",", ":"))}


def _lock(value: Any) -> Row:
    return {"locked": value if isinstance(value, bool) else None}
