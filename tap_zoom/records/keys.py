"""Keys that are never null, never empty and never shared.

Zoom gives rows of attendance, poll answers and questions no reliable key: ids are blank for guests
and new on each rejoin, names and e-mails are blank for some accounts, and two rows can be alike in
everything. What tells such rows apart is put into one value, ``row_id``; rows that are alike get a
counter, so that none folds into another, and a re-read gives the same keys.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

Record = dict[str, Any]

ROW_ID = "row_id"
_encode = msgspec.json.Encoder().encode
_hash = blake2b(digest_size=12)


class RowIds:
    """Keys for the rows of one session, or for rows of one parent that lack an id.

    Args:
        identity: The fields that tell rows apart. Fields that may still change after a first
            early read (durations, leaving times, answers) don't belong here: the re-read row has
            to meet the one that it replaces.
    """

    def __init__(self, identity: Sequence[str]) -> None:
        """Begin a session."""
        self._identity = identity
        self._seen: dict[str, int] = {}

    def of(self, row: Record) -> str:
        """The key of a row: the same for the same rows in the same order."""
        told_apart_by = [value or None for value in map(row.get, self._identity)]
        hashed = _hash.copy()  # cheaper than a new one
        hashed.update(_encode(told_apart_by))
        digest = hashed.hexdigest()
        count = self._seen[digest] = self._seen.get(digest, 0) + 1
        return digest if count == 1 else f"{digest}-{count}"


def stand_in(row: Record, fields: Sequence[str] = ()) -> str:
    """An id for a row that Zoom gave none: made of some of its values, or of all."""
    said = [(name, row.get(name)) for name in fields] if fields else sorted(row.items())
    return "none-" + blake2b(_encode(said), digest_size=12).hexdigest()
