"""Generates the tables of what the streams rest on, from ``facts/``."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from scripts.docs.declared import ROOT, in_catalog
from scripts.docs.markdown import code, table

if TYPE_CHECKING:
    from pathlib import Path

#: The sources of the tables.
EVIDENCE = ROOT / "facts" / "evidence.yml"
DIFFERENCES = ROOT / "facts" / "differences.yml"

_BASES = {
    "recorded": "**recorded** answers",
    "examples": "Zoom's **examples**",
    "clients": "what other **clients** read",
    "derived": "**derived** from another stream",
}
_UNLISTED = ("Zoom's **documents**", "Fields and types only: no answer has been seen.")
_GROUNDS = {
    "recorded": "recorded answers",
    "changelog": "Zoom's changelog",
    "older": "other or older documents of Zoom",
    "clients": "what other clients do or report",
}
#: The kinds of differences that users notice, and what they are called in the table.
_KINDS = {
    "undocumented": "further fields",
    "schema type": "another type",
    "response type": "also of another type",
    "value": "further values",
    "scope": "another scope",
    "no facts": "another endpoint",
}


def evidence() -> str:
    """Tabulate the basis of each stream; those that the file doesn't list have no better one.

    Raises:
        ValueError: A stream in the file is repeated or unknown.
    """
    entries = _read(EVIDENCE)["streams"]
    occurrences = Counter(name for entry in entries for name in entry["streams"])
    known = [stream.name for stream in in_catalog()]
    wrong = {name for name, count in occurrences.items() if count != 1 or name not in known}
    if wrong:
        msg = f"{EVIDENCE.name} repeats streams, or there are none: {', '.join(sorted(wrong))}"
        raise ValueError(msg)
    unlisted = [name for name in known if name not in occurrences]
    rows = [(code(entry["streams"]), *_basis(entry)) for entry in entries]
    rows += [(code(unlisted), *_UNLISTED)] if unlisted else []
    return table(("streams", "rest on", "note"), rows)


def basis(stream: str) -> tuple[str, str]:
    """Return what a stream rests on, and a note."""
    entries = _read(EVIDENCE)["streams"]
    return next((_basis(entry) for entry in entries if stream in entry["streams"]), _UNLISTED)


def _basis(entry: dict[str, Any]) -> tuple[str, str]:
    basis = ", ".join(filter(None, (_BASES[entry["basis"]], entry.get("when"))))
    return basis, entry.get("note", "")


def differences() -> str:
    """Tabulate where the tap knows more than the documents, and from where."""
    rows = (
        (
            code(entry["endpoints"], "<br>"),
            _KINDS[entry["kind"]],
            _what(entry),
            f"{_GROUNDS[entry['grounds']]}: {entry['why']}",
        )
        for entry in _read(DIFFERENCES)
        if entry["kind"] in _KINDS and entry["grounds"] in _GROUNDS
    )
    return table(("endpoint", "difference", "what", "grounds"), rows)


def _what(entry: dict[str, Any]) -> str:
    if "values" in entry:
        return ", ".join(f"“{value}”" for value in entry["values"])
    prefix = f"{entry['streams'][0]}." if entry["kind"] == "schema type" else ""
    return code((f"{prefix}{name}" for name in entry.get("fields", ())), "<br>")


def unproven() -> str:
    """Tabulate what only an account at Zoom can show."""
    rows = ((entry["question"], entry["tap"]) for entry in _read(EVIDENCE)["unproven"])
    return table(("unproven", "what the tap does"), rows)


@cache
def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
