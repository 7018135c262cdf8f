"""What MkDocs calls to add the generated pages to those of ``docs/``; mkdocs.yml names it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File  # type: ignore[import-not-found]

from scripts.site import overviews, pages
from scripts.site.database import connect, load, records

_ASSETS = [Path(__file__).with_name(name) for name in ("site.css", "worker.js")]
#: What the plugin for pages opened as files would load from another host.
_SHIM = "https://unpkg.com/iframe-worker/shim"


def on_config(config: Any) -> Any:
    """Complete the navigation: pages that it doesn't name are guides."""
    streams: list[Any] = [f"{pages.STREAMS}/index.md"]
    for area, members in overviews.areas().items():
        inside: list[Any] = [f"{pages.STREAMS}/{area}/index.md"]
        inside += [{stream.name: f"{pages.STREAMS}/{stream.name}.md"} for stream in members]
        streams.append({overviews.title(area): inside})
    named = set(re.findall(r"[\w/-]+\.md", str(config.nav)))
    found = sorted(
        path.relative_to(config.docs_dir) for path in Path(config.docs_dir).rglob("*.md")
    )
    guides = [path.as_posix() for path in found if path.as_posix() not in named]
    whole = {"Guides": guides, "Streams": streams}
    config.nav = [_filled(entry, whole) for entry in config.nav]
    config.nav = [entry for entry in config.nav if entry != {"Guides": []}]
    if repository := os.environ.get("GITHUB_REPOSITORY"):
        config.repo_url = f"{os.environ['GITHUB_SERVER_URL']}/{repository}"
        config.repo_name = repository
    return config


def _filled(entry: Any, whole: dict[str, list[Any]]) -> Any:
    (name,) = entry
    return {name: whole.get(name, entry[name])}


def on_files(files: Any, config: Any) -> Any:
    """Add the pages of streams and areas, and those from elsewhere in the repository."""
    found = records()
    with connect() as database:
        load(database, found)
        generated = pages.generated(found, database)
    for path, text in {**generated, **pages.others()}.items():
        files.append(File.generated(config, path, content=text))
    for asset in _ASSETS:
        text = asset.read_text(encoding="utf-8")
        files.append(File.generated(config, f"assets/{asset.name}", content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """Adapt the pages that GitHub shows as they are."""
    path = page.file.src_uri
    if path.startswith(f"{pages.STREAMS}/"):
        return markdown
    files = f"{config.repo_url}/blob/main" if config.repo_url else ""
    return pages.adapted(markdown, path, files)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Load nothing from other hosts."""
    depth = page.file.dest_uri.count("/")
    return output.replace(_SHIM, f"{'../' * depth}assets/worker.js")


def on_post_template(output_content: str, **_: Any) -> str:
    """Load nothing from other hosts, in the page for addresses that don't exist either."""
    return output_content.replace(f'<script src="{_SHIM}"></script>', "")
