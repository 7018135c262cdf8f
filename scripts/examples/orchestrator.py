"""What Airflow and Dagster have in common: an environment, a folder and the DAGs to run."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DAGS = ("zoom_nightly", "zoom_hourly")
TIMEOUT = 600.0
"""Seconds until a night that doesn't end is given up."""
_STOP_SECONDS = 20.0


@dataclass
class Orchestrator(ABC):
    """An orchestrator in an environment of its own; leaving the context stops its processes.

    Attributes:
        name: Its name.
        example: The file in examples/ that it runs.
        folder: Its files.
        env: The environment in which it runs.
    """

    name: ClassVar[str]
    example: ClassVar[str]
    folder: Path
    env: Mapping[str, str]

    def __enter__(self) -> Self:
        self._processes = contextlib.ExitStack()
        return self

    def __exit__(self, *_: object) -> None:
        self._processes.close()

    @abstractmethod
    def night(self, number: int) -> dict[str, str]:
        """Run all DAGs at the same time; return the state of each task.

        A task that was tried more than once has the number of tries after its state.
        """

    def program(self, name: str) -> Path:
        """Return the path of a program in the environment."""
        return self.folder / "venv" / "bin" / name

    def install(self, examples: Path) -> None:
        """Install what the requirements file names, and copy the example."""
        self.folder.mkdir(parents=True)
        shutil.copy(examples / self.example, self.folder)
        requirements = examples / f"{self.name.lower()}.requirements.txt"
        python = self.program("python")
        uv = ["uv", "--quiet"]
        subprocess.run(
            [*uv, "venv", "--no-project", self.folder / "venv"], env=self.env, check=True
        )
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
            process = subprocess.Popen(
                [self.program(str(program)), *arguments],
                cwd=self.folder,
                env={**self.env, **env},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._processes.callback(_stop, process)
        return process


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
