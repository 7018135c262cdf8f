"""What targets.yml declares."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
TARGETS = Path(__file__).with_name("targets.yml")
RESULTS = Path(__file__).with_name("results.json")
CACHE = ROOT / "build" / "targets"


@dataclass(frozen=True)
class Target:
    """A target, how it is installed and configured, and how its result is read."""

    name: str
    requirements: list[str]
    program: str
    reader: str
    config: dict[str, Any] = field(default_factory=dict)
    tap: dict[str, Any] = field(default_factory=dict)
    set: str = ""
    avoid: str = ""

    @property
    def slug(self) -> str:
        """The name, as a folder or a schema is called."""
        return "".join(c if c.isalnum() else "_" for c in self.name.lower())


def targets() -> list[Target]:
    """Return the declared targets, in the order of the file."""
    return [Target(**entry) for entry in yaml.safe_load(TARGETS.read_text(encoding="utf-8"))]
