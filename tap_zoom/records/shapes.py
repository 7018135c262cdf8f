"""The shape of JSON: which fields there are, of which classes, and how often; never a value.

Shapes of many rows are merged into one. Only the names of fields are left of the rows, and
``FieldNames`` decides which of them may be shown: a name may be data too, where an object is keyed
by ids or addresses.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from tap_zoom.records.value_classes import class_of, length_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Schema = dict[str, Any]

MASK = "*"
#: Stands for all values of a field that its description doesn't list.
OTHER = "other"

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_WORD = re.compile(r"[A-Z]*[a-z]+|[A-Z]+")
_DIGIT = re.compile(r"\d")
_MAX_DIGITS = 3
_MIN_WORD = 3.0  # letters per word, on average: an id in Base64 changes case more often
_MAX_UNKNOWN = 20  # names that an object can have besides its schema's, if it isn't a mapping

_LIST_ITEM = re.compile(r",\s+(?:or\s+|and\s+)?|\s+(?:or|and)\s+|;\s+")
_CONSTANT = re.compile(r"\d+ |[A-Z0-9]{2,},")
_MIN_CONSTANTS = 2
_NO_LIST = ("Credential", "Deprecated", "Made by")
_LISTED = re.compile(r"-?\d{1,3}|[A-Za-z][A-Za-z0-9_-]{0,30}")


@dataclass
class Shape:
    """What the values at one place look like.

    Attributes:
        kinds: Number of values by class.
        listed: Number of values by value, as far as the description lists them.
        lengths: Number of arrays by class of their length.
        fields: Shapes of the fields of objects.
        items: Shape of the items of arrays.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    listed: Counter[str] = field(default_factory=Counter)
    lengths: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Shape] = field(default_factory=dict)
    items: Shape | None = None

    @property
    def count(self) -> int:
        """Return the number of values."""
        return self.kinds.total()


def infer(value: Any, schema: Mapping[str, Any]) -> Shape:
    """Return the shape of one value.

    Args:
        value: What JSON was decoded to.
        schema: Its schema; of the values, only those that a description in it lists are kept.
    """
    shape = Shape(Counter([class_of(value)]))
    if isinstance(value, dict):
        shape.fields = {name: infer(v, field_schema(schema, name)) for name, v in value.items()}
    elif isinstance(value, list):
        shape.lengths[length_class(len(value))] = 1
        items = schema.get("items", {})
        shape.items = merge(*(infer(item, items) for item in value)) if value else None
    elif value is not None and value != "" and (listed := listed_values(schema)):
        shape.listed[str(value) if str(value) in listed else OTHER] = 1
    return shape


def merge(*shapes: Shape) -> Shape:
    """Return one shape for all that several shapes stand for."""
    merged = Shape()
    names: dict[str, list[Shape]] = {}
    items = []
    for shape in shapes:
        merged.kinds += shape.kinds
        merged.listed += shape.listed
        merged.lengths += shape.lengths
        for name, inner in shape.fields.items():
            names.setdefault(name, []).append(inner)
        if shape.items is not None:
            items.append(shape.items)
    merged.fields = {name: _merge_some(inner) for name, inner in names.items()}
    merged.items = _merge_some(items) if items else None
    return merged


def _merge_some(shapes: list[Shape]) -> Shape:
    return shapes[0] if len(shapes) == 1 else merge(*shapes)


def field_schema(schema: Mapping[str, Any], name: str) -> Schema:
    """Return the schema of a field; an empty one if there is none."""
    found: Schema = schema.get("properties", {}).get(name, {})
    return found


def listed_values(schema: Mapping[str, Any]) -> frozenset[str]:
    """Return the values that a field's description lists, as in "State: active or inactive"."""
    return _listed_in(str(schema.get("description", "")))


@cache
def _listed_in(description: str) -> frozenset[str]:
    before, colon, after = description.partition(": ")
    items = _LIST_ITEM.split(after if colon else before)
    # Without a colon, such a list begins with a number or a constant.
    is_list = _CONSTANT.match(before) and len(items) >= _MIN_CONSTANTS
    if len(items) == 1 or before.startswith(_NO_LIST) or not (colon or is_list):
        return frozenset()
    words = (item.partition(" ")[0] for item in items)
    return frozenset(word for word in words if _LISTED.fullmatch(word))


def is_made_by_tap(schema: Mapping[str, Any]) -> bool:
    """Return whether a field is the tap's own, so that Zoom never sends it."""
    return str(schema.get("description", "")).startswith("Made by the tap")


class FieldNames:
    """Which names of fields may be shown.

    Args:
        schemas: Schemas of anything that is known; the words of their fields occur in others too.
    """

    def __init__(self, schemas: Iterable[Mapping[str, Any]]) -> None:
        """Start without values."""
        self._words = {word for schema in schemas for word in _schema_words(schema)}
        self._values: set[str] = set()

    def add_values(self, value: Any) -> None:
        """Remember values that are no names of fields, wherever they occur."""
        if isinstance(value, dict):
            for inner in value.values():
                self.add_values(inner)
        elif isinstance(value, list):
            for item in value:
                self.add_values(item)
        elif isinstance(value, str) and _IDENTIFIER.fullmatch(value):
            self._values.add(value.lower())

    def shown(self, shape: Shape, schema: Mapping[str, Any]) -> dict[str, Shape]:
        """Return the fields of a shape under names that may be shown.

        Args:
            shape: Of some objects.
            schema: Of these objects. Names that it lacks are shown if they have a word in common
                with known ones; if it names no fields, only if they consist of such words.

        Returns:
            The schema's fields in its order, others by name, and all the rest under ``*``.
        """
        known = schema.get("properties", {})
        others = sorted(shape.fields.keys() - known)
        names = [name for name in others if self._is_name(name, in_vocabulary=not known)]
        if len(names) > _MAX_UNKNOWN:
            names = []
        masked = [shape.fields[name] for name in others if name not in names]
        shown = {name: shape.fields[name] for name in (*known, *names) if name in shape.fields}
        return {**shown, **({MASK: merge(*masked)} if masked else {})}

    def _is_name(self, name: str, *, in_vocabulary: bool) -> bool:
        if not _IDENTIFIER.fullmatch(name) or name.lower() in self._values:
            return False
        words = _words(name)
        if not words or len(_DIGIT.findall(name)) > _MAX_DIGITS:
            return False
        if self._words.issuperset(words):
            return True
        if in_vocabulary or self._words.isdisjoint(words):
            return False
        return sum(map(len, words)) / len(words) >= _MIN_WORD


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def _schema_words(schema: Mapping[str, Any]) -> Iterator[str]:
    for name, inner in schema.get("properties", {}).items():
        yield from _words(name)
        yield from _schema_words(inner)
    if "items" in schema:
        yield from _schema_words(schema["items"])
