"""What is wrong with settings, in words that need no knowledge of JSON schemas."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from tap_zoom.config.environment import names_in_environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jsonschema import ValidationError

_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "an object",
    "string": "text",
}
_BOUNDS = {
    "exclusiveMinimum": "more than",
    "minimum": "at least",
    "exclusiveMaximum": "less than",
    "maximum": "at most",
}


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question with the name that is most like another one; "" if none is."""
    found = get_close_matches(name, list(known), n=1, cutoff=0.75)
    return f" (did you mean {found[0]}?)" if found else ""


def unknown_settings(schema: Mapping[str, Any], given: Iterable[str]) -> list[str]:
    """Return a warning for each setting that doesn't exist."""
    known = schema["properties"]
    return [
        f"Setting {name} is unknown and has no effect{did_you_mean(name, known)}."
        for name in sorted(set(given) - set(known))
    ]


def config_errors(schema: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    """Describe what is wrong with settings, without repeating a value, which may be a secret.

    Returns:
        One line, empty if nothing is wrong.
    """
    errors = Draft202012Validator(schema).iter_errors(dict(config))
    found = dict.fromkeys(_describe(schema, error) for error in errors)
    return f"Invalid settings: {'; '.join(found)}." if found else ""


def _describe(schema: Mapping[str, Any], error: ValidationError) -> str:
    if error.validator == "required":
        return f"{error.message.split(' ')[0]} is missing".replace("'", "")
    if not error.absolute_path:
        return "the settings must be an object"
    name = str(error.absolute_path[0])
    declared = schema["properties"].get(name, {})
    is_nested = len(error.absolute_path) > 1
    if error.validator == "enum":
        values: Any = error.validator_value
        allowed = ", ".join(map(str, values))
        return f"{name} must {'only contain' if is_nested else 'be one of'} {allowed}"
    if error.validator in _BOUNDS and not is_nested:
        bounds = (f"{_BOUNDS[key]} {declared[key]:,}" for key in _BOUNDS if key in declared)
        return f"{name} must be {' and '.join(bounds)}"
    if error.validator == "type" and not is_nested:
        return f"{name} must be {_expected(declared)}"
    return f"{'.'.join(map(str, error.absolute_path))} is not as it should be"


def _expected(declared: Mapping[str, Any]) -> str:
    if declared.get("format") == "date-time":
        return 'a date in quotes, such as "2026-01-31"'
    types = declared.get("type", ())
    names = [types] if isinstance(types, str) else [kind for kind in types if kind != "null"]
    text = " or ".join(_TYPES[kind] for kind in names)
    example = declared.get("default")
    return f"{text}, such as {json.dumps(example)}" if isinstance(example, list) else text


def hint(config: Mapping[str, Any], *, parse_env: bool) -> str:
    """Return what to do if settings are missing, because of how the tap was called.

    Args:
        config: The settings that were given.
        parse_env: Whether the tap reads the environment.
    """
    if parse_env and not config.get("client_id"):
        return (
            " --config=ENV takes them from TAP_ZOOM_… in the environment, or in .env of this "
            "folder or one above."
        )
    if not parse_env and "client_id" in names_in_environment():
        return " TAP_ZOOM_CLIENT_ID is set: add --config=ENV to read the environment."
    if not config:
        return (
            " Pass settings with --config config.json or --config=ENV; the quick start in "
            "README.md shows how."
        )
    return ""
