"""Draws diagrams and charts as SVG that takes its colors from the page, in light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROW = 30
BOX = 24
PADDING = 9
#: Width of a character of the diagrams' font, which is monospaced.
CHARACTER = 7.25
GAP = 56


@dataclass(frozen=True)
class Box:
    """A box with a text, which may be a link."""

    text: str
    x: float
    y: float
    href: str = ""
    kind: str = "node"

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + width(self.text)

    @property
    def start(self) -> tuple[float, float]:
        """The middle of its left edge."""
        return self.x, self.middle

    @property
    def end(self) -> tuple[float, float]:
        """The middle of its right edge."""
        return self.right, self.middle

    @property
    def middle(self) -> float:
        """The y of its middle."""
        return self.y + BOX / 2

    def drawn(self) -> str:
        """Return the elements that draw it."""
        text = (
            f'<rect x="{self.x:g}" y="{self.y:g}" width="{width(self.text):g}" height="{BOX}" '
            f'rx="4"/><text x="{self.x + PADDING:g}" y="{self.middle + 4:g}">'
            f"{escape(self.text)}</text>"
        )
        inner = f'<a href="{escape(self.href)}">{text}</a>' if self.href else text
        return f'<g class="{self.kind}">{inner}</g>'


def width(text: str) -> float:
    """Return the width of a box."""
    return round(len(text) * CHARACTER + 2 * PADDING, 1)


def edge(
    start: tuple[float, float], end: tuple[float, float], kind: str = "edge", straight: float = 0
) -> str:
    """Draw a curve from left to right, which is straight up to an x."""
    (x1, y1), (x2, y2) = start, end
    bend = max(x1, straight)
    half = (bend + x2) / 2
    curve = f"C{half:g},{y1:g} {half:g},{y2:g} {x2:g},{y2:g}"
    return f'<path class="{kind}" d="M{x1:g},{y1:g} H{bend:g} {curve}"/>'


def drawing(elements: Iterable[str], *, size: tuple[float, float], title: str) -> str:
    """Return elements as a figure that scrolls if it is wider than the page."""
    wide, high = size
    return (
        f'<div class="drawing"><svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{escape(title)}" width="{wide:g}" height="{high:g}" '
        f'viewBox="0 0 {wide:g} {high:g}">{"".join(elements)}</svg></div>'
    )


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
    left = 8 + CHARACTER * max(len(bar.label) for _, group in groups for bar in group)
    longest, scale = 340.0, max(bar.value for _, group in groups for bar in group)
    y, elements = 4.0, []
    for name, group in groups:
        if name:
            elements.append(f'<text class="group" x="0" y="{y + 14:g}">{escape(name)}</text>')
            y += 24
        for bar in group:
            length = max(longest * bar.value / scale, 1)
            elements.append(
                f'<text x="{left - 8:g}" y="{y + 14:g}" text-anchor="end">'
                f"{escape(bar.label)}</text>"
                f'<rect class="{bar.kind}" x="{left:g}" y="{y + 2:g}" width="{length:.1f}" '
                f'height="16" rx="2"/>'
                f'<text x="{left + length + 6:.1f}" y="{y + 14:g}">{escape(bar.text)}</text>'
            )
            y += 22
        y += 8
    text = max(len(bar.text) for _, group in groups for bar in group) * CHARACTER
    return drawing(elements, size=(round(left + longest + text + 10), y), title=title)
