"""Adds a stream: ``make stream ARGS="NAME PATH [options]"``."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from scripts.format_schemas import formatted
from scripts.make_stream import declaration
from scripts.make_stream.plan import PLACEHOLDER, Undecided, plan
from scripts.make_stream.schema import schema

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Write the schema and the declaration, and print what is left to do."""
    options = _parser().parse_args(arguments)
    try:
        stream = plan(options)
    except Undecided as error:
        print(f"{options.name}: {error}", file=sys.stderr)
        return 2
    made = formatted(json.dumps(schema(stream)), stream.keys)
    (options.root / "schemas" / f"{stream.name}.json").write_text(made, encoding="utf-8")
    module = options.root / "tap_zoom" / "streams" / f"{stream.module.replace('.', '/')}.py"
    declared = declaration.declaration(stream, options.plan)
    text = declaration.added_to(module.read_text(encoding="utf-8"), stream, declared)
    module.write_text(text, encoding="utf-8")
    if stream.parent_ids:
        above = options.root / f"{stream.parent.__module__.replace('.', '/')}.py"
        with_context = declaration.with_child_context(above.read_text(encoding="utf-8"), stream)
        above.write_text(with_context, encoding="utf-8")
    _format(module)
    print(f"schemas/{stream.name}.json: {made.count(PLACEHOLDER)} descriptions to write")
    print(f"{module.relative_to(options.root)}: {stream.class_name}, to be described")
    for note in stream.notes:
        print(f"- {note}")
    print(f"In sandbox/plain/: {declaration.for_sandbox(stream)}, with what it needs and keeps")
    print("Then: make snapshot docs")
    return 0


def _format(module: Path) -> None:
    ruff = (sys.executable, "-m", "ruff")
    config = ("--quiet", "--config", str(ROOT / "pyproject.toml"), str(module))
    subprocess.run([*ruff, "check", "--fix-only", "--select", "I", *config], check=True)
    subprocess.run([*ruff, "format", *config], check=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make stream", description=__doc__)
    parser.add_argument("name", help="name of the stream, such as phone_sites")
    parser.add_argument("path", help="path of the endpoint, as in facts/endpoints.json")
    parser.add_argument("--in", dest="module", default="", help="module in tap_zoom/streams")
    parser.add_argument("--parent", default="", help="parent stream, which has the ids in the path")
    parser.add_argument("--rows", default="", help="list with the rows; - for the response itself")
    parser.add_argument("--key", default="", help="key fields, with commas; row_id for a made key")
    parser.add_argument("--date", default="", help="replication key; - to read in full")
    parser.add_argument("--plan", default="", help="what the account needs, in words")
    parser.add_argument("--root", type=Path, default=ROOT, help="where to write, for the tests")
    return parser


if __name__ == "__main__":
    sys.exit(main())
