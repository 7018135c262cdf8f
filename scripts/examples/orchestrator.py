"""What Airflow and Dagster have in common: an environment, a folder and the DAGs to run."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DAGS = ("zoom_nightly", "zoom_hourly")
TIMEOUT = 600.0
"""Seconds until a night that doesn't end is given up."""


@dataclass
class Orchestrator:
    """An orchestrator in an environment of its own.

    Attributes:
        folder: Its files.
        env: The environment in which it runs.
    """

    folder: Path
    env: Mapping[str, str]

    def program(self, name: str) -> Path:
        """Return the path of a program in the environment."""
        return self.folder / "venv" / "bin" / name

    def install(self, *examples: Path) -> None:
        """Install what the requirements file names, and copy the examples."""
        self.folder.mkdir(parents=True)
        for example in examples:
            shutil.copy(example, self.folder)
        (requirements,) = self.folder.glob("*.requirements.txt")
        python = self.program("python")
        uv = ["uv", "--quiet"]
        subprocess.run([*uv, "venv", "--no-project", self.folder / "venv"], env=self.env, check=True)
        subprocess.run(
            [*uv, "pip", "install", "--python", python, "--requirements", requirements],
            env=self.env,
            check=True,
        )

    def start(self, *command: str | Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start one of its programs, with its output in a file named after the arguments."""
        program, *arguments = command
        log = self.folder / f"{'-'.join(map(str, arguments))}.log".replace(os.sep, "-")
        with log.open("ab") as output:
            return subprocess.Popen(
                [self.program(str(program)), *arguments],
                cwd=self.folder,
                env={**self.env, **env},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
