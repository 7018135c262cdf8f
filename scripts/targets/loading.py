"""Installs a target, runs it on the messages of each run and compares what it holds then."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scripts.targets.comparison import compare
from scripts.targets.declared import CACHE, ROOT
from scripts.targets.readers import READERS, Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scripts.targets.account import Run
    from scripts.targets.declared import Target
    from scripts.targets.readers import Tables
    from tests.meltano.postgres import Postgres

SECONDS = 600  # until a target that doesn't end is stopped
_MAX_ERROR = 160


class Broken(Exception):
    """The target can't be installed, run or read; the message is for the table."""


def load(target: Target, runs: Sequence[Run], server: Postgres) -> dict[str, Any]:
    """Load all runs into a target.

    Args:
        target: The target; it is installed again only if its requirements changed.
        runs: What to load, one after the other.
        server: For the targets that need one.

    Returns:
        The figures for results.json. A target that is broken has an ``error`` among them.
    """
    result: dict[str, Any] = {"name": target.name, "requirements": target.requirements, "runs": []}
    output = CACHE / "output" / target.slug
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    server.run(f"DROP SCHEMA IF EXISTS {target.slug} CASCADE")
    try:
        python = _installed(target)
        program = python.with_name(target.program)
        config = _config(target, output, server)
        result["unknown_settings"] = _unknown_settings(program, config)
        file = output / "config.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        place = Place(output, python, server, target.slug)
        for run in runs:
            _run(program, file, run.messages, output)
            compared = compare(run.streams, _tables(target, place, run))
            result["runs"].append({"written": run.written, **asdict(compared)})
    except Broken as broken:
        result["error"] = str(broken)
    return result


def _tables(target: Target, place: Place, run: Run) -> Tables:
    try:
        return READERS[target.reader](place, run.streams)
    except (OSError, RuntimeError, sqlite3.Error) as error:
        print(error)
        raise Broken("can't be read") from None


def _installed(target: Target) -> Path:
    venv = CACHE / "venvs" / target.slug
    python, marker = venv / "bin" / "python", venv / "requirements.json"
    wanted = json.dumps(target.requirements)
    if not marker.exists() or marker.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(venv, ignore_errors=True)
        _execute("uv", "venv", "--quiet", "--no-project", venv)
        _execute("uv", "pip", "install", "--quiet", "--python", python, *target.requirements)
        marker.write_text(wanted, encoding="utf-8")
    return python


def _execute(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr)
        raise Broken("can't be installed")


def _config(target: Target, output: Path, server: Postgres) -> dict[str, Any]:
    config = {}
    if "{schema}" in str(target.config):
        config = {k: v for k, v in server.config("").items() if k != "default_target_schema"}
    names = {"output": output, "schema": target.slug, "database": server.database}
    for name, value in target.config.items():
        # Not str.format: some settings have placeholders of their own.
        for placeholder, text in names.items():
            if isinstance(value, str):
                value = value.replace(f"{{{placeholder}}}", str(text))  # noqa: PLW2901
        config[name] = value
    return config


def _unknown_settings(program: Path, config: dict[str, Any]) -> list[str]:
    """Return the settings that a target of the SDK doesn't have; other targets don't tell."""
    done = subprocess.run(
        [program, "--about", "--format=json"], capture_output=True, text=True, check=False
    )
    try:
        known = json.loads(done.stdout)["settings"]["properties"]
    except (ValueError, KeyError):
        return []
    return sorted(config.keys() - known.keys())


def _run(program: Path, config: Path, messages: Path, output: Path) -> None:
    with messages.open("rb") as lines:
        try:
            done = subprocess.run(
                [program, "--config", config],
                stdin=lines,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                cwd=output,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Broken(f"doesn't end within {SECONDS} s") from None
    (output / "log").write_text(done.stderr, encoding="utf-8")
    if done.returncode:
        *_, last = filter(str.strip, ["no message", *done.stderr.splitlines()])
        raise Broken(f"ends with an error: `{last.replace(str(ROOT), '…')[:_MAX_ERROR]}`")
