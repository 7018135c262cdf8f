"""Runs the benchmarks and prints their tables; ``--write`` updates the documentation.

The tables are written to docs/speed.md, with a summary.

Most figures are ratios between two measurements on the same machine, so that they can be compared
across machines. Run the benchmarks on an otherwise idle machine.
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

from benchmarks.common import ROOT, Table, run_benchmark
from benchmarks.short import PAGE

BENCHMARKS = ("bound", "sequential", "stock", "memory")
ON_REQUEST = ("accounts",)  # run only if named; its figures are in examples/README.md
COMMAND = "make bench"

_MARKED = re.compile(r"(<!-- benchmarks -->\n).*?(<!-- end -->)", re.DOTALL)


def render(table: Table) -> RichTable:
    """Render a table for the terminal."""
    rich_table = RichTable(title=table.title, title_justify="left", caption=table.about)
    for index, column in enumerate(table.columns):
        rich_table.add_column(column, justify="right" if index else "left")
    for row in table.rows:
        rich_table.add_row(*row)
    return rich_table


def write(tables: list[Table]) -> None:
    """Write the tables, the command and the date to docs/speed.md, and update the summary."""
    today = datetime.now(timezone.utc).date()
    text = "\n".join([f"`{COMMAND}`, {today}.\n", *(table.markdown() for table in tables)])
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_MARKED.sub(lambda m: f"{m[1]}{text}{m[2]}", page), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "scripts.docs"], cwd=ROOT, check=True)


def main() -> None:
    """Parse the arguments and run the benchmarks that they name."""
    known = (*BENCHMARKS, *ON_REQUEST)
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(known)}")
    parser.add_argument(
        "--quick", action="store_true", help="run small versions, to check that they work"
    )
    parser.add_argument("--write", action="store_true", help="write all tables into docs/speed.md")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(known):
        parser.error(f"unknown benchmark: {', '.join(sorted(unknown))}")
    if arguments.write and (arguments.quick or arguments.names):
        parser.error("--write requires full runs of all benchmarks")
    console, tables = Console(), []
    for name in arguments.names or BENCHMARKS:
        # Use a new process for each: a child's peak memory starts at that of its parent.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            tables.append(process.submit(run_benchmark, name, quick=arguments.quick).result())
        console.print(render(tables[-1]))
    if arguments.write:
        write(tables)


if __name__ == "__main__":
    main()
