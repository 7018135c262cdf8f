"""The README's way with Meltano and PostgreSQL, pasted block by block."""

from __future__ import annotations

import re
import subprocess
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest
import yaml

from scripts.local_account import environment
from tests.e2e.harness import account
from tests.meltano.project import MARKS, ROOT
from tests.meltano.selection import SMALL
from tests.readme import MELTANO, blocks, query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom
    from tests.meltano.postgres import Postgres
    from tests.meltano.project import Project

pytestmark = MARKS

INSTALL, *OTHERS = (block.commands for block in blocks() if block.section == MELTANO)


@pytest.fixture
def zoom() -> Iterator[Zoom]:
    """An account as it is now."""
    with account(**SMALL, now=datetime.now(timezone.utc).isoformat()) as zoom:
        yield zoom


def test_the_query_of_the_quick_start_counts_what_meltano_has_loaded(
    zoom: Zoom, project: Project, postgres: Postgres
) -> None:
    text = environment(zoom)
    for name, value in _server(postgres).items():
        assert f"\n# {name}=" in text
        text = re.sub(rf"\n# {name}=.*", f"\n{name}={value}", text)
    settings = project.folder / ".env"
    settings.write_text(text, encoding="utf-8")
    try:
        for block in OTHERS:
            subprocess.run(["bash", "-ec", block], cwd=project.folder, env=project.env, check=True)
        rows = postgres.rows(query().replace("'output/", "zoom.").replace(".jsonl'", ""))
    finally:
        settings.unlink()
        postgres.run("DROP SCHEMA IF EXISTS zoom CASCADE")

    participants = zoom.truth()["report_meeting_participants"]
    assert sum(row["joins"] for row in rows) == len(participants) > 0


def test_the_readme_installs_a_meltano_that_the_project_works_with() -> None:
    required = yaml.safe_load((ROOT / "meltano.yml").read_text("utf-8"))["requires_meltano"]

    assert f'uv tool install "meltano{required}"\n' == INSTALL


def _server(postgres: Postgres) -> dict[str, str]:
    """Return what a reader fills in; the schema is in meltano.yml."""
    settings = postgres.settings("zoom")
    del settings["TARGET_POSTGRES_DEFAULT_TARGET_SCHEMA"]
    return settings
