"""The benchmarks run; what they measure means something on a quiet machine only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.bound import busiest_second, least_seconds
from benchmarks.common import Request, Table

ROOT = Path(__file__).parents[1]


def test_the_bound_is_that_of_the_busiest_label() -> None:
    """What was refused isn't part of the least that a run takes."""
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


@pytest.mark.alone
def test_small_runs_work() -> None:
    command = [sys.executable, "-m", "benchmarks", "--quick", "bound", "sequential"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "business, 50" in done.stdout
