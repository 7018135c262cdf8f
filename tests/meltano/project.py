"""A Meltano project for the tests: this project's meltano.yml, with its plugins installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scripts.demo.meltano import LOCAL, MELTANO

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
MARKS = [
    pytest.mark.e2e,
    pytest.mark.meltano,
    pytest.mark.timeout(900),  # with an empty cache, everything is downloaded first
]
SECONDS = 240  # until a program that doesn't end is stopped; a busy machine takes its time
SETTINGS_OF_THIS_MACHINE = ("DBT_", "MELTANO_", "SINGER_SDK_", "TAP_ZOOM_", "TARGET_", "ZOOM_")


def environment_for_uv() -> dict[str, str]:
    """Return the environment in which this project runs uv, and in which Meltano runs it."""
    done = subprocess.run(
        [ROOT / "scripts" / "run", sys.executable, "-c", _SHOW_ENVIRONMENT],
        capture_output=True,
        text=True,
        check=True,
    )
    env: dict[str, str] = json.loads(done.stdout)
    return {k: v for k, v in env.items() if not k.startswith(SETTINGS_OF_THIS_MACHINE)}


_SHOW_ENVIRONMENT = "import json, os; print(json.dumps(dict(os.environ)))"


@dataclass
class Project:
    """A folder with a meltano.yml, and Meltano on the PATH."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def set_up(self) -> None:
        """Install Meltano."""
        self.folder.mkdir(parents=True, exist_ok=True)
        venv = self.folder / "venv"
        env = environment_for_uv()
        subprocess.run(["uv", "venv", "--quiet", "--no-project", venv], env=env, check=True)
        subprocess.run(
            ["uv", "pip", "install", "--quiet", "--python", venv / "bin" / "python", MELTANO],
            env=env,
            check=True,
        )
        hosts = ",".join(filter(None, [env.get("NO_PROXY") or env.get("no_proxy"), LOCAL]))
        self.env = env | {
            "NO_PROXY": hosts,
            "PATH": f"{venv / 'bin'}{os.pathsep}{env['PATH']}",
            "PYTHONUNBUFFERED": "1",
            "no_proxy": hosts,
        }

    def use_this_projects_meltano_yml(self) -> None:
        """Copy meltano.yml, changing only the path to the tap."""
        text = (ROOT / "meltano.yml").read_text(encoding="utf-8")
        assert text.count("pip_url: -e .\n") == 1
        text = text.replace("pip_url: -e .\n", f"pip_url: -e {ROOT}\n")
        (self.folder / "meltano.yml").write_text(text, encoding="utf-8")

    def program(self, group: str, name: str) -> Path:
        """Return the path of a program, which Meltano installs unless a run already has."""
        path = self.folder / ".meltano" / group / name / "venv" / "bin" / name
        if not path.exists():
            self.meltano("install", name)
        return path

    def execute(self, *command: str) -> str:
        """Run any program in the project's folder and return its output."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *args: str | Path, env: Mapping[str, str]) -> subprocess.Popen[str]:
        """Start Meltano, with its log on ``stdout``."""
        return subprocess.Popen(
            ["meltano", *map(str, args)],
            cwd=self.folder,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def meltano(self, *args: str | Path, env: Mapping[str, str] | None = None) -> str:
        """Run Meltano, which has to succeed, and return its log."""
        with self.start(*args, env=env or {}) as process:
            try:
                log, _ = process.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert process.returncode == 0, log
        return log


def settings(config: Mapping[str, Any]) -> dict[str, str]:
    """The tap's settings, as Meltano takes them from the environment."""
    return {
        f"TAP_ZOOM_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in config.items()
    }
