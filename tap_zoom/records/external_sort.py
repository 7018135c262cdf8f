"""Sorting more rows than should be held in memory."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Self

_IN_MEMORY = 8 * 2**20  # bytes, before the rows go to a file
_encode = msgspec.json.Encoder().encode


class Spool:
    """Rows that go in unsorted and come out sorted; only their keys stay in memory.

    To be used in a ``with`` block, at whose end the rows are gone.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - open until it is drained
        self._places: list[tuple[tuple[str, str], int, int]] = []

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget the rows."""
        self._file.close()

    def add(self, key: tuple[str, str], row: Any) -> None:
        """Put a row in."""
        data = _encode(row)
        self._places.append((key, self._file.tell(), len(data)))
        self._file.write(data)

    def drain(self) -> Iterator[tuple[tuple[str, str], Any]]:
        """Take all rows out, by key."""
        for key, start, length in sorted(self._places):
            self._file.seek(start)
            yield key, msgspec.json.decode(self._file.read(length))
