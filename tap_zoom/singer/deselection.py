"""Leaving out what is not selected, at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_zoom.records.secrets import Path


class Cut:
    """Takes fields out of a value, in place.

    Args:
        paths: Breadcrumbs of the fields, as seen from the value.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        """Compile the breadcrumbs."""
        below: dict[Path, list[Path]] = {}
        for path in paths:
            # One step is a field ("properties", name), or all items of an array ("items",).
            step = path[:1] if path[0] == "items" else path[:2]
            below.setdefault(step, []).append(path[len(step) :])
        items = below.pop(("items",), None)
        self._items = None if items is None else Cut(items)
        self._fields = [step[1] for step, rests in below.items() if () in rests]
        self._within = [(step[1], Cut(rests)) for step, rests in below.items() if () not in rests]

    def of(self, value: Any) -> None:
        """Take the fields out, where the value has them."""
        if isinstance(value, dict):
            for name in self._fields:
                value.pop(name, None)
            for name, cut in self._within:
                if name in value:
                    cut.of(value[name])
        elif self._items is not None and isinstance(value, list):
            for item in value:
                self._items.of(item)
