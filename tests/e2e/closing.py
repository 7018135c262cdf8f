"""Reads the table at the end of a run's log, as users do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TITLES = re.compile(r"INFO (stream +records +requests +skipped)")


@dataclass
class Line:
    """A row of the table: one stream."""

    records: int
    requests: int
    left_out: str
    counts: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Split the counted reasons."""
        parts = (part.rpartition(": ") for part in self.left_out.split("; "))
        counted = [(reason, number.replace(",", "")) for reason, _, number in parts]
        self.counts = {reason: int(number) for reason, number in counted if number.isdigit()}


def table(log: str) -> dict[str, Line]:
    """Return the rows of the table by stream; text that spans several lines is joined."""
    lines = [line.removeprefix("INFO ") for line in log.splitlines() if line.startswith("INFO ")]
    titles = _TITLES.findall(log)
    assert len(titles) == 1, log
    begin = lines.index(titles[0])
    place = titles[0].index("skipped")
    found: dict[str, Line] = {}
    name = ""
    for line in lines[begin + 1 :]:
        if not line[:place].strip():
            told = found[name]
            found[name] = Line(told.records, told.requests, f"{told.left_out} {line[place:]}")
            continue
        name, records, requests = line[:place].replace(",", "").rsplit(maxsplit=2)
        found[name] = Line(int(records), int(requests), line[place:])
    return found
