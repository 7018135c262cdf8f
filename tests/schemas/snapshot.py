"""Reduces what ``tap-zoom --discover`` prints to catalog.txt, one line per field.

A test compares the two, so that a review shows every change of a key, a field, a type, a scope or
a default. ``make snapshot`` updates the file. Descriptions are left to schemas/.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOT = Path(__file__).with_name("catalog.txt")

HEADER = """\
# What `tap-zoom --discover` prints, without descriptions; `make snapshot` writes this file.
# A type that may be null ends in "?". The fields of a list's objects follow "[]". "automatic" is
# always selected, "deselected" is not selected by default.
"""


def discovered() -> dict[str, Any]:
    """Return the catalog that ``--discover`` prints."""
    command = [sys.executable, "-m", "tap_zoom", "--discover"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    catalog: dict[str, Any] = json.loads(done.stdout)
    return catalog


def snapshot(catalog: Mapping[str, Any]) -> str:
    """Reduce a catalog to one line for each stream and field."""
    return HEADER + "".join(f"{line}\n" for entry in catalog["streams"] for line in _stream(entry))


def _stream(entry: Mapping[str, Any]) -> Iterator[str]:
    metadata = {tuple(item["breadcrumb"]): dict(item["metadata"]) for item in entry["metadata"]}
    about = metadata.pop(())
    by_default = about.pop("selected-by-default")
    about["replication"] = " by ".join(_replication(entry, about))
    # A catalog repeats some facts; the snapshot has them once.
    assert entry["stream"] == entry["tap_stream_id"]
    assert about.pop("table-key-properties") == entry["key_properties"]
    assert about.pop("selected") is by_default
    assert about.pop("inclusion") == "available"
    yield ""
    yield f"{entry['tap_stream_id']} {'selected' if by_default else 'deselected'}"
    yield f"  key: {', '.join(entry['key_properties'])}"
    for name, value in sorted(about.items()):
        yield f"  {name}: {', '.join(value) if isinstance(value, list) else value}"
    for path, breadcrumb, field in _fields(entry["schema"]):
        how = metadata.pop(breadcrumb, {})
        words = [path, _type(field), *([field["format"]] if "format" in field else [])]
        if "maxLength" in field:
            words.append(f"<={field['maxLength']}")
        if how.pop("inclusion", "available") == "automatic":
            words.append("automatic")
        if not how.pop("selected-by-default", True):
            words.append("deselected")
        assert not how, f"no word yet for {how}"
        yield f"  - {' '.join(words)}"
    assert not metadata, f"metadata without a field: {sorted(metadata)}"


def _replication(entry: Mapping[str, Any], about: dict[str, Any]) -> list[str]:
    key = entry.get("replication_key")
    assert about.pop("replication-key", None) == key
    assert about.pop("valid-replication-keys", None) == ([key] if key else None)
    return [entry["replication_method"], *([key] if key else [])]


def _fields(
    schema: Mapping[str, Any], path: str = "", breadcrumb: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...], Mapping[str, Any]]]:
    for name, field in schema.get("properties", {}).items():
        here, crumb = f"{path}{name}", (*breadcrumb, "properties", name)
        yield here, crumb, field
        yield from _fields(field, f"{here}.", crumb)
        yield from _fields(field.get("items", {}), f"{here}[].", (*crumb, "items"))


def _type(field: Mapping[str, Any]) -> str:
    named = [field["type"]] if isinstance(field["type"], str) else field["type"]
    kind = "|".join(name for name in named if name != "null")
    inner = f"<{_type(field['items'])}>" if "items" in field else ""
    return f"{kind}{inner}{'?' if 'null' in named else ''}"


def main() -> None:
    """Update the file."""
    SNAPSHOT.write_text(snapshot(discovered()), encoding="utf-8")


if __name__ == "__main__":
    main()
