"""The documentation is correct: tables, links, names, messages and commands."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import facts
from scripts.docs import access, comparison, pages, requests, streams
from scripts.docs.declared import in_catalog
from scripts.targets.declared import targets
from tap_zoom.config.settings import SETTINGS
from tap_zoom.streams import NAMES
from tap_zoom.tap import TapZoom
from tests.facts.documented import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (
        *ROOT.glob("*.md"),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "docs" / "guides").glob("*.md"),
        ROOT / "sandbox" / "README.md",
    )
}
OWN = {name: text for name, text in PAGES.items() if name == "README.md" or "docs" in name}
TARGETS = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
TROUBLE = "docs/troubleshooting.md"


def prose(text: str) -> str:
    """Remove the code blocks from a page."""
    return re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)


def code_spans(text: str) -> list[str]:
    """Find the inline code of a page."""
    return re.findall(r"`([^`\n]+)`", prose(text))


# tables


@pytest.mark.parametrize("path", pages.FILES, ids=lambda path: path.name)
def test_generated_files_are_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages.generated(path), "make docs"


def test_every_generated_table_is_in_one_page() -> None:
    marked = re.findall(r"<!-- generated:([a-z-]+) -->", "".join(PAGES.values()))

    assert sorted(marked) == sorted(pages.GENERATED)


def test_a_stream_needs_the_scopes_of_its_parents() -> None:
    lines = access.scopes().splitlines()

    (row,) = (line for line in lines if line.startswith("| `webinar_absentees`"))
    assert set(re.findall(r"`([a-z_:]+:admin)`", row)) == {
        "user:read:list_users:admin",
        "webinar:read:list_webinars:admin",
        "webinar:read:webinar:admin",  # the details show if registration is on
        "webinar:read:list_past_instances:admin",
        "webinar:read:list_absentees:admin",
        "user:read:admin",
        "webinar:read:admin",
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [("[users]", "[users, users]"), ("[users]", "[users, people]")],
    ids=["twice", "unknown"],
)
def test_a_stream_is_compared_at_most_once(
    before: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peers = tmp_path / "peers.yml"
    peers.write_text(comparison.PEERS.read_text(encoding="utf-8").replace(before, after, 1))
    monkeypatch.setattr(comparison, "PEERS", peers)

    with pytest.raises(ValueError, match=r"^peers\.yml repeats .*: (users|people)$"):
        comparison.comparison()


def test_every_stream_is_in_the_table_of_coverage() -> None:
    named = re.findall(r"`(\w+)`", streams.coverage())

    assert sorted(named) == sorted(stream.name for stream in in_catalog())


def test_every_incremental_stream_has_a_kind() -> None:
    named = re.findall(
        r"`(\w+)`", "".join(re.findall(r"[^|]+\|$", streams.replication(), re.MULTILINE))
    )

    assert sorted(named) == sorted(s.name for s in in_catalog() if s.replication_key)


def test_every_stream_is_in_the_table_of_requests() -> None:
    columns = [line.split("|")[1] for line in requests.requests().splitlines()[2:]]

    named = re.findall(r"`(\w+)`", "".join(columns))
    assert sorted(named) == sorted(stream.name for stream in in_catalog())


# links


def links(text: str) -> list[str]:
    """Find the links of a page within the project."""
    found = re.findall(r"\]\(([^)\s]+)\)", prose(text))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def anchors(text: str) -> set[str]:
    """Derive the anchors of a page from its headings."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES)
def test_links_within_the_project_have_a_target(page: str) -> None:
    broken = []
    for link in links(PAGES[page]):
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        if not target.exists() or (
            anchor and anchor not in anchors(target.read_text(encoding="utf-8"))
        ):
            broken.append(link)

    assert broken == []


# names


def fields(schema: dict[str, Any]) -> Iterator[str]:
    """Yield every field of a schema, at any depth."""
    for name, inner in schema.get("properties", {}).items():
        yield name
        yield from fields(inner)
    yield from fields(schema["items"]) if "items" in schema else ()


def documented_names() -> Iterator[str]:
    """Yield every name that Zoom's documents have for a field or a parameter."""
    for path in facts.paths():
        endpoint = facts.find(path)
        assert endpoint is not None
        yield from endpoint.parameters
        for place in endpoint.fields:
            yield place.rpartition(".")[2].removesuffix("[]")


def names_of_models() -> set[str]:
    """Collect the models of transform/, their columns and their settings."""
    folder = ROOT / "transform"
    files = [*folder.glob("models/*.sql"), folder / "dbt_project.yml", folder / "profiles.yml"]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    return {path.stem for path in files} | set(re.findall(r"[a-z]+(?:_[a-z]+)+", text))


@cache
def known_names() -> frozenset[str]:
    """Collect every name that the documentation may use."""
    schemas = [json.loads(path.read_text()) for path in (ROOT / "schemas").glob("*.json")]
    built_in = TapZoom.config_jsonschema["properties"]
    return frozenset(
        {
            *NAMES,
            *SETTINGS.to_dict()["properties"],
            *built_in,
            *(name for schema in schemas for name in fields(schema)),
            *("replication_key", "replication_key_value"),
            *("position", "reread_from", "unsettled_from", "failed_items"),
            *("stream_map_config", "flattening_max_depth", "flattening_enabled", "stream_maps"),
            *("batch_config", "pip_url"),
            *(name for target in targets() for name in (*target.config, *target.tap)),
            *("sample_size", "overwrite_behavior", "add_record_metadata", "load_method"),
            *("batch_job", "gcs_stage", "generate_view"),
            *("active_hosts",),
            *names_of_models(),
            *documented_names(),
            *(each.field.rpartition(".")[2].removesuffix("[]") for each in listed("undocumented")),
        }
    )


@pytest.mark.parametrize("page", OWN)
def test_names_in_inline_code_exist(page: str) -> None:
    named = {name for span in code_spans(OWN[page]) for name in span.split(".")}

    snake = {name for name in named if re.fullmatch(r"[a-z]+(_[a-z]+)+", name)}
    assert snake - known_names() == set()


@pytest.mark.parametrize("page", OWN)
def test_environment_variables_are_named_after_settings(page: str) -> None:
    variables = set(re.findall(r"\bTAP_ZOOM_([A-Z_]+)\b", OWN[page])) - {"LOGLEVEL"}

    assert {name.lower() for name in variables} <= known_names()


def test_the_config_file_of_the_documentation_has_known_settings() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGES["docs/settings.md"], re.DOTALL)

    assert json.loads(example).keys() <= SETTINGS.to_dict()["properties"].keys()


@pytest.mark.parametrize("setting", SETTINGS.to_dict()["properties"])
def test_every_setting_is_documented(setting: str) -> None:
    assert f"| `{setting}` |" in PAGES["docs/settings.md"]


# messages


@cache
def texts() -> tuple[str, ...]:
    """Collect every text in the code, with ``…`` for the variable parts."""
    found = []
    for path in (ROOT / "tap_zoom").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(re.sub(r"%[a-z]", "…", node.value))
            elif isinstance(node, ast.JoinedStr):
                parts = (p.value if isinstance(p, ast.Constant) else "…" for p in node.values)
                found.append("".join(map(str, parts)))
    return tuple(found)


def messages() -> list[str]:
    """Find the messages in the page on troubleshooting."""
    return re.findall(r"^\| `([^`]+)` \|", PAGES[TROUBLE], re.MULTILINE)


def test_there_are_messages_to_look_for() -> None:
    assert len(messages()) > 30


@pytest.mark.parametrize("message", messages())
def test_the_messages_in_the_page_on_troubleshooting_are_in_the_code(message: str) -> None:
    pattern = ".*".join(map(re.escape, message.split("…")))

    assert any(re.search(pattern, text, re.DOTALL) for text in texts())


# commands


@pytest.mark.parametrize("page", PAGES)
def test_the_make_targets_exist(page: str) -> None:
    in_blocks = re.findall(r"^\s*(?:\$ )?make ([a-z0-9-]+)", PAGES[page], re.MULTILINE)
    in_text = re.findall(r"`make ([a-z0-9-]+)[^`]*`", PAGES[page])

    assert {*in_blocks, *in_text} <= TARGETS


def runnable() -> list[str]:
    """Find the commands that are marked as runnable."""
    blocks = re.findall(
        r"^<!-- runnable -->\n```sh\n(.*?)^```$",
        "\n".join(PAGES.values()),
        re.DOTALL | re.MULTILINE,
    )
    return [line for block in blocks for line in block.splitlines()]


def test_there_are_commands_to_run() -> None:
    assert len(runnable()) > 1


@pytest.mark.parametrize("page", ["README.md", "docs/meltano.md", "docs/settings.md"])
def test_a_command_to_be_copied_has_no_placeholder(page: str) -> None:
    block = r"^ *```(?:sh|console|yaml)\n(.*?)^ *```$"
    commands = "".join(re.findall(block, PAGES[page], re.DOTALL | re.MULTILINE))

    assert re.findall(r"\b[A-Z]+-[A-Z]+\b|<\w+>", commands) == []


@pytest.mark.e2e
@pytest.mark.parametrize("command", runnable())
def test_a_command_of_the_documentation_runs(command: str, tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("TAP_ZOOM_")}
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env["PATH"]])

    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout or list(tmp_path.iterdir())
