"""Runs the tap with Meltano against a local Zoom account, and counts what arrived.

The account is made up and lives as long as this program. Nothing is asked of Zoom or Meltano Hub;
PyPI is, when Meltano and the plugins are installed. Settings that this machine has for the tap and
for Meltano are left aside, and bookmarks are kept apart from those of other runs.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import yaml
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sandbox import Options, running

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MELTANO = "meltano==4.4.1"
ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "output" / "demo"
OURS = ("MELTANO_", "SINGER_SDK_", "TAP_ZOOM_", "TARGET_JSONL_")
LOCAL = "127.0.0.1,localhost"
"""The hosts of the account: its files are on another one than its API, as Zoom's are."""
SECONDS_TO_END = 15
HISTORY_DAYS = 175
"""Short of six months: what Zoom has of the first day goes by the hour at which it is asked."""
DAYS_OF_ALL = 35
"""Recordings are kept without end, and several streams have a request for each session."""

console = Console(highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class Arrived:
    """What came out of one stream."""

    rows: int
    distinct: int
    expected: int

    @property
    def right(self) -> bool:
        """Whether each record of the account came, once."""
        return self.rows == self.distinct == self.expected


def everything() -> str:
    """Give the value of Meltano's ``select`` for all streams, secrets aside as in meltano.yml."""
    project = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
    (extractor,) = project["plugins"]["extractors"]
    secrets = [pattern for pattern in extractor["select"] if pattern.startswith("!")]
    return json.dumps(["*.*", *secrets])


def environment(config: Mapping[str, Any], *, whole: bool) -> dict[str, str]:
    """Give the variables for Meltano: the settings of this run and no others."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    for name, value in config.items():
        text = value if isinstance(value, str) else json.dumps(value)
        env[f"TAP_ZOOM_{name.upper()}"] = text
    if whole:
        env["TAP_ZOOM__SELECT"] = everything()
    # The account is on this machine, so no proxy stands between.
    hosts = ",".join(filter(None, [env.get("NO_PROXY") or env.get("no_proxy"), LOCAL]))
    return env | {
        "MELTANO_CLI_DISABLE_VERSION_CHECK": "true",
        "MELTANO_PROJECT_ROOT": str(ROOT),
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
        "NO_PROXY": hosts,
        "PYTHONUNBUFFERED": "1",
        "TARGET_JSONL_DESTINATION_PATH": str(OUTPUT),
        "no_proxy": hosts,
    }


def show(line: str) -> None:
    """Show one line of Meltano's log, if it is worth a look."""
    try:
        entry = json.loads(line)
        event, level = str(entry["event"]), str(entry["level"])
    except (ValueError, TypeError, KeyError):
        console.print(Text(line, style="dim"))  # uv, or something that broke
        return
    of_tap = entry.get("string_id") == "tap-zoom"
    metric = entry.get("plugin_logger") == "singer_sdk.metrics"
    if level in {"warning", "error", "critical"} and not event.startswith("Force option"):
        console.print(Text(f"  {event}", style="red" if level != "warning" else "yellow"))
    elif (of_tap and level == "info" and not metric) or event.startswith("Installing "):
        console.print(Text(f"  {event}", style="dim"))


@contextlib.contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Make sure that neither a process nor what it started outlives this program."""
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def run_meltano(config: Mapping[str, Any], *, whole: bool) -> int:
    """Run ``meltano run tap-zoom target-jsonl`` and show what it says."""
    command = [
        *("uvx", "--quiet", "--from", MELTANO, "meltano"),
        *("--env-file", os.devnull, "--environment", "dev", "--log-format", "json"),
        *("run", "--state-id-suffix", "demo", "--full-refresh", "--force"),
        *("tap-zoom", "target-jsonl"),
    ]
    with ended(
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(config, whole=whole),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # a group of its own, to be ended as one
        )
    ) as process:
        for line in process.stdout or ():
            if line.strip():
                show(line.rstrip())
        return process.wait()


def keys(*, whole: bool) -> dict[str, Sequence[str]]:
    """Ask the tap for the streams that are selected, and what identifies their records."""
    tap = Path(sys.executable).parent / "tap-zoom"
    found = subprocess.run(
        [tap, "--discover"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    streams = json.loads(found.stdout)["streams"]
    return {
        stream["tap_stream_id"]: stream["key_properties"]
        for stream in streams
        for entry in stream["metadata"]
        if not entry["breadcrumb"] and (whole or entry["metadata"]["selected-by-default"])
    }


def count(stream: str, key: Sequence[str]) -> tuple[int, int]:
    """Count a stream's rows, and its different keys."""
    path = OUTPUT / f"{stream}.jsonl"
    if not path.exists():
        return 0, 0
    with path.open(encoding="utf-8") as lines:
        found = [tuple(row[name] for name in key) for row in map(json.loads, lines)]
    return len(found), len(set(found))


def report(arrived: Mapping[str, Arrived]) -> bool:
    """Print what arrived beside what the account holds; say whether it is the same."""
    table = Table(title="What arrived", title_style="bold", title_justify="left")
    table.add_column("stream")
    table.add_column("records", justify="right")
    table.add_column("in the account", justify="right")
    table.add_column("")
    for stream, numbers in sorted(arrived.items()):
        if numbers.right:
            verdict = "[green]all[/]"
        elif numbers.rows != numbers.distinct:
            verdict = f"[red]{numbers.rows - numbers.distinct} more than once[/]"
        else:
            verdict = f"[red]{numbers.distinct - numbers.expected:+}[/]"
        table.add_row(stream, f"{numbers.distinct:,}", f"{numbers.expected:,}", verdict)
    console.print()
    console.print(table)
    return all(numbers.right for numbers in arrived.values())


def stop(*_: object) -> NoReturn:
    """End on SIGTERM as on Ctrl-C: with everything put away."""
    raise KeyboardInterrupt


def demo(options: Options, *, whole: bool) -> int:
    """Start the account, run Meltano, count."""
    streams = keys(whole=whole)
    since = datetime.now(timezone.utc) - timedelta(days=DAYS_OF_ALL) if whole else None
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for old in OUTPUT.glob("*.jsonl"):
        old.unlink()
    with running(options) as account:
        config = account.config(plan=options.plan)
        if since:
            config["start_date"] = since.isoformat()
        console.print(f"A Zoom account of {options.users} users is at {config['api_url']}.")
        console.print(f"[bold]meltano run tap-zoom target-jsonl[/], with {MELTANO}:")
        began = time.monotonic()
        code = run_meltano(config, whole=whole)
        seconds = time.monotonic() - began
        truth = account.truth(streams=tuple(streams), since=since)
    arrived = {
        stream: Arrived(*count(stream, key), expected=len(truth[stream]))
        for stream, key in streams.items()
    }
    complete = report(arrived)
    console.print(f"One file per stream: {OUTPUT.relative_to(ROOT)}{os.sep}")
    if code:
        console.print(f"[red]Meltano ended with {code} after {seconds:.0f} s.[/]")
    elif not complete:
        console.print("[red]That isn't what the account holds.[/]")
    else:
        total = sum(numbers.rows for numbers in arrived.values())
        console.print(f"[green]All {total:,} records came, each once, in {seconds:.0f} s.[/]")
    return 0 if complete and not code else 1


def main() -> int:
    """Read the arguments and run the demo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="20", help="small, medium, large or a number of users")
    parser.add_argument(
        "--all",
        action="store_true",
        help=f"all streams, of the last {DAYS_OF_ALL} days: that takes some minutes",
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed is another account")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, stop)
    try:
        return demo(
            Options(
                size=arguments.size,
                seed=arguments.seed,
                plan="business",
                history_days=HISTORY_DAYS,
                frozen=True,  # so that what there is doesn't change while it is read
            ),
            whole=arguments.all,
        )
    except KeyboardInterrupt:
        console.print("[yellow]Stopped.[/]")
        return 130


if __name__ == "__main__":
    sys.exit(main())
