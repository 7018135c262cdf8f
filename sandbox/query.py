"""Query parameters: their types, and the errors for invalid ones."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Parser = Callable[[str], Any]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def text(value: str) -> str:
    """Accept any text that isn't empty."""
    if not value:
        raise ValueError
    return value


def number(value: str) -> int:
    """Accept a positive number."""
    if not (value.isascii() and value.isdecimal()) or int(value) < 1:
        raise ValueError
    return int(value)


def day(value: str) -> date:
    """Accept a date as yyyy-mm-dd, and in no other format."""
    if not _DATE.fullmatch(value):
        raise ValueError
    return date.fromisoformat(value)


def moment(value: str) -> datetime:
    """Accept a time as yyyy-mm-ddThh:mm:ssZ, and in no other format."""
    return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def day_or_moment(value: str) -> date:
    """Accept a date, or a time as yyyy-mm-ddThh:mm:ssZ."""
    if _MOMENT.fullmatch(value):
        return datetime.fromisoformat(value[:-1]).replace(tzinfo=timezone.utc)
    return day(value)


def flag(value: str) -> bool:
    """Accept true or false."""
    return {"true": True, "false": False}[value]


def one_of(*choices: str) -> Parser:
    """Accept one of the given words."""

    def check(value: str) -> str:
        if value not in choices:
            raise ValueError
        return value

    return check


def read(query: str, parsers: Mapping[str, Parser], required: frozenset[str]) -> dict[str, Any]:
    """Parse a query string; unknown, repeated, missing or invalid parameters are errors."""
    values: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name == "access_token":
            raise errors.token_in_query()
        if name not in parsers or name in values:
            raise errors.invalid_field(name, "Unknown or repeated parameter.")
        try:
            values[name] = parsers[name](value)
        except (ValueError, KeyError):
            raise errors.invalid_field(name) from None
    for name in required - values.keys():
        raise errors.invalid_field(name, "This field is required.")
    return values
