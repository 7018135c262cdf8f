"""Values that look random and are the same for the same key, whoever asks and in whatever order.

Rows are made when they are asked for, so each has a generator of its own, keyed by what the row is.
SplitMix64 rather than ``random.Random``: making one costs a microsecond and not ten.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

_MASK = (1 << 64) - 1


class SeededRandom:
    """A small generator of numbers, fully decided by its key."""

    __slots__ = ("_state",)

    def __init__(self, *key: int | str) -> None:
        """Start the sequence that belongs to a key."""
        digest = blake2b(repr(key).encode(), digest_size=8).digest()
        self._state = int.from_bytes(digest, "big")

    def getrandbits(self) -> int:
        """Give the next 64 bits."""
        self._state = state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        return state ^ (state >> 31)

    def randrange(self, limit: int) -> int:
        """Give a number from 0 up to, and without, the limit."""
        return (self.getrandbits() * limit) >> 64

    def randint(self, low: int, high: int) -> int:
        """Give a number from low to high, both included."""
        return low + self.randrange(high - low + 1)

    def chance(self, share: float) -> bool:
        """Say yes in this share of cases."""
        return self.getrandbits() < share * (1 << 64)

    def choice(self, things: Sequence[T]) -> T:
        """Take one of several things."""
        return things[self.randrange(len(things))]

    def randbytes(self, length: int) -> bytes:
        """Give so many bytes."""
        words = b"".join(self.getrandbits().to_bytes(8, "big") for _ in range((length + 7) // 8))
        return words[:length]

    def hex(self, length: int) -> str:
        """Give so many hexadecimal digits."""
        return self.randbytes((length + 1) // 2).hex()[:length]

    def key(self) -> str:
        """Give an id of the shape that Zoom uses for users, registrants and polls."""
        return urlsafe_b64encode(self.randbytes(16)).decode().rstrip("=")
