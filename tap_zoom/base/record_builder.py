"""From a row to a record: with its parents' ids, the schema's types and a complete key."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from tap_zoom.base.declaration import is_blank
from tap_zoom.records.conformer import Conformer
from tap_zoom.records.keys import ROW_ID, RowIds, surrogate_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tap_zoom.api.request import Request
    from tap_zoom.records.types import Record


class RecordSource(Protocol):
    """A stream whose rows become records."""

    @property
    def schema(self) -> dict[str, Any]: ...
    @property
    def primary_keys(self) -> Sequence[str]: ...
    @property
    def child_context_fields(self) -> Mapping[str, str]: ...
    @property
    def row_key_fields(self) -> Sequence[str]: ...
    @property
    def own_fields(self) -> Sequence[str]: ...
    @property
    def variant_fields(self) -> Mapping[str, str]: ...
    @property
    def deduplicate(self) -> bool: ...
    @property
    def ancestors(self) -> Sequence[RecordSource]: ...
    def normalize_row(self, row: Record, request: Request | None) -> Record: ...
    def is_duplicate(self, record: Record, seen: set[Any]) -> bool: ...


class RecordBuilder:
    """Builds the records of one stream.

    A stream has two: one to read with, which reports what it skips, and a silent one to preview
    what the rows of a prefetched list lead to.

    Args:
        stream: The stream.
        on_skip: Called with the reason for each row that makes no record.
        on_invalid: Called with the path of each value that had to be set to null.
        on_unknown: Called with the path of each field outside the schema, once; if there are very
            many, with the first of them and a note.
    """

    def __init__(
        self,
        stream: RecordSource,
        *,
        on_skip: Callable[[str], None] = lambda _: None,
        on_invalid: Callable[[str], None] = lambda _: None,
        on_unknown: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Compile the stream's schema."""
        self._stream = stream
        self.on_skip = on_skip
        self._seen_in_run: set[Any] = set()
        self.conform = Conformer(
            stream.schema, on_invalid=on_invalid, on_unknown=on_unknown
        ).conform

    def build_all(
        self, rows: Iterable[Record], request: Request | None, scope: Scope
    ) -> Iterator[Record]:
        """Build the records of a list.

        Args:
            rows: The rows of the list.
            request: The list's request.
            scope: What the lists of one parent share.

        Yields:
            A record for each row that has its key and wasn't seen before.
        """
        for row in rows:
            record = self.build(row, request, scope)
            if record is None:
                continue
            if self.is_missing_key(record):
                self.on_skip("without an id")
            elif self.add_row_id(record, scope) or not self._already_seen(record, scope.seen):
                yield record

    def build(self, row: Record, request: Request | None, scope: Scope) -> Record | None:
        """Build a record; its key may still be incomplete.

        Returns:
            The record; None for a row that makes none, which has been reported.
        """
        try:
            return self._build(row, request, scope)
        # A row that nobody foresaw must not cost the others.
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            self.on_skip(f"can't be converted ({type(error).__name__})")
            return None

    def _build(self, row: Record, request: Request | None, scope: Scope) -> Record:
        row = self._stream.normalize_row(row, request)
        if self._stream.variant_fields and request is not None:
            row = {**self._variant(request), **row}
        sent = dict(row) if self._replaceable else row
        # A row's own field comes first (a participant's user_id is not the host's), unless it is
        # part of the key.
        record = {**scope.ids, **self.conform(row), **scope.keys}
        for name in self._replaceable:
            if is_blank(record.get(name)):
                record[name] = surrogate_id(sent)
        return record

    def _variant(self, request: Request) -> Record:
        """Return the fields that tell which list of the stream a row is from."""
        fields = self._stream.variant_fields
        return {fields[name]: value for name, value in request.params if name in fields}

    def scope(self, context: Mapping[str, Any]) -> Scope:
        """Return what the records of one context share."""
        names = {*self._parent_ids, *self._stream.primary_keys}
        found = self.conform({name: context[name] for name in names if name in context})
        return Scope(
            ids={name: found[name] for name in self._parent_ids if name in found},
            keys={name: found[name] for name in self._stream.primary_keys if name in found},
            row_ids=RowIds(self._stream.row_key_fields) if self._has_row_id else None,
            seen=self._seen_in_run if self._stream.deduplicate else set(),
        )

    def _already_seen(self, record: Record, seen: set[Any]) -> bool:
        """Return whether a record has come before; otherwise, remember it."""
        key = tuple(record.get(name) for name in self._stream.primary_keys)
        if key in seen:
            return True
        seen.add(key)
        return self._stream.is_duplicate(record, seen)

    @staticmethod
    def add_row_id(record: Record, scope: Scope) -> bool:
        """Add a row id to a record.

        Returns:
            Whether the stream's key has one, so that no two records are the same.
        """
        if scope.row_ids is None:
            return False
        record[ROW_ID] = scope.row_ids.of(record)
        return True

    def is_missing_key(self, record: Record) -> bool:
        """Return whether a record has no value for a key that it can't do without."""
        return any(is_blank(record.get(name)) for name in self._required_keys)

    @cached_property
    def _has_row_id(self) -> bool:
        return ROW_ID in self._stream.primary_keys

    @cached_property
    def _required_keys(self) -> frozenset[str]:
        """Keys that nothing can replace: numbers, and the ids that children are requested by."""
        stream = self._stream
        properties, keys = stream.schema["properties"], frozenset(stream.primary_keys)
        numbers = {name for name in keys if properties[name]["type"] == "integer"}
        return frozenset(numbers | (keys & set(stream.child_context_fields.values()))) - {ROW_ID}

    @cached_property
    def _replaceable(self) -> tuple[str, ...]:
        """Keys that get a surrogate id if Zoom sends none."""
        return tuple(set(self._stream.primary_keys) - self._required_keys - {ROW_ID})

    @cached_property
    def _parent_ids(self) -> tuple[str, ...]:
        """Fields that come from the contexts of the parents."""
        properties, own_fields = self._stream.schema["properties"], self._stream.own_fields
        return tuple(
            name
            for parent in self._stream.ancestors
            for name in parent.child_context_fields
            if name in properties and name not in own_fields
        )


class Scope:
    """What the records of one context share: their parents' ids, and the rows seen so far."""

    __slots__ = ("ids", "keys", "row_ids", "seen")

    def __init__(
        self,
        ids: Record,
        keys: Record,
        row_ids: RowIds | None,
        seen: set[Any],
    ) -> None:
        """Start without rows."""
        self.ids = ids
        self.keys = keys
        self.row_ids = row_ids
        self.seen = seen
