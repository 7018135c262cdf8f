"""Fields that hold credentials, which are left out of records by default.

Such fields are in the catalog, so that users can opt in, but are not selected by default, at any
depth. Zoom adds fields without notice, so the field's name decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_zoom.records.types import Breadcrumb

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


def is_secret(name: str) -> bool:
    """Return whether a field of this name grants access to a meeting, room or account."""
    return _SECRET.search(name) is not None


def secret_breadcrumbs(schema: dict[str, Any], at: Breadcrumb = ()) -> Iterator[Breadcrumb]:
    """Find the credentials in a schema, including nested ones.

    Args:
        schema: A JSON schema.
        at: Where it stands in the whole schema.

    Yields:
        The breadcrumb of each credential.
    """
    for name, inner in schema.get("properties", {}).items():
        here = (*at, "properties", name)
        if is_secret(name):
            yield here
        else:
            yield from secret_breadcrumbs(inner, here)
    if "items" in schema:
        yield from secret_breadcrumbs(schema["items"], (*at, "items"))


def without_secrets(value: object) -> object:
    """Copy a value of unknown shape without the fields that look like credentials."""
    if isinstance(value, dict):
        return {k: without_secrets(v) for k, v in value.items() if not is_secret(k)}
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return value
