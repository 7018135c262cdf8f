"""Finds the sections of docs/ that say something about a stream."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from scripts.docs.declared import ROOT, in_catalog

_GENERATED = re.compile(r"<!-- generated:[\w-]+ -->\n.*?<!-- end -->", re.DOTALL)
_FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub and the site make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def links(stream: str) -> str:
    """Return links to the sections that name a stream, from the page of a stream."""
    return ", ".join(dict.fromkeys(_sections().get(stream, ())))


@cache
def _sections() -> dict[str, list[str]]:
    """Return the links of all streams that are named outside of generated tables."""
    names = {stream.name for stream in in_catalog()}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "docs").rglob("*.md")):
        page = path.relative_to(ROOT / "docs").as_posix()
        text = _FENCE.sub("", _GENERATED.sub("", path.read_text(encoding="utf-8")))
        _, title, *parts = _HEADING.split(text)
        sections = [(title, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
        for heading, section in sections:
            anchor = "" if heading == title else f"#{slug(heading)}"
            label = title if heading == title else f"{title}: {heading}"
            for name in names.intersection(re.findall(r"`(\w+)[.`]", section)):
                found[name].append(f"[{label.replace('`', '')}](../{page}{anchor})")
    return found
