"""Renders the generated files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from benchmarks import short
from scripts.docs import (
    access,
    comparison,
    errors,
    evidence,
    models,
    names,
    requests,
    settings,
    streams,
    targets,
)
from scripts.docs.declared import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
PLUGIN = ROOT / "docs" / "meltano-plugin.yml"
FILES = (*PAGES, PLUGIN)
#: Where a Meltano project finds the tap: in a checkout beside its own folder.
CHECKOUT = "../tap-zoom"

#: Other fields that Meltano Hub requires; on the Hub, the variant is the repository's owner.
HUB = {
    "variant": "custom",
    "description": "Video conferencing software",
    "domain_url": "https://developers.zoom.us/docs/api/",
    "keywords": ["api", "meltano_sdk"],
    "maintenance_status": "beta",
    "quality": "unknown",
}

_MARKED = re.compile(r"(<!-- generated:([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

GENERATED: dict[str, Callable[[], str]] = {
    "comparison": comparison.comparison,
    "coverage": streams.coverage,
    "coverage-short": streams.coverage_in_short,
    "credentials": access.credentials,
    "differences": evidence.differences,
    "earliest": streams.earliest,
    "errors": errors.errors,
    "evidence": evidence.evidence,
    "limits": requests.limits,
    "models": models.models,
    "plans-default": lambda: access.plans(by_default=True),
    "plans-non-default": lambda: access.plans(by_default=False),
    "quoted-names": names.quoted_names,
    "replication": streams.replication,
    "requests": requests.requests,
    "scopes": access.scopes,
    "scopes-classic": lambda: access.default_scopes("classic"),
    "scopes-granular": lambda: access.default_scopes("granular"),
    "settings": settings.settings,
    "speed": lambda: short.short(short.PAGE.read_text(encoding="utf-8")),
    "streams-default": lambda: streams.details(by_default=True),
    "streams-non-default": lambda: streams.details(by_default=False),
    "targets": targets.targets,
    "targets-account": targets.account,
    "tree-default": lambda: streams.tree(by_default=True),
    "tree-non-default": lambda: streams.tree(by_default=False),
    "unproven": evidence.unproven,
}


def rendered(text: str) -> str:
    """Regenerate the tables of a page."""
    return _MARKED.sub(lambda match: f"{match[1]}{GENERATED[match[2]]()}\n{match[3]}", text)


def plugin() -> str:
    """Derive the plugin definition for other Meltano projects from meltano.yml."""
    own = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
    (extractor,) = own["plugins"]["extractors"]
    definition = {**extractor, "pip_url": CHECKOUT, **HUB}
    header = (
        "# For `meltano add --plugin-type extractor tap-zoom --from-ref`: see docs/meltano.md.\n"
        "# Generated from meltano.yml by `make docs`.\n"
    )
    body: str = yaml.safe_dump(definition, sort_keys=False, allow_unicode=True, width=100)
    return header + body


def generated(path: Path) -> str:
    """Render one generated file."""
    return plugin() if path == PLUGIN else rendered(path.read_text(encoding="utf-8"))


def files() -> dict[Path, str]:
    """Render all generated files."""
    return {path: generated(path) for path in FILES}
