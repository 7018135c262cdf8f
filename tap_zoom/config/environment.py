"""Settings from environment variables and from ``.env``."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Any

from dotenv import find_dotenv, load_dotenv

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

logger = logging.getLogger("tap-zoom")

PREFIX = "TAP_ZOOM_"
_LEVELS = ("DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL", "NOTSET")
_BOOLEANS = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}


def load_env_file() -> None:
    """Add the variables of the next ``.env`` to the environment: of this folder, or one above."""
    load_dotenv(find_dotenv(usecwd=True))


def names_in_environment() -> list[str]:
    """Return the names of all settings in the environment; an empty variable counts as not set."""
    found = (n for n, value in os.environ.items() if n.startswith(PREFIX) and value.strip())
    return [name.removeprefix(PREFIX).lower() for name in found]


def settings_from_environment(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that are set in the environment.

    The SDK's own function ends with a traceback on an empty or invalid number, and takes any
    text for false. Here, what can't be converted stays text, which validation refuses.

    Args:
        schema: JSON schema of the settings.
    """
    names = set(names_in_environment())
    return {
        name: _convert(os.environ[PREFIX + name.upper()].strip(), declared.get("type", ()))
        for name, declared in schema["properties"].items()
        if name in names
    }


def _convert(text: str, types: str | Iterable[str]) -> Any:
    types = {types} if isinstance(types, str) else set(types)
    if "boolean" in types:
        return _BOOLEANS.get(text.lower(), text)
    if "string" in types:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return [part.strip() for part in text.split(",")] if "array" in types else text


def check_log_level() -> None:
    """Replace a log level that doesn't exist by INFO, with a warning."""
    for name in (f"{PREFIX}LOGLEVEL", "LOGLEVEL"):
        level = os.environ.get(name)
        if level and level.upper() not in _LEVELS:
            logger.warning(
                "%s is not a log level, so INFO is used: set it to DEBUG, INFO, WARNING or ERROR.",
                name,
            )
            os.environ[name] = "INFO"
