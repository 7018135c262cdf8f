"""Rows of plain endpoints, generated from the account's seed and the documented fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.clock import midnight, months_before
from sandbox.plain.values import scalar, when
from sandbox.rows.common import LazyRows, with_extra_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date, datetime

    from sandbox.account import Account
    from sandbox.model import Row
    from sandbox.plain.declaration import Plain
    from sandbox.plain.shape import Node
    from sandbox.seeded_random import SeededRandom

    Ids = Callable[[str], Sequence[object]]

DAY = timedelta(days=1)
DAY_EDGES = (0, 86_399)
"""The seconds at which, on some days, something happens twice in a log, with identical rows."""
EDGY = 5
"""Every so many days are such days."""


@dataclass(frozen=True, slots=True)
class _Draw:
    """What one row's values are drawn from."""

    rng: SeededRandom
    moment: datetime
    number: int
    """Of the row, or further in an array, so that references differ."""
    whole: bool
    """Whether the row has all of its fields."""


class PlainRows:
    """Makes the rows of one endpoint under one parent."""

    def __init__(
        self,
        account: Account,
        plain: Plain,
        ids: Ids,
        below: Sequence[str],
        variant: str = "",
        *,
        moment: datetime | None = None,
    ) -> None:
        """Take the parents' ids and, if there are several lists, which one this is.

        ``ids`` returns the ids of a stream that rows refer to, ``moment`` is the parent's time.
        """
        self.moment = moment
        self.account, self.plain, self.ids = account, plain, ids
        self.seed = (plain.path, *below, variant)
        self._nulls = "null_values" in account.options.names("oddities")

    def _rng(self, *key: int | str) -> SeededRandom:
        return self.account.rng("plain", *self.seed, *key)

    def _number(self, bounds: int | tuple[int, int], *key: int | str) -> int:
        return bounds if isinstance(bounds, int) else self._rng("count", *key).randint(*bounds)

    def undated(self) -> Sequence[Row]:
        """Return all rows of a list without dates."""
        count = self._number(self.plain.count)
        if not self.plain.keys:  # once in a while, a row occurs twice
            twice = [1 + self._rng("twice", n).chance(0.1) for n in range(count)]
            numbers = [n for n in range(count) for _ in range(twice[n])]
            return LazyRows(len(numbers), lambda n: self._row(numbers[n]))
        for field in self.plain.keys:  # what refers to something else is there once at most
            if field in self.plain.references:
                count = min(count, len(self.ids(self.plain.references[field])))
        return LazyRows(count, self._row)

    def _row(self, number: int) -> Row:
        age = timedelta(seconds=self._rng("age", number).randrange(200 * 86_400))
        return self._made(number, self.moment or self.account.anchor - age, number)

    def dated(self, start: datetime, end: datetime, now: datetime) -> list[Row]:
        """Return the rows from start to end, which isn't included, that there are by now."""
        end = min(end, now + timedelta(seconds=1))
        first = max(
            start.date(), self.account.anchor.date() - self.account.options.history_days * DAY
        )
        rows: list[Row] = []
        for number in range((end.date() - first).days + 1):
            for at, make in self._of_day(first + number * DAY, now):
                if start <= at < end:
                    rows.append(make())
        return rows[::-1]

    def _of_day(self, day: date, now: datetime) -> Iterator[tuple[datetime, Callable[[], Row]]]:
        """Yield the time of each row of a day, and how to make it."""
        ordinal = day.toordinal()
        rng = self._rng("day", ordinal)
        seconds = [rng.randrange(86_400) for _ in range(rng.randint(*self.plain.per_day))]
        if not self.plain.keys and ordinal % EDGY == 0:
            seconds += [second for second in DAY_EDGES for _ in range(2)]
        previous = None
        for number, second in enumerate(sorted(seconds)):
            which = number if second != previous or second not in DAY_EDGES else number - 1
            previous = second
            at = midnight(day) + timedelta(seconds=second)
            late = self._rng("late", ordinal, which).randrange(int(self.plain.late * 3600) + 1)
            if at + timedelta(seconds=late) <= now:
                yield at, lambda at=at, which=which: self._made(which, at, ordinal, which)  # type: ignore[misc]

    def single(self, listed: Row | None = None) -> Row:
        """Return the response that is a row itself; a detail agrees with the row of the list."""
        row = self._made(0, self.account.anchor - 30 * DAY, "single")
        shared = {node.name for node in self.plain.row} & (listed or {}).keys()
        return {**row, **{name: (listed or {})[name] for name in shared}}

    def body(self, nodes: Iterable[Node]) -> Row:
        """Return the fields of a list's body that aren't about its pages."""
        draw = _Draw(self._rng("body"), self.account.anchor, 0, whole=True)
        return {node.name: self._value(node, draw) for node in nodes}

    def _made(self, number: int, moment: datetime, *key: int | str) -> Row:
        """Return a row. About half of them are complete, the first one always."""
        rng = self._rng("row", *key)
        draw = _Draw(rng, moment, number, whole=rng.chance(0.5) or number == 0)
        return with_extra_fields(self.account, self._object(self.plain.row, draw))

    def _object(self, nodes: Iterable[Node], draw: _Draw) -> Row:
        row: Row = {}
        for node in nodes:
            if draw.whole or node.path in self.plain.always or draw.rng.chance(0.8):
                row[node.name] = self._value(node, draw)
            elif self._nulls and draw.rng.chance(0.5):
                row[node.name] = None
        return row

    def _value(self, node: Node, draw: _Draw) -> Any:
        if node.item is not None and node.path not in self.plain.values:
            length = 1 if draw.whole else draw.rng.randrange(3)
            items = (replace(draw, number=draw.number + n) for n in range(length))
            return [self._value(node.item, each) for each in items]
        if node.path in self.plain.always:
            return self._declared(node, draw)
        if node.fields:
            return self._object(node.fields, draw)
        text = node.facts.type == "string" and not node.facts.enum
        if text and not draw.whole and draw.rng.chance(0.1):
            return ""
        return scalar(self.account, node, draw.rng, draw.moment)

    def _declared(self, node: Node, draw: _Draw) -> Any:
        """Return the value of a field that is declared and therefore always there."""
        plain, path = self.plain, node.path
        if path in plain.values:
            value = plain.values[path]
            return draw.rng.choice(value) if isinstance(value, tuple) else value
        if path in plain.references:
            ids = self.ids(plain.references[path])
            start = self._rng("refers", path).randrange(max(1, len(ids)))
            return ids[(start + draw.number) % len(ids)] if ids else ""
        if path in (plain.date, plain.follows):
            return when(node, draw.moment)
        if path in plain.keys and not node.facts.enum:
            number = node.facts.type == "integer"
            return draw.rng.getrandbits() >> 14 if number else draw.rng.key()
        if node.fields:
            return self._object(node.fields, draw)
        return scalar(self.account, node, draw.rng, draw.moment)


def oldest(plain: Plain, account: Account, now: datetime) -> datetime:
    """Return the time since which Zoom has an endpoint's rows."""
    if plain.keep_months is None:
        return midnight(account.anchor.date() - account.options.history_days * DAY)
    return midnight(months_before(now.date(), plain.keep_months))
