"""Draws trees and bar charts as SVG that takes its colors from the page, in light and dark."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ROW = 30
_BOX = 24
_PADDING = 8
_GAP = 40
#: Width of a character of the drawings' font, which is monospaced.
_CHARACTER = 7.25
#: How much smaller a drawing may become before it scrolls.
_SMALLEST = 0.8


@dataclass
class Node:
    """A node of a tree.

    Attributes:
        text: What its box says.
        href: Where the box leads to; empty if nowhere.
        kind: Classes of the box.
        edge: Classes of the line from the parent.
        children: The nodes to its right.
    """

    text: str
    href: str = ""
    kind: str = "node"
    edge: str = "edge"
    children: list[Node] = field(default_factory=list)

    @property
    def width(self) -> float:
        """The width of its box."""
        return round(len(self.text) * _CHARACTER + 2 * _PADDING, 1)

    def box(self, x: float, y: float) -> str:
        """Draw the box; y is that of its middle."""
        text = (
            f'<rect x="{x:g}" y="{y - _BOX / 2:g}" width="{self.width:g}" height="{_BOX}" rx="4"/>'
            f'<text x="{x + _PADDING:g}" y="{y + 4:g}">{escape(self.text)}</text>'
        )
        inner = f'<a href="{escape(self.href)}">{text}</a>' if self.href else text
        return f'<g class="{self.kind}">{inner}</g>'


def forest(title: str, roots: Sequence[Node]) -> str:
    """Draw trees from left to right, one below the other."""
    columns = [max(node.width for node in level) for level in _levels(roots)]
    xs = list(accumulate((width + _GAP for width in columns), initial=1.0))
    elements: list[str] = []
    rows = 0

    def place(node: Node, depth: int) -> float:
        """Draw a node and those to its right; return the y of its middle."""
        nonlocal rows
        ys = [place(child, depth + 1) for child in node.children]
        if not ys:
            ys = [rows * _ROW + _ROW / 2]
            rows += 1
        middle = (ys[0] + ys[-1]) / 2
        elements.append(node.box(xs[depth], middle))
        for child, y in zip(node.children, ys, strict=False):
            start, end = (xs[depth] + node.width, middle), (xs[depth + 1], y)
            elements.append(_curve(start, end, child.edge))
        return middle

    for root in roots:
        place(root, 0)
    return _drawing(title, elements, wide=xs[-1] - _GAP + 1, high=rows * _ROW)


def _levels(level: Sequence[Node]) -> Iterator[Sequence[Node]]:
    while level:
        yield level
        level = [child for node in level for child in node.children]


def _curve(start: tuple[float, float], end: tuple[float, float], kind: str) -> str:
    """Draw a line that bends between two columns."""
    (x1, y1), (x2, y2) = start, end
    bend, half = x2 - _GAP, x2 - _GAP / 2
    curve = f"C{half:g},{y1:g} {half:g},{y2:g} {x2:g},{y2:g}"
    return f'<path class="{kind}" d="M{x1:g},{y1:g} H{bend:g} {curve}"/>'


@dataclass(frozen=True)
class Bar:
    """A bar of a chart."""

    label: str
    value: float
    text: str
    kind: str = "bar"


def bars(title: str, groups: Sequence[tuple[str, Sequence[Bar]]]) -> str:
    """Draw horizontal bars, in groups that share a scale.

    Args:
        title: What the chart shows.
        groups: The name of each group, and its bars.
    """
    every = [bar for _, group in groups for bar in group]
    left = 8 + _CHARACTER * max(len(bar.label) for bar in every)
    longest, scale = 250.0, max(bar.value for bar in every)
    y, elements = 4.0, []
    for name, group in groups:
        if name:
            elements.append(f'<text class="group" x="0" y="{y + 14:g}">{escape(name)}</text>')
            y += 24
        for bar in group:
            length = max(longest * bar.value / scale, 1)
            elements.append(
                f'<text class="label" x="{left - 8:g}" y="{y + 14:g}">{escape(bar.label)}</text>'
                f'<rect class="{bar.kind}" x="{left:g}" y="{y + 2:g}" width="{length:.1f}" '
                f'height="16" rx="2"/>'
                f'<text x="{left + length + 6:.1f}" y="{y + 14:g}">{escape(bar.text)}</text>'
            )
            y += 22
        y += 8
    wide = left + longest + 10 + _CHARACTER * max(len(bar.text) for bar in every)
    return _drawing(title, elements, wide=wide, high=y)


def _drawing(title: str, elements: Iterable[str], *, wide: float, high: float) -> str:
    """Return a figure that shrinks a little on a narrow page, and then scrolls."""
    return (
        f'<div class="drawing"><svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{escape(title)}" width="{wide:.0f}" viewBox="0 0 {wide:.0f} {high:.0f}" '
        f'style="min-width: {wide * _SMALLEST:.0f}px">{"".join(elements)}</svg></div>'
    )
