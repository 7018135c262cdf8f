"""Runs the benchmarks and shows their tables; ``--write`` puts them into the documentation.

All of them go to docs/speed.md, and a short table of them to the README.

Each figure compares two things of the same run on the same machine, so that it says something on
another one. Let nothing else run meanwhile.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timezone
from multiprocessing import get_context

from rich.console import Console
from rich.table import Table as RichTable

from benchmarks.common import ROOT, Table, measured
from benchmarks.short import PAGE

BENCHMARKS = ("bound", "sequential", "stock", "memory")
COMMAND = "make bench"

_MARKED = re.compile(r"(<!-- benchmarks -->\n).*?(<!-- end -->)", re.DOTALL)


def shown(table: Table) -> RichTable:
    """Lay a table out for the terminal."""
    laid_out = RichTable(title=table.title, title_justify="left", caption=table.about)
    for place, column in enumerate(table.columns):
        laid_out.add_column(column, justify="right" if place else "left")
    for row in table.rows:
        laid_out.add_row(*row)
    return laid_out


def write(tables: list[Table]) -> None:
    """Put the tables between the marks of the page, with the command and the day.

    The README's short table is made of them.
    """
    day = datetime.now(timezone.utc).date()
    text = "\n".join([f"`{COMMAND}`, {day}.\n", *(table.markdown() for table in tables)])
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_MARKED.sub(lambda m: f"{m[1]}{text}{m[2]}", page), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "scripts.docs"], cwd=ROOT, check=True)


def main() -> None:
    """Read the arguments and run what they name."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="small runs, to see that they work")
    parser.add_argument(
        "--write", action="store_true", help="write all tables into docs/speed.md and README.md"
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    if arguments.write and (arguments.quick or arguments.names):
        parser.error("only all of them, not --quick, are worth writing down")
    console, tables = Console(), []
    for name in arguments.names or BENCHMARKS:
        # A process each: what a child's peak memory is counted from is its parent's own.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            tables.append(process.submit(measured, name, quick=arguments.quick).result())
        console.print(shown(tables[-1]))
    if arguments.write:
        write(tables)


if __name__ == "__main__":
    main()
