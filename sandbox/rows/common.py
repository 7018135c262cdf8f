"""Helpers for rows of all kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from sandbox import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.account import Account
    from sandbox.model import Definition, Row, Session
    from sandbox.seeded_random import SeededRandom

SECRET_DIGITS = 732738
"""SECRET typed on a telephone keypad, for numeric secrets."""


class LazyRows(Sequence["Row"]):
    """A sequence that generates its rows on access."""

    def __init__(self, length: int, make: Callable[[int], Row]) -> None:
        self._length = length
        self._make = make

    def __len__(self) -> int:
        """Return the number of rows without generating any."""
        return self._length

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        """Generate one row or a slice."""
        if isinstance(index, slice):
            return [self._make(n) for n in range(*index.indices(self._length))]
        return self._make(range(self._length)[index])


def with_extra_fields(account: Account, row: Row) -> Row:
    """Add undocumented fields if the options ask for them."""
    if account.options.extra_fields:
        row["brand_new_field"] = "nobody expects this"
        row["brand_new_object"] = {"numbers": [1, 2, 3], "deep": {"er": None}}
    return row


def topic(account: Account, thing: Definition | Session) -> str:
    """Return the topic of a meeting, which its sessions share."""
    meeting_id = thing.id if hasattr(thing, "id") else thing.meeting_id
    return account.rng("topic", meeting_id).choice(words.TOPICS)


def outsider(rng: SeededRandom) -> tuple[str, str, str]:
    """Return first name, last name and email address of a person outside the account."""
    return (
        rng.choice(words.FIRST_NAMES),
        rng.choice(words.LAST_NAMES),
        f"guest{rng.randrange(1 << 32)}@example.org",
    )
