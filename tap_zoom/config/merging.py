"""Settings of all origins in one: files, environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tap_zoom.config.environment import load_env_file, settings_from_environment
from tap_zoom.config.validation import coerce_numeric_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The plans that Zoom sells, by the first word of their names, and whose limits they have.
PLANS = {
    "basic": "free",
    "free": "free",
    "pro": "pro",
    "professional": "pro",
    **dict.fromkeys(("business", "education", "enterprise", "partner"), "business"),
}


def merged_settings(
    schema: Mapping[str, Any], config: Mapping[str, Any], *, parse_env: bool
) -> dict[str, Any]:
    """Return the settings of files and, if asked to, of the environment, which has precedence."""
    found = dict(config)
    if parse_env:
        load_env_file()
        found |= settings_from_environment(schema)
    if "plan" in found:
        found["plan"] = plan_of(found["plan"])
    return coerce_numeric_settings(schema, found)


def plan_of(name: object) -> object:
    """Return the plan whose limits a plan has, by the name that Zoom sells it under.

    Returns:
        A value of the setting, or the name itself if Zoom sells no such plan.
    """
    words = re.findall(r"[a-z]+", name.lower()) if isinstance(name, str) else []
    found = [PLANS.get(word) for word in words if word not in {"zoom", "workplace", "one"}]
    return found[0] if found and found[0] else name
