"""Formats tables and code as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Format a table with a header row."""
    lines = [titles, ["---"] * len(titles), *rows]
    escaped = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in escaped)


def code(names: Iterable[str], separator: str = ", ") -> str:
    """Format names as inline code."""
    return separator.join(f"`{name}`" for name in names)


def text_block(lines: Iterable[str]) -> str:
    """Format lines as a block of plain text."""
    return "\n".join(["```text", *lines, "```"])
