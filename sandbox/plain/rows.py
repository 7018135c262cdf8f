"""Rows of plain endpoints, generated from the account's seed and the documented fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.clock import midnight, months_before
from sandbox.plain.ids import DAY, PlainIds, first_day
from sandbox.plain.values import scalar, when
from sandbox.rows.common import LazyRows, with_extra_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandbox.account import Account
    from sandbox.model import Row
    from sandbox.plain.declaration import Plain
    from sandbox.plain.shape import Node
    from sandbox.seeded_random import SeededRandom


@dataclass(frozen=True, slots=True)
class _Draw:
    """What one row's values are drawn from."""

    rng: SeededRandom
    moment: datetime
    number: int
    """Of the row, or further in an array, so that references differ."""
    whole: bool
    """Whether the row has all of its fields."""
    key: tuple[int | str, ...] = ()
    """What tells the row from others."""


class PlainRows(PlainIds):
    """Makes the rows of one endpoint under one parent."""

    def __init__(
        self,
        account: Account,
        plain: Plain,
        below: Sequence[str] = (),
        variant: str = "",
        *,
        moment: datetime | None = None,
    ) -> None:
        """Take the parents' ids and, if there are several lists, which one this is.

        ``moment`` is the parent's time.
        """
        super().__init__(account, plain, below, variant)
        self.moment = moment
        self._nulls = "null_values" in account.options.names("oddities")

    def undated(self) -> Sequence[Row]:
        """Return all rows of a list without dates."""
        count = self.count()
        if self.plain.keys:
            return LazyRows(count, self._row)
        twice = [1 + self.rng("twice", n).chance(0.1) for n in range(count)]  # once in a while
        numbers = [n for n in range(count) for _ in range(twice[n])]
        return LazyRows(len(numbers), lambda n: self._row(numbers[n]))

    def _row(self, number: int) -> Row:
        age = timedelta(seconds=3600 + self.rng("age", number).randrange(200 * 86_400))
        return self._made(number, self.moment or self.account.anchor - age, number)

    def dated(self, start: datetime, end: datetime, now: datetime) -> list[Row]:
        """Return the rows from start to end, which isn't included, that there are by now."""
        end = min(end, now + timedelta(seconds=1))
        first = max(start.date(), first_day(self.account))
        rows: list[Row] = []
        for ordinal in range(first.toordinal(), end.date().toordinal() + 1):
            for which, at, appears in self.times(date.fromordinal(ordinal)):
                if start <= at < end and appears <= now:
                    rows.append(self._made(which, at, ordinal, which))
        return rows[::-1]

    def single(self, listed: Row | None = None) -> Row:
        """Return the response that is a row itself; a detail agrees with the row of the list."""
        row = self._made(0, self.account.anchor - 30 * DAY, "single")
        shared = {node.name for node in self.plain.row} & (listed or {}).keys()
        return {**row, **{name: (listed or {})[name] for name in shared}}

    def body(self, nodes: Iterable[Node]) -> Row:
        """Return the fields of a list's body that aren't about its pages."""
        draw = _Draw(self.rng("body"), self.account.anchor, 0, whole=True)
        return {node.name: self._value(node, draw) for node in nodes}

    def _made(self, number: int, moment: datetime, *key: int | str) -> Row:
        """Return a row. About half of them are complete, the first one always."""
        place = (self.plain, self.seed, number, moment, key)
        return self.account.rows.get(place, lambda: self._new(number, moment, key))

    def _new(self, number: int, moment: datetime, key: tuple[int | str, ...]) -> Row:
        rng = self.rng("row", *key)
        draw = _Draw(rng, moment, number, whole=rng.chance(0.5) or number == 0, key=key)
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
            if isinstance(value, tuple):
                which = draw.rng.randrange(len(value)) if plain.is_dated else draw.number
                value = value[which % len(value)]
            return value
        if path in plain.references and path not in plain.keys:
            return self._reference(path, draw)
        if path in (plain.date, plain.follows):
            return when(node, draw.moment)
        is_id = path in plain.keys or (path in plain.kept and path.endswith("id"))
        if is_id and not node.facts.enum:
            number = node.facts.type == "integer"
            return draw.rng.getrandbits() >> 14 if number else self.id(path, draw.number, *draw.key)
        if node.fields:
            return self._object(node.fields, draw)
        return scalar(self.account, node, draw.rng, draw.moment)

    def _reference(self, path: str, draw: _Draw) -> Any:
        """Return the id of something else; nothing if there is none by then."""
        ids = self.referred(path, draw.moment)
        stream, _, field = self.plain.references[path].partition(".")
        if stream == self.plain.stream:  # a tree, as each is below an earlier one
            ids = ids[: draw.number]
        start = self.rng("refers", stream if field else path, *draw.key).randrange(max(1, len(ids)))
        return ids[(start + draw.number) % len(ids)] if ids else ""


def oldest(plain: Plain, account: Account, now: datetime) -> datetime:
    """Return the time since which Zoom has an endpoint's rows."""
    if plain.keep_months is None:
        return midnight(first_day(account))
    return midnight(months_before(now.date(), plain.keep_months))
