"""Compares the files that the target wrote with the contents of the account."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Counts:
    """Record counts of a stream: written, with distinct keys, and in the account."""

    written: int
    distinct: int
    expected: int

    @property
    def complete(self) -> bool:
        """Whether every record of the account was written exactly once."""
        return self.written == self.distinct == self.expected


_FOR_MODELS = {"phone_call_history", "recording_transcript_cues"}
"""What the models use of the streams that aren't selected by default."""


def primary_keys(*, all_streams: bool) -> dict[str, Sequence[str]]:
    """Discover the streams to select and their primary keys."""
    tap = Path(sys.executable).parent / "tap-zoom"
    discovery = subprocess.run(
        [tap, "--discover"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    streams = json.loads(discovery.stdout)["streams"]
    return {
        name: stream["key_properties"]
        for stream in streams
        for name in [stream["tap_stream_id"]]
        for entry in stream["metadata"]
        if not entry["breadcrumb"]
        if all_streams or entry["metadata"]["selected-by-default"] or name in _FOR_MODELS
    }


def count(file: Path, primary_key: Sequence[str], *, expected: int) -> Counts:
    """Count the records and distinct primary keys in a stream's output file."""
    if not file.exists():
        return Counts(0, 0, expected)
    with file.open(encoding="utf-8") as lines:
        keys = [tuple(row[name] for name in primary_key) for row in map(json.loads, lines)]
    return Counts(len(keys), len(set(keys)), expected)


def table(counts: Mapping[str, Counts]) -> Table:
    """Tabulate the records written and expected for each stream."""
    result = Table(title="Records written", title_style="bold", title_justify="left")
    result.add_column("stream")
    result.add_column("records", justify="right")
    result.add_column("in the account", justify="right")
    result.add_column("")
    for stream, of_stream in sorted(counts.items()):
        if of_stream.complete:
            verdict = "[green]all[/]"
        elif duplicates := of_stream.written - of_stream.distinct:
            verdict = f"[red]{duplicates} duplicated[/]"
        else:
            verdict = f"[red]{of_stream.distinct - of_stream.expected:+}[/]"
        result.add_row(stream, f"{of_stream.distinct:,}", f"{of_stream.expected:,}", verdict)
    return result
