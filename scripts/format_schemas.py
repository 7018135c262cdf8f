"""Formats the files in schemas/, with one field per line where it fits.

Arrays are written on one line. So are objects that contain no other object and fit within WIDTH;
in all other objects, each key starts a new line. ``make format`` runs this script.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
WIDTH = 110


def formatted(text: str) -> str:
    """Format a schema without changing its content or the order of its keys."""
    return layout(json.loads(text)) + "\n"


def layout(value: Any, indent: str = "", prefix: str = "") -> str:
    """Format a value that follows ``prefix`` on its first line."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict):
        return line
    # Always leave room for a comma, so that appending a field doesn't reformat the one before it.
    fits = len(f"{prefix}{line},") <= WIDTH
    if fits and not any(isinstance(member, dict) for member in value.values()):
        return line
    prefixes = {key: f"{indent}  {json.dumps(key, ensure_ascii=False)}: " for key in value}
    lines = [prefixes[key] + layout(value[key], f"{indent}  ", prefixes[key]) for key in value]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def main() -> None:
    """Rewrite the files that aren't formatted and print their names."""
    for file in sorted(SCHEMAS.glob("*.json")):
        old = file.read_bytes().decode("utf-8")
        new = formatted(old)
        if new != old:
            file.write_bytes(new.encode("utf-8"))
            print(f"reformatted {file.name}")


if __name__ == "__main__":
    main()
