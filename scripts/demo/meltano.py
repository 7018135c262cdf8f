"""Runs ``meltano run`` in a clean environment and prints the relevant part of its log."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from rich.console import Console

MELTANO = "meltano==4.4.1"
ROOT = Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "output" / "demo"
DATABASE = OUTPUT / "models.duckdb"
LOCAL = "127.0.0.1,localhost"
"""The account's hosts: like Zoom, it serves files from a different host than the API."""

_RESERVED_PREFIXES = ("DBT_", "MELTANO_", "SINGER_SDK_", "TAP_ZOOM_", "TARGET_JSONL_", "ZOOM_")
_TERMINATION_TIMEOUT = 15.0  # seconds


def run(
    blocks: Sequence[str], config: Mapping[str, Any], streams: Collection[str], console: Console
) -> int:
    """Run ``meltano run`` with these blocks, print its log and return its exit code."""
    command = [
        *("uvx", "--quiet", "--from", MELTANO, "meltano"),
        *("--env-file", os.devnull, "--environment", "dev", "--log-format", "json"),
        *("run", "--state-id-suffix", "demo", "--full-refresh", "--force"),
        *blocks,
    ]
    with _terminated_on_exit(
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(config, streams),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # a separate process group, so it can be killed as a whole
        )
    ) as process:
        for line in process.stdout or ():
            if line.strip():
                _print_log_line(line.rstrip(), console)
        return process.wait()


def _environment(config: Mapping[str, Any], streams: Collection[str]) -> dict[str, str]:
    """Build Meltano's environment, with the settings of this run and no others."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(_RESERVED_PREFIXES)
    }
    for name, value in config.items():
        text = value if isinstance(value, str) else json.dumps(value)
        env[f"TAP_ZOOM_{name.upper()}"] = text
    env["TAP_ZOOM__SELECT"] = json.dumps([f"{name}.*" for name in streams])
    # The account runs on this machine, so bypass any proxy.
    no_proxy = ",".join(filter(None, [env.get("NO_PROXY") or env.get("no_proxy"), LOCAL]))
    return env | {
        "MELTANO_CLI_DISABLE_VERSION_CHECK": "true",
        "MELTANO_PROJECT_ROOT": str(ROOT),
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
        "NO_PROXY": no_proxy,
        "PYTHONUNBUFFERED": "1",
        "TARGET_JSONL_DESTINATION_PATH": str(OUTPUT),
        "ZOOM_DUCKDB": str(DATABASE),
        "ZOOM_JSON_LINES": str(OUTPUT),
        "no_proxy": no_proxy,
    }


def _print_log_line(line: str, console: Console) -> None:
    """Print a line of Meltano's log if it is relevant to the user."""
    try:
        entry = json.loads(line)
        event, level = str(entry["event"]), str(entry["level"])
    except (ValueError, TypeError, KeyError):
        console.print(Text(line, style="dim"))  # output of uv, or a crash
        return
    from_tap = entry.get("string_id") == "tap-zoom"
    is_metric = entry.get("plugin_logger") == "singer_sdk.metrics"
    if level in {"warning", "error", "critical"} and not event.startswith("Force option"):
        console.print(Text(f"  {event}", style="red" if level != "warning" else "yellow"))
    elif (from_tap and level == "info" and not is_metric) or event.startswith("Installing "):
        console.print(Text(f"  {event}", style="dim"))


@contextlib.contextmanager
def _terminated_on_exit(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Terminate a process and its descendants if it is still running on exit."""
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(_TERMINATION_TIMEOUT)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
