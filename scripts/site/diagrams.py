"""Draws which streams are read for the records of which, and which fields join them."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING

from scripts.docs.declared import streams
from scripts.site import joins
from scripts.site.svg import BOX, GAP, ROW, Box, drawing, edge, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scripts.docs.declared import Stream

#: What streams are called that aren't in the catalog.
_INTERNAL = "held sessions"


def family(members: Sequence[Stream], base: str) -> str:
    """Draw the parents and the children of streams.

    Args:
        members: The streams.
        base: Where the pages of streams are, from the page with the diagram.

    Returns:
        A drawing; empty if no stream has a parent or a child.
    """
    shown = {stream.name for member in members for stream in _lineage(member)}
    inside = {member.name for member in members}
    children: defaultdict[str, list[Stream]] = defaultdict(list)
    for stream in streams():
        if stream.name in shown:
            children[_parent(stream)].append(stream)
    roots = [stream for stream in children[""] if children[stream.name]]
    if not roots:
        return ""
    widths = (max(width(_text(s)) for s in level) for level in _levels(roots, children))
    xs = list(accumulate((widest + GAP for widest in widths), initial=1.0))
    boxes: dict[str, Box] = {}
    edges: list[str] = []
    next_row = 0

    def place(stream: Stream, depth: int) -> float:
        nonlocal next_row
        middles = [place(child, depth + 1) for child in children[stream.name]]
        if not middles:
            middles = [next_row * ROW + BOX / 2 + 1]
            next_row += 1
        middle = (middles[0] + middles[-1]) / 2
        box = Box(
            _text(stream),
            xs[depth],
            middle - BOX / 2,
            "" if stream.internal else f"{base}{stream.name}.html",
            "node" if stream.name in inside else "node other",
        )
        boxes[stream.name] = box
        for child in children[stream.name]:
            target = boxes[child.name]
            kind = "edge hosts" if child.per_host else "edge"
            edges.append(edge(box.end, target.start, kind))
        return middle

    for root in roots:
        place(root, 0)
    size = (max(box.right for box in boxes.values()) + 1, next_row * ROW)
    drawn = [*edges, *(box.drawn() for box in boxes.values())]
    return drawing(drawn, size=size, title="Parents and children")


def _levels(level: list[Stream], children: dict[str, list[Stream]]) -> Iterable[list[Stream]]:
    while level:
        yield level
        level = [child for stream in level for child in children.get(stream.name, ())]


def _lineage(stream: Stream) -> Iterable[Stream]:
    """Yield a stream, its ancestors and its children."""
    found = {each.name: each for each in streams()}
    yield from (each for each in streams() if _parent(each) == stream.name)
    name = stream.name
    while name:
        yield found[name]
        name = _parent(found[name])


def _parent(stream: Stream) -> str:
    """Return the stream that another is read for; lists per user have no parent in the catalog."""
    if stream.parent is not None:
        return stream.parent.name
    return "users" if stream.per_host else ""


def _text(stream: Stream) -> str:
    return _INTERNAL if stream.internal else stream.name


def keys(members: Iterable[Stream], base: str) -> str:
    """Draw the fields of streams that hold keys of other streams: fields left, keys right.

    Returns:
        A drawing; empty if there are no such fields.
    """
    fields: list[Box] = []
    ends: list[tuple[Box, tuple[str, str]]] = []
    y = 1.0
    for stream in members:
        references = joins.of(stream.name)
        if not references:
            continue
        fields.append(Box(stream.name, 1, y, f"{base}{stream.name}.html"))
        y += ROW - 4
        for field in dict.fromkeys(reference.field for reference in references):
            box = Box(field, 24, y, kind="field")
            fields.append(box)
            ends += [(box, (r.target, r.key)) for r in references if r.field == field]
            y += ROW - 4
        y += 8
    if not ends:
        return ""
    left = max(box.right for box in fields) + 2 * GAP
    high = y
    targets = _spread(ends, left, high, base)
    bottom = max(high, *(box.y + BOX for box in targets.values())) + 1
    edges = [
        edge(box.end, targets[end].start, _kind(targets, end), left - 2 * GAP) for box, end in ends
    ]
    boxes = (*fields, *targets.values())
    size = (max(box.right for box in boxes) + 1, bottom)
    return drawing([*edges, *(box.drawn() for box in boxes)], size=size, title="Joins")


def _kind(targets: dict[tuple[str, str], Box], end: tuple[str, str]) -> str:
    """Return the class of an edge: neighboring targets differ in color."""
    return f"edge color{list(targets).index(end) % 6}"


def _spread(
    ends: list[tuple[Box, tuple[str, str]]], x: float, high: float, base: str
) -> dict[tuple[str, str], Box]:
    """Place the keys beside the fields that hold them, without overlaps."""
    sources: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for box, end in ends:
        sources[end].append(box.y)
    placed: dict[tuple[str, str], Box] = {}
    means = {end: sum(ys) / len(ys) for end, ys in sources.items()}
    y = 1.0
    left = len(means)
    for end in sorted(means, key=lambda end: means[end]):
        y = max(y, min(means[end], high - left * ROW))
        placed[end] = Box(f"{end[0]}.{end[1]}", x, y, f"{base}{end[0]}.html", "node")
        y += ROW
        left -= 1
    return placed
