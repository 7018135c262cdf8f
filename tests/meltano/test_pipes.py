"""Without Meltano: the tap, a pipe and a target."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from tests.e2e.expected import catalog_of
from tests.e2e.harness import account, write
from tests.meltano.pipe import Pipe
from tests.meltano.project import MARKS
from tests.meltano.warehouse import comparable, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom
    from tests.meltano.project import Project
    from tests.meltano.warehouse import Rows

pytestmark = MARKS


@pytest.fixture
def zoom() -> Iterator[Zoom]:
    """An account as it is now."""
    with account(now=datetime.now(timezone.utc).isoformat(), secrets="core") as zoom:
        yield zoom


def test_a_config_a_catalog_and_the_last_state_are_all_that_a_pipe_needs(
    zoom: Zoom, project: Project, tmp_path: Path
) -> None:
    streams = ("report_meetings", "report_meeting_participants")
    config = write(tmp_path / "config.json", zoom.config(plan="business"))
    catalog = write(tmp_path / "catalog.json", catalog_of(*streams))
    state = tmp_path / "state.json"
    arguments = ("--config", config, "--catalog", catalog)
    pipe = Pipe(project, tmp_path)

    state.write_text(pipe(*arguments).splitlines()[-1])
    everything = pipe.rows("report_meetings")
    assert numbers(everything) == numbers(_of(zoom, "report_meetings"))
    assert pipe.rows("report_meeting_participants") == _of(zoom, "report_meeting_participants")

    zoom.log.clear()
    pipe(*arguments, "--state", state)
    appended = pipe.rows("report_meetings")["report_meetings"]
    again = appended - everything["report_meetings"]
    assert 0 < again.total() < everything["report_meetings"].total() / 3


def test_stream_maps_and_flattening_reach_the_target(
    zoom: Zoom, project: Project, tmp_path: Path
) -> None:
    maps = {
        "users": {"__alias__": "people", "email": "md5(email)", "last_name": None},
        "meetings": {"__filter__": "type == 2"},
    }
    config = zoom.config(
        plan="business", stream_maps=maps, flattening_enabled=True, flattening_max_depth=1
    )
    catalog = write(tmp_path / "catalog.json", catalog_of("users", "meetings"))
    pipe = Pipe(project, tmp_path)
    pipe("--config", write(tmp_path / "config.json", config), "--catalog", catalog)

    people, meetings = pipe.read("people"), pipe.read("meetings")
    account = zoom.truth(streams=["users", "meetings"])
    assert len(people) == len(account["users"])
    assert all(len(row["email"]) == 32 and "last_name" not in row for row in people)
    assert len(meetings) == sum(row["type"] == 2 for row in account["meetings"]) > 0
    assert all("settings" not in row for row in meetings)
    assert any(row["settings__approval_type"] == 2 for row in meetings)


def _of(zoom: Zoom, stream: str) -> Rows:
    return {stream: comparable(stream, zoom.truth(streams=[stream])[stream])}
