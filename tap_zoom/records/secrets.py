"""Which fields hold credentials, and how they are left out.

Such fields stand in the catalog, so that who wants them can select them, but are not selected by
default, at any depth. Zoom adds fields without notice, so names that speak of a secret count too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECRET = re.compile(
    r"""
      ^(start|join|chat_join|registration|personal_meeting|vanity|invite)_url$
    | (^|_)(download|play|share|summary_doc)_url$ | ^file_path$
    | passw(or)?d | passcode | secret(?!ar) | (^|_)pwd($|_)
    | (^|_)(access|refresh|download_access|zak|auth|api)_?(token|key)$
    | (^|_)token$
    | (^|_)host_?key$ | pin_code$ | (^|_)pin$
    """,
    re.VERBOSE | re.IGNORECASE,
)

Path = tuple[str, ...]


def is_secret(name: str) -> bool:
    """Whether a field of this name holds something that opens a meeting, room or account."""
    return _SECRET.search(name) is not None


def secret_paths(schema: dict[str, Any], path: Path = ()) -> Iterator[Path]:
    """Find the credentials in a schema, nested ones too.

    Args:
        schema: A JSON schema.
        path: Where it stands in the whole schema.

    Yields:
        Singer breadcrumbs, such as ``("properties", "settings", "properties", "join_url")``;
        ``"items"`` stands between an array and what it holds.
    """
    for name, inner in schema.get("properties", {}).items():
        here = (*path, "properties", name)
        if is_secret(name):
            yield here
        else:
            yield from secret_paths(inner, here)
    if "items" in schema:
        yield from secret_paths(schema["items"], (*path, "items"))


def without_secrets(value: object) -> object:
    """Copy a value of unknown shape without the fields whose names speak of a secret."""
    if isinstance(value, dict):
        return {k: without_secrets(v) for k, v in value.items() if not is_secret(k)}
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return value
