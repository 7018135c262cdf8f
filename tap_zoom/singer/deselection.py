"""Removing deselected fields from records, at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_zoom.records.types import dotted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from singer_sdk.singerlib.catalog import AnyMetadata

    from tap_zoom.records.types import Breadcrumb

_NAMED = 3


class Deselection:
    """Removes fields from a value, in place.

    Args:
        breadcrumbs: Breadcrumbs of the fields, relative to the value.
    """

    def __init__(self, breadcrumbs: Iterable[Breadcrumb]) -> None:
        """Compile the breadcrumbs."""
        below: dict[Breadcrumb, list[Breadcrumb]] = {}
        for breadcrumb in breadcrumbs:
            # One step is a field ("properties", name), or all items of an array ("items",).
            step = breadcrumb[:1] if breadcrumb[0] == "items" else breadcrumb[:2]
            below.setdefault(step, []).append(breadcrumb[len(step) :])
        items = below.pop(("items",), None)
        self._items = None if items is None else Deselection(items)
        self._fields = [step[1] for step, rests in below.items() if () in rests]
        self._nested = [
            (step[1], Deselection(rests)) for step, rests in below.items() if () not in rests
        ]

    def apply(self, value: Any) -> None:
        """Remove the fields that the value has."""
        if isinstance(value, dict):
            for name in self._fields:
                value.pop(name, None)
            for name, nested in self._nested:
                if name in value:
                    nested.apply(value[name])
        elif self._items is not None and isinstance(value, list):
            for item in value:
                self._items.apply(item)


def deselected(
    mask: Mapping[Breadcrumb, bool],
    metadata: Mapping[Breadcrumb, AnyMetadata],
    off_by_default: Iterable[Breadcrumb],
) -> set[Breadcrumb]:
    """Return the breadcrumbs of a stream's deselected fields.

    Args:
        mask: The SDK's selection.
        metadata: The stream's metadata in the catalog.
        off_by_default: Fields that are only selected if the catalog says so.
    """
    found = {path for path, selected in mask.items() if path and not selected}
    # Secrets are opt-in, whatever the catalog: for the SDK, a property without an entry of its own
    # is selected with its stream. Nor does the SDK's selection reach into arrays.
    for breadcrumb in off_by_default:
        entry = metadata.get(breadcrumb)
        if entry is None or not entry.selected:
            found.add(breadcrumb)
    return found


def undeclared(schema: Mapping[str, Any], declared: Mapping[str, Any]) -> Iterator[Breadcrumb]:
    """Yield the breadcrumbs of the fields that a catalog's schema lacks.

    A target learns of a field only by SCHEMA. The SDK, too, leaves out the others.

    Args:
        schema: The stream's own schema.
        declared: The catalog's, for example of an older version of the tap.
    """
    if "properties" in declared:
        for name, field in schema.get("properties", {}).items():
            step = ("properties", name)
            if name not in declared["properties"]:
                yield step
            else:
                yield from (step + rest for rest in undeclared(field, declared["properties"][name]))
    if "items" in schema and "items" in declared:
        yield from (("items", *rest) for rest in undeclared(schema["items"], declared["items"]))


def describe_undeclared(breadcrumbs: Collection[Breadcrumb]) -> str:
    """Return a warning of fields that a catalog's schema lacks."""
    names = list(map(dotted, sorted(breadcrumbs)))
    listed = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
    return (
        f"The catalog's schema lacks {len(names)} fields, which are left out ({listed}): "
        "create a new catalog with --discover to get them."
    )
