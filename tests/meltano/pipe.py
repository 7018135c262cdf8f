"""The tap, a pipe and a target, without Meltano."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

from tests.e2e.harness import write
from tests.meltano.warehouse import comparable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.meltano.project import Project
    from tests.meltano.warehouse import Rows


class Pipe:
    """``tap-zoom … | target …``, with the programs that Meltano installed."""

    def __init__(
        self,
        project: Project,
        folder: Path,
        target: str = "target-jsonl",
        config: Path | None = None,
    ) -> None:
        self.folder = folder / "output"
        self.folder.mkdir()
        self.env = project.env
        self.tap = project.program("extractors", "tap-zoom")
        self.target = project.program("loaders", target)
        self.config = config or write(
            folder / "target.json",
            {"destination_path": str(self.folder), "do_timestamp_file": False},
        )

    def __call__(self, *arguments: str | Path) -> str:
        """Run it, and give what the target prints: STATE."""
        with subprocess.Popen(
            [self.tap, *arguments], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as tap:
            target = subprocess.run(
                [self.target, "--config", self.config],
                env=self.env,
                stdin=tap.stdout,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            _, log = tap.communicate()
        assert tap.returncode == 0, log.decode()
        assert target.returncode == 0, target.stderr
        return target.stdout

    def read(self, stream: str) -> list[dict[str, Any]]:
        """What the target has written."""
        text = (self.folder / f"{stream}.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def rows(self, stream: str) -> Rows:
        """The same, in a form that can be compared."""
        return {stream: comparable(stream, self.read(stream))}
