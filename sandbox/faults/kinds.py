"""All kinds of faults, in one table."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sandbox.faults import edits, replacements

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.faults.fault import Fault
    from sandbox.log import Request
    from sandbox.model import Row
    from sandbox.response import Response

_BLANKS = gzip.compress(b" " * (1 << 20), mtime=0)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of fault does: replace, edit, deliver, shift, or invalidate the token."""

    instead: Callable[[Fault, Request, str], Response] | None = None
    """Makes the response, given the request and its Authorization header."""
    edit: Callable[[Fault, Row, str, Request], Any] | None = None
    """Changes the body of the real response, given the name of its list (empty if it has none)."""
    of_any_body: bool = False
    """Whether it also changes a body without a list."""
    deliver: Callable[[Fault, Response], Response] | None = None
    """Changes how the real response is sent."""
    shift: int = 0
    """Moves the pages after the first one by this many rows, for each of the fault's."""
    dead_token: bool = False
    """Invalidates the access token."""
    flaws: tuple[str, ...] = ()
    """The values of ``Fault.flaw``."""

    @property
    def continues(self) -> bool:
        """Return whether other faults may strike the same request."""
        return bool(self.edit or self.shift or self.deliver is _headers)


def _headers(_fault: Fault, response: Response) -> Response:
    """Send other headers, which is what all faults with headers do anyway."""
    return response


def _slow(fault: Fault, response: Response) -> Response:
    """Send it ``seconds`` later, 5 by default."""
    return replace(response, delay=5.0 if fault.seconds is None else fault.seconds)


def _cut(_fault: Fault, response: Response) -> Response:
    """Close the connection in the middle of the body."""
    return replace(response, cut=True)


def _drip(fault: Fault, response: Response) -> Response:
    """Send a byte every ``seconds``, 1 by default, as long as the client stays."""
    return replace(response, drip=1.0 if fault.seconds is None else fault.seconds)


def _huge(fault: Fault, response: Response) -> Response:
    """Send ``mib`` MiB of blanks before the body."""
    return replace(response, padding=fault.mib)


def _gzip_bomb(fault: Fault, response: Response) -> Response:
    """Send the same blanks compressed, a kilobyte for each MiB."""
    headers = {**response.headers, "Content-Encoding": "gzip"}
    body = _BLANKS * fault.mib + gzip.compress(response.body, mtime=0)
    return replace(response, body=body, headers=headers)


TABLE: dict[str, Kind] = {
    # Instead of the real response
    "status": Kind(instead=replacements.status),
    "body": Kind(instead=replacements.body),
    "empty": Kind(instead=replacements.empty),
    "page": Kind(instead=replacements.page),
    "forbidden": Kind(instead=replacements.page),
    "html": Kind(instead=replacements.html),
    "5xx": Kind(instead=replacements.server_error),
    "unavailable": Kind(instead=replacements.unavailable),
    "gone": Kind(instead=replacements.gone),
    "refused": Kind(instead=replacements.refused),
    "too_old": Kind(instead=replacements.too_old),
    "redirect": Kind(instead=replacements.redirect),
    "echo": Kind(instead=replacements.echo),
    "reset": Kind(instead=replacements.reset),
    # The real response, sent badly
    "slow": Kind(deliver=_slow),
    "cut": Kind(deliver=_cut),
    "drip": Kind(deliver=_drip),
    "huge": Kind(deliver=_huge),
    "gzip_bomb": Kind(deliver=_gzip_bomb),
    "headers": Kind(deliver=_headers),
    # The real response, changed
    "renamed_list": Kind(edit=edits.renamed_list),
    "missing_list": Kind(edit=edits.missing_list),
    "null_list": Kind(edit=edits.null_list),
    "empty_list": Kind(edit=edits.empty_list),
    "truncated_list": Kind(edit=edits.truncated_list),
    "repeated_token": Kind(edit=edits.repeated_token),
    "endless_pages": Kind(edit=edits.endless_pages, flaws=("empty", "new")),
    "extra_row": Kind(edit=edits.extra_row, flaws=tuple(edits.ODD_IDS)),
    "odd_field": Kind(edit=edits.odd_field, of_any_body=True, flaws=tuple(edits.ODD_VALUES)),
    "junk": Kind(edit=edits.junk, of_any_body=True),
    "edit": Kind(edit=edits.edit, of_any_body=True),
    # A list that changes while it is read
    "rows_deleted": Kind(shift=1),
    "rows_inserted": Kind(shift=-1),
    "deadtoken": Kind(dead_token=True),
}

KINDS = tuple(TABLE)
