"""docs/meltano-plugin.yml adds the tap to any Meltano project, and is fit for Meltano Hub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from tests.meltano.project import MARKS, ROOT, Project

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = MARKS

DEFINITION = ROOT / "docs" / "meltano-plugin.yml"
NOWHERE = "http://127.0.0.1:9"


def test_meltano_adds_the_plugin_from_the_file_without_a_hub(
    project: Project, tmp_path: Path
) -> None:
    other = Project(tmp_path / "other", project.env)
    other.folder.mkdir()
    (other.folder / "meltano.yml").write_text("send_anonymous_usage_stats: false\n")
    reference = tmp_path / "plugin.yml"
    text = DEFINITION.read_text(encoding="utf-8")
    reference.write_text(text.replace("pip_url: ../tap-zoom\n", f"pip_url: -e {ROOT}\n"))

    command = ("add", "--plugin-type", "extractor", "tap-zoom", "--from-ref", reference)
    other.meltano(*command, "--no-install", env={"HTTPS_PROXY": NOWHERE, "HTTP_PROXY": NOWHERE})

    (added,) = _extractors(other.folder / "meltano.yml")
    (own,) = _extractors(ROOT / "meltano.yml")
    for name in ("namespace", "executable", "capabilities", "settings_group_validation"):
        assert added[name] == own[name]
    assert _by_name(added["settings"]) == _by_name(own["settings"])
    # Meltano would install the same into another environment.
    installed = project.program("extractors", "tap-zoom").parents[2]
    extractors = other.folder / ".meltano" / "extractors"
    extractors.mkdir(parents=True, exist_ok=True)
    (extractors / "tap-zoom").symlink_to(installed)
    assert "tap-zoom" in other.meltano("invoke", "tap-zoom", "--version")


def test_the_file_has_what_meltano_hub_requires() -> None:
    """By the hub's schema for extractors: schemas/plugin_definitions in its repository."""
    definition = yaml.safe_load(DEFINITION.read_text(encoding="utf-8"))

    assert definition.keys() >= {"name", "namespace", "variant", "quality"}
    assert definition["quality"] in {"gold", "silver", "bronze", "unknown"}
    assert definition["maintenance_status"] in {"active", "beta", "development"}
    assert "config" not in definition
    for setting in definition["settings"]:
        assert setting.keys() <= {
            *("name", "label", "kind", "description", "value", "options", "sensitive")
        }


def _extractors(file: Path) -> list[dict[str, Any]]:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    extractors: list[dict[str, Any]] = content["plugins"]["extractors"]
    return extractors


def _by_name(settings: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {setting["name"]: setting for setting in settings}
