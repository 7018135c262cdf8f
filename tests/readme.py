"""The README's blocks: what a reader pastes, and what it shows to expect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
MELTANO = "Meltano and PostgreSQL"


@dataclass(frozen=True)
class Block:
    """Commands to paste, and the output that the README shows for them, if any."""

    section: str
    commands: str
    output: str = ""


def blocks() -> list[Block]:
    """Return the blocks of commands, in order."""
    found: list[Block] = []
    section = ""
    for heading, language, text in re.findall(
        r"^## ([^\n]+)$|^```(\w+)\n(.*?)^```$", README.read_text("utf-8"), re.DOTALL | re.MULTILINE
    ):
        if heading:
            section = heading
        elif language == "sh":
            found.append(Block(section, text))
        elif language == "text":
            last = found.pop()
            found.append(Block(last.section, last.commands, text))
    return found


def query() -> str:
    """Return the query of the quick start."""
    (found,) = (block.commands for block in blocks() if block.commands.startswith("duckdb"))
    return found.split('"')[1]
