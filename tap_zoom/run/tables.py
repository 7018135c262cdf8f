"""Tables for the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence


def format_table(
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Collection[int] = (),
    unbroken: Collection[int] = (),
) -> list[str]:
    """Format a table.

    Args:
        titles: One per column.
        rows: One text per column.
        numbers: Indexes of the columns to align to the right.
        unbroken: Indexes of the columns whose lines stay whole, to be copied from.

    Returns:
        Its lines.
    """
    table = Table(box=None, pad_edge=False, header_style="")
    for index, title in enumerate(titles):
        justify: Literal["left", "right"] = "right" if index in numbers else "left"
        table.add_column(title, justify=justify, no_wrap=index in unbroken)
    for row in rows:
        table.add_row(*row)
    console = Console(width=160, color_system=None, markup=False, emoji=False, highlight=False)
    with console.capture() as capture:
        console.print(table)
    return [line.rstrip() for line in capture.get().splitlines()]
