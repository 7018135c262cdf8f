"""Rows that were made before: each is served, and part of the truth, again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sandbox.model import Row

_MOST = 30_000
"""Rows kept for an account: some tens of MB. Further ones are made again each time."""

_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(dict).decode


class KeptRows:
    """Keeps rows as JSON, so that they are small, and nobody can change those of others."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, bytes] = {}

    def get(self, key: Hashable, make: Callable[[], Row]) -> Row:
        """Return the row with this key, which must name all that the row depends on."""
        kept = self._rows.get(key)
        if kept is not None:
            return _decode(kept)
        row = make()
        if len(self._rows) < _MOST:
            self._rows[key] = _encode(row)
        return row
