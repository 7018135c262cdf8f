"""Makes the page of scripts/page from the models of a run, and compares them with the account."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from rich.text import Text

from scripts.demo.meltano import DATABASE, OUTPUT, ROOT
from scripts.page import PACKAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rich.console import Console

POSSIBLE = sys.version_info < (3, 14)  # dbt 1.11 runs on Python 3.13 and earlier
PAGE = OUTPUT / "zoom.html"


def make(truth: Mapping[str, list[dict[str, Any]]], console: Console) -> int:
    """Make the page and print where it is; return 1 if its numbers aren't those of the account."""
    if not POSSIBLE:
        console.print("No models and no page: dbt runs on Python 3.13 and earlier.")
        return 0
    done = command(DATABASE, PAGE, truth)
    if done.returncode:
        console.print(Text(done.stdout + done.stderr, style="red"))
        return 1
    console.print(f"[green]{done.stdout.strip()}[/]")
    console.print(f"To see in a browser: {PAGE.relative_to(ROOT)}")
    return 0


def command(
    database: Path,
    page: Path,
    truth: Mapping[str, list[dict[str, Any]]],
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run scripts/page in its own environment, which uv keeps in its cache."""
    packages = [part for package in PACKAGES for part in ("--with", package)]
    return subprocess.run(
        [
            *("uv", "run", "--quiet", "--isolated", "--no-project", *packages),
            *("python", "-m", "scripts.page", str(database), str(page)),
        ],
        cwd=ROOT,
        env=env,
        input=json.dumps(truth),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
