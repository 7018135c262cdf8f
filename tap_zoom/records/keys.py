"""Keys that are never null, never empty and never shared.

Zoom gives rows of attendance, poll answers and questions no reliable key: ids are blank for guests
and change on each rejoin, names and email addresses are blank for some accounts, and two rows can
be equal in everything. The fields that distinguish such rows are hashed into one value, ``row_id``.
Equal rows get a counter, so that none of them is lost in an upsert and reading them again gives the
same keys.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_zoom.records.types import Record

ROW_ID = "row_id"
_encode = msgspec.json.Encoder().encode
_hash = blake2b(digest_size=12)


class RowIds:
    """Row ids for the rows of one session, or for rows of one parent that have no id.

    Args:
        fields: The fields that distinguish rows. Fields that may change after an early read
            (durations, leave times, answers) don't belong here: a row that is read again must
            replace the earlier one.
    """

    def __init__(self, fields: Sequence[str]) -> None:
        """Start a session."""
        self._fields = fields
        self._seen: dict[str, int] = {}

    def of(self, row: Record) -> str:
        """Return the row's id: the same for the same rows in the same order."""
        values = [value or None for value in map(row.get, self._fields)]
        hashed = _hash.copy()  # cheaper than a new one
        hashed.update(_encode(values))
        return _numbered(hashed.hexdigest(), self._seen)


class SurrogateIds:
    """Ids for the rows of one parent that have none, where some of them may be alike.

    Args:
        fields: The fields that distinguish rows, and don't change after an early read.
    """

    def __init__(self, fields: Sequence[str]) -> None:
        """Start without rows."""
        self._fields = fields
        self._seen: dict[str, int] = {}

    def of(self, row: Record) -> str:
        """Return an id: the same for the same rows in the same order."""
        return _numbered(surrogate_id(row, self._fields), self._seen)


def _numbered(found: str, seen: dict[str, int]) -> str:
    """Return an id that is unique among those seen: equal ones are numbered from the second on."""
    count = seen[found] = seen.get(found, 0) + 1
    return found if count == 1 else f"{found}-{count}"


def surrogate_id(row: Record, fields: Sequence[str] = ()) -> str:
    """Make an id for a row that has none, from some of its values or from all of them."""
    values = [(name, row.get(name)) for name in fields] if fields else sorted(row.items())
    return "none-" + blake2b(_encode(values), digest_size=12).hexdigest()
