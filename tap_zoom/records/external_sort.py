"""Sorting more rows than fit in memory."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any
from weakref import finalize

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

MAX_MEMORY = 8 * 2**20  # bytes
_encode = msgspec.json.Encoder().encode


class ExternalSort:
    """Sorts rows by key. Only keys stay in memory; rows beyond a limit go to a temporary file.

    Use it in a ``with`` block, which discards the rows at its end; or else they are discarded with
    the object.

    Args:
        max_memory: Bytes of rows to keep in memory.
    """

    def __init__(self, max_memory: int = MAX_MEMORY) -> None:
        """Start without rows."""
        self._file = SpooledTemporaryFile(max_memory)  # noqa: SIM115 - open until all are read
        finalize(self, self._file.close)
        self._index: list[tuple[tuple[str, str], int, int]] = []

    def __enter__(self) -> Self:
        """Start."""
        return self

    def __exit__(self, *_: object) -> None:
        """Discard the rows."""
        self._file.close()

    def add(self, key: tuple[str, str], row: Any) -> None:
        """Add a row."""
        data = _encode(row)
        self._index.append((key, self._file.tell(), len(data)))
        self._file.write(data)

    def sorted(self) -> Iterator[tuple[tuple[str, str], Any]]:
        """Yield all rows by key, once all of them have been added."""
        for key, start, length in sorted(self._index):
            self._file.seek(start)
            yield key, msgspec.json.decode(self._file.read(length))
