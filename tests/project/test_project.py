"""The files around the code agree with it and with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tap_zoom.streams import STREAMS
from tap_zoom.tap import TapZoom

ROOT = Path(__file__).parents[2]
LOCK_TEXT = (ROOT / "uv.lock").read_text(encoding="utf-8")
LOCK: dict[str, Any] = tomllib.loads(LOCK_TEXT)
MELTANO: dict[str, Any] = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
(EXTRACTOR,) = MELTANO["plugins"]["extractors"]
SETTINGS: dict[str, dict[str, Any]] = {
    setting["name"]: setting for setting in EXTRACTOR["settings"]
}
SCHEMAS = sorted((ROOT / "schemas").glob("*.json"))

FROM_THE_SDK = {
    "add_record_metadata",
    "batch_config",
    "emit_activate_version_messages",
    "faker_config",
    "flattening_enabled",
    "flattening_max_depth",
    "flattening_max_key_length",
    "flattening_separator",
    "load_method",
    "stream_map_config",
    "stream_maps",
}


def own_settings() -> dict[str, dict[str, Any]]:
    """Return the tap's settings without those that the SDK adds to every tap."""
    properties: dict[str, dict[str, Any]] = TapZoom.config_jsonschema["properties"]
    return {name: schema for name, schema in properties.items() if name not in FROM_THE_SDK}


def types(schema: dict[str, Any]) -> set[str]:
    """Return the types that a setting may have, except null."""
    named = schema["type"]
    return {named} - {"null"} if isinstance(named, str) else set(named) - {"null"}


def kinds(schema: dict[str, Any]) -> set[str]:
    """Return the kinds that a setting of this schema may have in Meltano."""
    if "enum" in schema:
        return {"options"}
    if schema.get("format") == "date-time":
        return {"date_iso8601"}
    return {
        {"number": "string", "integer": "integer", "boolean": "boolean"}.get(name, name)
        for name in types(schema)
    }


# uv.lock


def test_the_lock_names_only_pypi() -> None:
    hosts = set(re.findall(r"https?://([^/\"\s]+)", LOCK_TEXT))

    assert hosts == {"pypi.org", "files.pythonhosted.org"}


def test_the_project_is_the_only_local_path_in_the_lock() -> None:
    sources = [package["source"] for package in LOCK["package"]]

    local = [source for source in sources if "registry" not in source]
    assert local == [{"editable": "."}]
    assert "file:" not in LOCK_TEXT


def test_only_one_package_is_called_backoff_in_python() -> None:
    names = {package["name"] for package in LOCK["package"]}

    assert "python-backoff" in names
    assert "backoff" not in names


# README and Makefile


def test_every_make_target_in_the_readme_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    named = set(re.findall(r"^\s*(?:\$ )?make ([a-z0-9-]+)", readme, re.MULTILINE))
    assert {"demo", "test"} <= named
    assert named <= targets


def test_ci_runs_what_people_run() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")


# meltano.yml


def test_meltano_calls_nobody() -> None:
    assert MELTANO["send_anonymous_usage_stats"] is False
    assert MELTANO["cli"]["disable_version_check"] is True


def test_every_plugin_is_declared_in_full_so_the_hub_is_not_needed() -> None:
    plugins = [plugin for group in MELTANO["plugins"].values() for plugin in group]

    for plugin in plugins:
        assert plugin.keys() >= {"name", "namespace", "pip_url", "executable", "settings"}
        assert plugin["pip_url"] == "-e ." or "==" in plugin["pip_url"]


def test_meltano_has_the_settings_of_the_tap() -> None:
    assert SETTINGS.keys() == own_settings().keys()


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_means_the_same_to_meltano_and_the_tap(name: str) -> None:
    setting, schema = SETTINGS[name], own_settings()[name]

    assert {setting["kind"]} == kinds(schema)
    assert setting.get("sensitive", False) is schema.get("secret", False)
    # Meltano selects every field, and with it every secret.
    default = False if setting["name"] == "include_secrets" else schema.get("default")
    assert setting.get("value") == default
    assert [option["value"] for option in setting.get("options", [])] == schema.get("enum", [])
    assert setting["label"] == schema["title"]
    assert setting["description"] == schema["description"]


def test_the_example_environment_has_every_setting_once() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    named = re.findall(r"^(?:# )?TAP_ZOOM_([A-Z0-9_]+)=", example, re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in SETTINGS)


def test_meltano_selects_the_streams_that_are_selected_by_default() -> None:
    by_default = {
        vars(stream)["name"]
        for stream in STREAMS
        if stream.selected_by_default and stream.in_catalog
    }

    assert sorted(EXTRACTOR["select"]) == sorted(f"{name}.*" for name in by_default)
