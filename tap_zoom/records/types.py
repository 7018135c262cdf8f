"""Names for the types that many modules share, and how a breadcrumb is shown."""

from __future__ import annotations

from typing import Any

#: A row of Zoom's, or the record that it becomes.
Record = dict[str, Any]

#: Singer's path to a field, such as ``("properties", "settings", "properties", "join_url")``;
#: ``"items"`` stands between an array and its items.
Breadcrumb = tuple[str, ...]


def dotted(breadcrumb: Breadcrumb) -> str:
    """Return a breadcrumb as messages show it, such as ``settings.join_url``."""
    return ".".join(part for part in breadcrumb if part not in {"properties", "items"})
