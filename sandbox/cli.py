"""The command line: one option for each field of ``Options``."""

from __future__ import annotations

import argparse
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, cast

from sandbox import faults, limits
from sandbox.clock import parse
from sandbox.options import ODDITIES, SIZES, Options
from sandbox.plan_features import FEATURES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

EPILOG = """\
After `listening on http://…` it prints the credentials for both grants, named like the settings of
a tap. While it runs, GET /_sandbox/{log,stats,truth,config,clock} show its requests and its data,
and POST /_sandbox/{clock,faults,limits,scopes,features,revoke} control it.
"""


def _pairs(kind: Callable[[str], Any], known: Sequence[str]) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        pairs = (part.split("=", 1) for part in text.split(",") if part)
        values = {name.strip(): kind(value) for name, value in pairs}
        if unknown := [n for n in values if n.lower() not in {k.lower() for k in known}]:
            msg = f"{unknown[0]!r} is not one of {', '.join(known)}"
            raise argparse.ArgumentTypeError(msg)
        return values

    return read


def _names(known: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        for name in text.split(","):
            if name and name not in known:
                msg = f"{name!r} is not one of {', '.join(known)}"
                raise argparse.ArgumentTypeError(msg)
        return text

    return read


def _size(text: str) -> str | int:
    if text in SIZES:
        return text
    return int(text)


def _time(text: str) -> str:
    parse(text)
    return text


_READERS: Mapping[str, Callable[[str], Any]] = {
    "size": _size,
    "now": _time,
    "daily": _pairs(int, limits.LABELS),
    "faults": _pairs(float, faults.KINDS),
    "features": _names((*FEATURES, "all")),
    "oddities": _names(ODDITIES),
    "meetings": float,
    "webinars": float,
    "participants": float,
}


_GROUPS = {
    "size": "the account",
    "plan": "plan and scopes",
    "latency": "speed",
    "limits": "rate limits",
    "token_life": "tokens and pages",
    "report_lag": "reports",
    "faults": "faults",
}
"""Headings of the help text, keyed by the first option in each group."""


def _add(parser: argparse._ArgumentGroup, field: Field[Any]) -> None:
    default = field.default if field.default is not MISSING else {}
    flag = "--" + field.name.replace("_", "-")
    text = cast("str", field.metadata["help"])
    if isinstance(default, bool):
        parser.add_argument(
            flag, dest=field.name, action=argparse.BooleanOptionalAction, default=default, help=text
        )
        return
    shown = f" (default: {default})" if default not in (None, "", {}) else ""
    parser.add_argument(
        flag,
        dest=field.name,
        default=default,
        type=_READERS.get(field.name, type(default)),
        choices=field.metadata.get("choices"),
        metavar=field.metadata.get("metavar"),
        help=text + shown,
    )


def parse_options(arguments: Sequence[str] | None = None) -> Options:
    """Read options from a command line."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="A local Zoom account: its REST API at its worst, with generated data.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    group = parser.add_argument_group("address")
    for field in fields(Options):
        if field.name in _GROUPS:
            group = parser.add_argument_group(_GROUPS[field.name])
        _add(group, field)
    return Options(**vars(parser.parse_args(arguments)))
