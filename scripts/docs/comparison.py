"""The table of other tools and their streams."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import yaml

from scripts.docs.declared import ROOT, in_catalog
from scripts.docs.markdown import code, table

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What other tools offer for this tap's streams.
PEERS = ROOT / "scripts" / "peers.yml"


def comparison() -> str:
    """Tabulate what other tools read; each stream of this tap is in one row.

    Raises:
        ValueError: The file misses a stream, repeats one or names an unknown one.
    """
    peers = yaml.safe_load(PEERS.read_text(encoding="utf-8"))
    grouped = Counter(name for row in peers["streams"] for name in row["of"])
    ours = {stream.name for stream in in_catalog()}
    wrong = {name for name in {*grouped, *ours} if grouped[name] != 1 or name not in ours}
    if wrong:
        msg = f"Each stream belongs in one row of {PEERS.name}: {', '.join(sorted(wrong))}"
        raise ValueError(msg)
    tools: dict[str, str] = peers["graded"]
    rows = [
        *(_row(_here(row), row["peers"], tools) for row in peers["streams"]),
        *(_row(f"**no**: {row['what']}", row["peers"], tools) for row in peers["not here"]),
    ]
    return table(("this tap", *(f"{name} ({grade})" for name, grade in tools.items())), rows)


def _here(row: dict[str, Any]) -> str:
    return ": ".join(filter(None, (code(row["of"]), row.get("here"))))


def _row(here: str, found: dict[str, str | bool], tools: Iterable[str]) -> list[str]:
    """Format one row.

    Raises:
        ValueError: It names a tool that has no column.
    """
    if unknown := set(found) - set(tools):
        msg = f"{PEERS.name} names unknown tools: {', '.join(sorted(unknown))}"
        raise ValueError(msg)
    cells = (found.get(tool, "") for tool in tools)
    return [here, *(cell if isinstance(cell, str) else "yes" if cell else "no" for cell in cells)]
