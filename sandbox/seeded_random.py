"""Reproducible random values: the same key gives the same values, in whatever order rows are read.

Rows are generated on access, so each has its own generator, keyed by what the row is.
SplitMix64 rather than ``random.Random``, since creating one takes one microsecond, not ten.
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
    """A small random number generator, seeded by a key."""

    __slots__ = ("_state",)

    def __init__(self, *key: int | str) -> None:
        digest = blake2b(repr(key).encode(), digest_size=8).digest()
        self._state = int.from_bytes(digest, "big")

    def getrandbits(self) -> int:
        """Return the next 64 random bits."""
        self._state = state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        return state ^ (state >> 31)

    def randrange(self, limit: int) -> int:
        """Return a number from 0 up to, but not including, the limit."""
        return (self.getrandbits() * limit) >> 64

    def randint(self, low: int, high: int) -> int:
        """Return a number from low to high, both inclusive."""
        return low + self.randrange(high - low + 1)

    def chance(self, share: float) -> bool:
        """Return True with this probability."""
        return self.getrandbits() < share * (1 << 64)

    def choice(self, things: Sequence[T]) -> T:
        """Return one of the options."""
        return things[self.randrange(len(things))]

    def randbytes(self, length: int) -> bytes:
        """Return random bytes."""
        words = b"".join(self.getrandbits().to_bytes(8, "big") for _ in range((length + 7) // 8))
        return words[:length]

    def hex(self, length: int) -> str:
        """Return random hexadecimal digits."""
        return self.randbytes((length + 1) // 2).hex()[:length]

    def key(self) -> str:
        """Return an id in the format that Zoom uses for users, registrants and polls."""
        return urlsafe_b64encode(self.randbytes(16)).decode().rstrip("=")
