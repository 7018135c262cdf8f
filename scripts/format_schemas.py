"""Writes the files in schemas/ in their one form, in which a field is a line where it fits.

Arrays are written on one line. So is an object if it holds no other object and its line isn't
longer than WIDTH; otherwise each of its keys begins a line. ``make format`` runs this.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
WIDTH = 110


def formatted(text: str) -> str:
    """Give the text of a schema in its one form; what it says, and in which order, stays."""
    return layout(json.loads(text)) + "\n"


def layout(value: Any, indent: str = "", before: str = "") -> str:
    """Write a value that stands behind some text on its line; it may take more lines than one."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict):
        return line
    # A comma is counted where none follows too: a new last field leaves the one before it alone.
    fits = len(f"{before}{line},") <= WIDTH
    if fits and not any(isinstance(member, dict) for member in value.values()):
        return line
    starts = {key: f"{indent}  {json.dumps(key, ensure_ascii=False)}: " for key in value}
    lines = [starts[key] + layout(value[key], f"{indent}  ", starts[key]) for key in value]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def main() -> None:
    """Write every file that isn't in this form anew, and say which."""
    for file in sorted(SCHEMAS.glob("*.json")):
        old = file.read_bytes().decode("utf-8")
        new = formatted(old)
        if new != old:
            file.write_bytes(new.encode("utf-8"))
            print(f"wrote {file.name}")


if __name__ == "__main__":
    main()
