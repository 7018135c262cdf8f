"""Fields that hold credentials, which are left out of records by default.

Such fields are in the catalog, so that users can opt in, but are not selected by default, at any
depth. Zoom adds fields without notice, so the field's name decides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_zoom.records.types import Breadcrumb

#: Lists and objects nested more deeply than this are cut off: nobody reads them, and encoding them
#: could exceed the stack.
MAX_DEPTH = 32

_SECRET = re.compile(
    r"""
    # Links that let anybody in, and that show or hand out what was recorded or shared.
      (^|_)(
          start | join | registration | (personal_|vanity_)?meeting | webinar | vanity
        | invit(e|ation) | login | activation | access | launch | webhook | qr_code
        | download | play(back)? | shar(e|ed|ing|eable) | record(ing|ed)? | summary_doc | file
        | media | video | audio | voicemail | transcript | attachment | thumb(nail)? | (pre)?signed
        | stream(ing)?(_backup)?
      )_?(url|link|uri)s?$
    | ^file_path$ | (^|_)thumbnails?$
    | passw(or)?d | passcode | secret(?!ar) | (^|_)pwd($|_)
    | (^|_)(auth|api|host|private|encryption|signing|stream(ing)?)_?key$
    | (^|_)(access|refresh|auth|api|zak)?token$
    | (^|_)(zak|jwt|otp|credentials?)$
    | (pin|access|activation|pairing|verification)_?code$ | (^|_)pin$
    """,
    re.VERBOSE,
)
_CAMEL_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def is_secret(name: str) -> bool:
    """Return whether a field of this name grants access to a meeting, room or account."""
    return _SECRET.search(_CAMEL_CASE.sub("_", name).lower()) is not None


#: For the names in schemas, which streams have in common; those in records may be anything.
_is_secret_field = lru_cache(maxsize=4096)(is_secret)


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
        if _is_secret_field(name):
            yield here
        else:
            yield from secret_breadcrumbs(inner, here)
    if "items" in schema:
        yield from secret_breadcrumbs(schema["items"], (*at, "items"))


def without_secrets(value: object, on_cut: Callable[[], object], depth: int = MAX_DEPTH) -> object:
    """Copy a value of unknown shape without the fields that look like credentials.

    Args:
        value: A JSON value.
        on_cut: Called for each list or object that is nested too deeply, and replaced by null.
        depth: How many lists and objects may be nested.
    """
    if not isinstance(value, (dict, list)):
        return value
    if depth == 0:
        on_cut()
        return None
    if isinstance(value, list):
        return [without_secrets(item, on_cut, depth - 1) for item in value]
    return {
        name: without_secrets(inner, on_cut, depth - 1)
        for name, inner in value.items()
        if not is_secret(name)
    }
