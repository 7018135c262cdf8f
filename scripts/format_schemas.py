"""Formats the files in schemas/, with one field per line where it fits, and bounds text keys.

Arrays are written on one line. So are objects that contain no other object and fit within WIDTH;
in all other objects, each key starts a new line. ``make format`` runs this script.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tap_zoom.streams import STREAMS

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
WIDTH = 110

#: Characters of a text key, for targets whose databases index no text without a limit. Three such
#: columns and a number fit into an index of MySQL (3,072 bytes, 4 for each character). Zoom's ids
#: that are known have at most 45 characters, the keys that the tap makes fewer, and the email
#: address that replaces the id of a pending user at most 254 (RFC 5321).
KEY_LENGTH = 255
_STREAMS: tuple[Any, ...] = STREAMS  # their attributes are instances' for mypy
PRIMARY_KEYS: dict[str, Sequence[str]] = {s.name: s.primary_keys for s in _STREAMS}


def formatted(text: str, primary_keys: Sequence[str] = ()) -> str:
    """Format a schema without changing the order of its keys, and bound the text keys.

    Args:
        text: The schema, as JSON.
        primary_keys: The names of the key fields.
    """
    schema = json.loads(text)
    for name in primary_keys:
        field = schema["properties"][name]
        if field["type"] == "string" and "format" not in field:
            schema["properties"][name] = {"type": "string", "maxLength": KEY_LENGTH, **field}
    return layout(schema) + "\n"


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
        new = formatted(old, PRIMARY_KEYS.get(file.stem, ()))
        if new != old:
            file.write_bytes(new.encode("utf-8"))
            print(f"reformatted {file.name}")


if __name__ == "__main__":
    main()
