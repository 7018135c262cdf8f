"""The command line's options that the SDK lacks, and what ``--help`` says about all of them."""

from __future__ import annotations

from pathlib import Path

import click

_HELP = """Extract a Zoom account: write its records, as Singer messages, to standard output.

First check the credentials, then pipe the output into any Singer target:

\b
  tap-zoom --config config.json --test
  tap-zoom --config config.json | target-jsonl > states.jsonl
"""
_HELP_OF_OPTIONS = {
    "version": "Print the versions of the tap and of the Meltano SDK.",
    "about": "Describe the tap and all of its settings.",
    "about_format": "Format of --about.",
    "config": "JSON file with settings, or ENV: the variables TAP_ZOOM_… of the environment and "
    "of .env, which take precedence. May be given several times.",
    "discover": "Write the catalog: all streams and fields. Needs no settings.",
    "test": "Check the credentials instead of reading: who signed in, which streams can be read, "
    "what the others lack, and how long a run takes. With schema: write SCHEMA messages only.",
    "catalog": "Catalog that selects streams and fields; see --discover.",
    "state": "State of the previous run, to read only what is new.",
    "shapes": "Read a sample and describe Zoom's responses in FILE, without any values: a report "
    "that is safe to share.",
}
_METAVARS = {"config": "FILE|ENV", "test": "[schema]", "catalog": "FILE", "state": "FILE"}


def complete(command: click.Command) -> click.Command:
    """Add ``--shapes`` to the SDK's command, and say in its help what this tap's options do."""
    command.params.append(
        click.Option(["--shapes"], metavar="FILE", type=click.Path(path_type=Path))
    )
    command.help = _HELP
    for param in command.params:
        if isinstance(param, click.Option) and param.name in _HELP_OF_OPTIONS:
            param.help = _HELP_OF_OPTIONS[param.name]
            param.metavar = _METAVARS.get(param.name, param.metavar)
    return command
