"""The benchmarks run; their figures mean something only on a quiet machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.bound import busiest_second, least_seconds
from benchmarks.common import Request, Table
from benchmarks.short import figures, tables

ROOT = Path(__file__).parents[2]


def test_the_bound_is_that_of_the_busiest_label() -> None:
    """Refused requests don't count towards the least time that a run takes."""
    heavy = [Request(tick=n / 40, label="Heavy", status=200) for n in range(80)]
    refused = [Request(tick=n / 40, label="Heavy", status=429) for n in range(20)]
    light = [Request(tick=n / 80, label="Light", status=200) for n in range(80)]

    assert least_seconds([*heavy, *refused, *light], "business") == (2.0, "Heavy")


def test_the_busiest_second_may_begin_at_any_time() -> None:
    ticks = [0.0, 0.2, 0.9, *(1.0 + n / 100 for n in range(9)), 1.85, 3.0]
    requests = [Request(tick=tick, label="Heavy", status=200) for tick in ticks]

    assert busiest_second(requests, "pro") == 11 / 10


def test_a_table_is_markdown() -> None:
    table = Table("Title", "About.", ("what", "how much"), [("this", "1 s")])

    assert table.markdown() == (
        "### Title\n\nAbout.\n\n| what | how much |\n| --- | ---: |\n| this | 1 s |\n"
    )


PAGE = """
<!-- benchmarks -->
`make bench`, 2026-01-31.

### One

About | this.

| what | how much |
| --- | ---: |
| a | 1 |
| b | 2 |

### Two

| what | how much |
| --- | ---: |
| c | 3 |
<!-- end -->

| no | benchmark |
| --- | ---: |
"""


def test_tables_are_read_from_the_page_that_they_are_written_to() -> None:
    assert tables(PAGE) == {
        "One": [{"what": "a", "how much": "1"}, {"what": "b", "how much": "2"}],
        "Two": [{"what": "c", "how much": "3"}],
    }


def test_the_short_table_has_a_figure_of_each_kind() -> None:
    page = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    found = list(figures(page))

    assert len({what for what, *_ in found}) == len(tables(page))
    assert len({(what, case) for what, case, _ in found}) == len(found)
    assert all(re.search(r"\d", figure) for *_, figure in found)


@pytest.mark.e2e
def test_small_runs_work() -> None:
    command = [sys.executable, "-m", "benchmarks", "--quick", "bound", "sequential"]

    env = {**os.environ, "COLUMNS": "120"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "business, 50" in done.stdout
