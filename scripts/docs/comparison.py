"""Generates the comparison of this tap's streams with those of other tools."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import yaml

from scripts.docs.declared import ROOT, in_catalog
from scripts.docs.markdown import code, table

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The source of the table: the support for each stream in other tools.
PEERS = ROOT / "scripts" / "peers.yml"


def comparison() -> str:
    """Tabulate the support for streams in other tools; each stream of this tap appears in one row.

    Raises:
        ValueError: A stream in the file is repeated or unknown.
    """
    peers = yaml.safe_load(PEERS.read_text(encoding="utf-8"))
    occurrences = Counter(name for row in peers["streams"] for name in row["of"])
    known = [stream.name for stream in in_catalog()]
    wrong = {name for name, count in occurrences.items() if count != 1 or name not in known}
    if wrong:
        msg = f"{PEERS.name} repeats streams, or there are none: {', '.join(sorted(wrong))}"
        raise ValueError(msg)
    unexamined = {"of": [name for name in known if name not in occurrences], "peers": {}}
    tools: dict[str, str] = peers["graded"]
    rows = [
        *(_row(_support(row), row["peers"], tools) for row in (*peers["streams"], unexamined)),
        *(_row(f"**no**: {row['what']}", row["peers"], tools) for row in peers["not here"]),
    ]
    return table(("this tap", *(f"{name} ({grade})" for name, grade in tools.items())), rows)


def _support(row: dict[str, Any]) -> str:
    return ": ".join(filter(None, (code(row["of"]), row.get("here"))))


def _row(this_tap: str, peers: dict[str, str | bool], tools: Iterable[str]) -> list[str]:
    """Format one row.

    Raises:
        ValueError: The row names a tool that has no column.
    """
    if unknown := set(peers) - set(tools):
        msg = f"{PEERS.name} names unknown tools: {', '.join(sorted(unknown))}"
        raise ValueError(msg)
    cells = (peers.get(tool, "") for tool in tools)
    return [this_tap, *(c if isinstance(c, str) else "yes" if c else "no" for c in cells)]
