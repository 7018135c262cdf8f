"""Generates the table of settings."""

from __future__ import annotations

import json

from scripts.docs.declared import SETTINGS
from scripts.docs.markdown import table


def settings() -> str:
    """Tabulate the tap's own settings."""
    rows = []
    for name, setting in SETTINGS["properties"].items():
        default = setting.get("default")
        shown = f"`{json.dumps(default)}`" if default is not None else ""
        required = name in SETTINGS.get("required", ())
        rows.append((f"`{name}`", "required" if required else shown, setting["description"]))
    return table(("setting", "default", "description"), rows)
