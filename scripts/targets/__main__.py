"""Load every stream into each target of targets.yml, and compare."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from typing import Any

from scripts.targets.account import Run, recorded
from scripts.targets.declared import CACHE, RESULTS, Target, targets
from scripts.targets.loading import load
from tests.meltano.postgres import postgres


def main() -> int:
    """Parse the arguments and run the targets; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.targets", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help="targets to run, such as 'JSON lines'; default: all"
    )
    names = parser.parse_args().names
    chosen = [target for target in targets() if not names or target.name in names]
    if not chosen:
        parser.error(f"no such target; there are {', '.join(t.name for t in targets())}")
    recordings: dict[str, list[Run]] = {}
    with postgres() as server:
        for target in chosen:
            runs = _runs(target, recordings)
            print(f"{target.name}: {', '.join(target.requirements)} ...", flush=True)
            result = load(target, runs, server)
            print(f"  {result.get('error') or result['runs'][-1]}", flush=True)
            _save(result, streams=len(runs[0].streams))
    print("`make docs` updates docs/targets.md.")
    return 0


def _save(result: dict[str, Any], *, streams: int) -> None:
    """Replace the figures of one target; the others stay as they were measured."""
    results = {}
    if RESULTS.exists():
        old = json.loads(RESULTS.read_text(encoding="utf-8"))["targets"]
        results = {of_target["name"]: of_target for of_target in old}
    results[result["name"]] = result
    found = {
        "python": platform.python_version(),
        "streams": streams,
        "targets": [results[target.name] for target in targets() if target.name in results],
    }
    RESULTS.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _runs(target: Target, recordings: dict[str, list[Run]]) -> list[Run]:
    """Return the tap's runs with the settings that a target needs; each is recorded once."""
    settings = json.dumps(target.tap, sort_keys=True)
    if settings not in recordings:
        print("Reading the account twice ...", flush=True)
        folder = CACHE / "messages" / str(len(recordings))
        recordings[settings] = recorded(folder, target.tap)
    return recordings[settings]


if __name__ == "__main__":
    sys.exit(main())
