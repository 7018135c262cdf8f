"""Which fields refer to which other streams, as the descriptions in the schemas say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from scripts.site.fields import all_fields

_REFERENCE = re.compile(r"refers to (\w+\.\w+(?: or \w+\.\w+)*)")


@dataclass(frozen=True)
class Reference:
    """A field that holds a key of another stream."""

    stream: str
    field: str
    target: str
    key: str


@cache
def references() -> tuple[Reference, ...]:
    """Return all references, in the order of the streams and of their fields."""
    return tuple(
        Reference(stream, field.path, *target.split("."))
        for stream, field in all_fields()
        for match in _REFERENCE.findall(field.description)
        for target in match.split(" or ")
    )


def of(stream: str) -> list[Reference]:
    """Return what a stream refers to."""
    return [reference for reference in references() if reference.stream == stream]


def to(stream: str) -> list[Reference]:
    """Return what refers to a stream."""
    return [reference for reference in references() if reference.target == stream]
