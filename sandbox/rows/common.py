"""What rows of all kinds share."""

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
"""SECRET on a telephone's keys, for secrets that are numbers."""


class LazyRows(Sequence["Row"]):
    """A list of rows of which only those are made that are looked at."""

    def __init__(self, length: int, make: Callable[[int], Row]) -> None:
        """Take the number of rows and what makes the n-th."""
        self._length = length
        self._make = make

    def __len__(self) -> int:
        """Count the rows without making any."""
        return self._length

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        """Make one row or a page of them."""
        if isinstance(index, slice):
            return [self._make(n) for n in range(*index.indices(self._length))]
        return self._make(range(self._length)[index])


def with_extra_fields(account: Account, row: Row) -> Row:
    """Add what nobody has documented yet, if that is wanted."""
    if account.options.extra_fields:
        row["brand_new_field"] = "nobody expects this"
        row["brand_new_object"] = {"numbers": [1, 2, 3], "deep": {"er": None}}
    return row


def topic(account: Account, thing: Definition | Session) -> str:
    """Give the topic of a meeting, which its sessions share."""
    meeting_id = thing.id if hasattr(thing, "id") else thing.meeting_id
    return account.rng("topic", meeting_id).choice(words.TOPICS)


def outsider(rng: SeededRandom) -> tuple[str, str, str]:
    """Make up somebody outside the account: first name, last name, e-mail address."""
    return (
        rng.choice(words.FIRST_NAMES),
        rng.choice(words.LAST_NAMES),
        f"guest{rng.randrange(1 << 32)}@example.org",
    )
