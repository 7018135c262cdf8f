"""Collects the generated pages of the site, and adapts those of ``docs/`` to it."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from scripts.docs.declared import ROOT, in_catalog
from scripts.site import charts, diagrams, overviews, stream_page
from scripts.site.questions import answer, questions

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

#: Pages of the site that are elsewhere in the repository, by their path there.
OTHERS = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "examples/README.md": "examples.md",
    "sandbox/README.md": "sandbox.md",
}
STREAMS = "streams"

_ALERT = re.compile(r"^> \[!(\w+)\]\n((?:>.*(?:\n|$))*)", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[((?:`[^`]*`|[^][`])*)\]\((?![a-z]+:|#)([^)\s]+)\)")
_TREE = re.compile(r"<!-- generated:tree-([\w-]+) -->\n.*?<!-- end -->", re.DOTALL)
_FENCE = re.compile(r"(^ *```.*?^ *```$)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`]*`")
_NAME = re.compile(r"(?<!\[)`(\w+)`(?!\])")


def generated(
    records: Mapping[str, list[dict[str, Any]]], database: duckdb.DuckDBPyConnection
) -> dict[str, str]:
    """Render the pages of streams and areas.

    Args:
        records: The records of each stream in the sandbox.
        database: The same, for the questions.

    Returns:
        The Markdown of each page, by its path in the site.
    """
    asked = defaultdict(list)
    for question in questions():
        asked[question.stream].append((question, answer(database, question)))
    pages = {
        f"{STREAMS}/index.md": overviews.index(),
        f"{STREAMS}/personal-data.md": overviews.personal_data(),
        f"{STREAMS}/questions.md": overviews.all_questions(
            {stream: [question.text for question, _ in found] for stream, found in asked.items()}
        ),
    }
    for area in overviews.areas():
        pages[f"{STREAMS}/{area}/index.md"] = overviews.page(area)
    for stream in in_catalog():
        text = stream_page.page(stream, records[stream.name], asked[stream.name])
        pages[f"{STREAMS}/{stream.name}.md"] = text
    return pages


def others() -> dict[str, str]:
    """Return the pages from elsewhere in the repository, by their path in the site."""
    found = {page: _read(path) for path, page in OTHERS.items()}
    found["index.md"] = f"---\nhide: [navigation]\n---\n\n{found['index.md']}"
    return found


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def adapted(text: str, page: str, repository: str = "") -> str:
    """Adapt a page that GitHub shows as it is.

    Args:
        text: Its Markdown.
        page: Its path in the site.
        repository: Address of the repository's files; without it, links to them become text.
    """
    if page == "speed.md":
        text = charts.with_charts(text)
    text = _TREE.sub(_diagram, text)
    text = _ALERT.sub(_admonition, text)
    parts = _FENCE.split(text)
    parts[::2] = [_linked(part, page, repository) for part in parts[::2]]
    return "".join(parts)


def _diagram(match: re.Match[str]) -> str:
    """Return the site's own drawing of a tree of streams."""
    members = in_catalog(by_default=match[1] == "default")
    return diagrams.family(members, f"{STREAMS}/", children=False)


def _admonition(match: re.Match[str]) -> str:
    lines = (line[1:].removeprefix(" ") for line in match[2].splitlines())
    inner = "\n".join(f"    {line}".rstrip() for line in lines)
    return f"!!! {match[1].lower()}\n\n{inner}\n"


def _linked(text: str, page: str, repository: str) -> str:
    """Let links lead to the pages of the site, and names of streams to theirs."""
    source = next((path for path, of_site in OTHERS.items() if of_site == page), f"docs/{page}")

    def link(match: re.Match[str]) -> str:
        path, hash_, anchor = match[2].partition("#")
        target = os.path.normpath(PurePosixPath(source).parent / path)
        label = _title(target) if match[1].endswith(".md") else match[1]
        if target in OTHERS:
            target = OTHERS[target]
        elif target.startswith("docs/"):
            target = target.removeprefix("docs/")
        elif repository:
            return f"[{label}]({repository}/{target}{hash_}{anchor})"
        else:
            return label
        return f"[{label}]({_relative(target, page)}{hash_}{anchor})"

    known = {stream.name for stream in in_catalog()}

    def name(match: re.Match[str]) -> str:
        if match[1] not in known:
            return match[0]
        return f"[`{match[1]}`]({_relative(f'{STREAMS}/{match[1]}.md', page)})"

    text = _LINK.sub(link, text)
    lines = text.split("\n")
    lines = [line if line.startswith("#") else _NAME.sub(name, line) for line in lines]
    return "\n".join(_CODE.sub(_plain, line) if line.startswith("|") else line for line in lines)


def _plain(code: re.Match[str]) -> str:
    """Drop the backslashes of code in a table, which only GitHub needs."""
    return code[0].replace("\\|", "|")


def _title(path: str) -> str:
    """Return the heading of a page of the repository, instead of its path."""
    return _read(path).partition("\n")[0].removeprefix("# ")


def _relative(target: str, page: str) -> str:
    return PurePosixPath(os.path.relpath(target, PurePosixPath(page).parent)).as_posix()
