"""The models of transform/, as their definitions describe them."""

from __future__ import annotations

import yaml

from scripts.docs.declared import ROOT

DEFINITIONS = ROOT / "transform" / "models" / "models.yml"


def models() -> str:
    """Return a paragraph for each model."""
    found = yaml.safe_load(DEFINITIONS.read_text(encoding="utf-8"))["models"]
    return "\n\n".join(f"**`{model['name']}`**: {_lines(model['description'])}" for model in found)


def _lines(description: str) -> str:
    """Return a text with a line for each sentence."""
    return description.strip().replace(". ", ".\n")
