"""Two runs at once, and two runs by clocks that disagree."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.clock import parse
from tap_zoom.run.context import Run
from tests.e2e import process
from tests.e2e.expected import DEFAULT_STREAMS, assert_complete, catalog_of
from tests.e2e.harness import (
    Output,
    account,
    environment,
    error_lines,
    extract,
    write,
)
from tests.e2e.selections import SINCE, small, truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

STREAMS = ("users", "meetings", "meeting_polls")


@pytest.fixture
def present() -> Iterator[Zoom]:
    """An account at the real time, which processes use; its lists of users take a while."""
    with account(now=None, secrets="core") as zoom:
        zoom.faults.add("^/users$", kind="slow", seconds=0.5)
        yield zoom


def _both(tmp_path: Path, *configs: dict[str, Any]) -> list[Output]:
    """Run processes at once, each with a config file of its own."""
    files = [
        write(tmp_path / f"config-{number}.json", config) for number, config in enumerate(configs)
    ]
    return _at_once(tmp_path, files)


def _at_once(tmp_path: Path, files: list[Path]) -> list[Output]:
    catalog = write(tmp_path / "catalog.json", catalog_of(*STREAMS))
    runs = [["--config", str(path), "--catalog", str(catalog)] for path in files]
    ended = process.run_at_once(runs, environment(), timeout=60)
    return [Output(done.stdout, done.stderr, done.code) for done in ended]


def _assert_whole(zoom: Zoom, output: Output) -> None:
    assert output.code == 0, output.log
    assert_complete(output, zoom.truth(streams=STREAMS))


def test_two_runs_of_one_server_to_server_app_do_not_disturb_each_other(
    present: Zoom, tmp_path: Path
) -> None:
    for output in _both(tmp_path, present.config(), present.config()):
        _assert_whole(present, output)


def test_two_runs_with_one_token_file_take_turns_at_the_token(
    present: Zoom, tmp_path: Path
) -> None:
    token_file = tmp_path / "token.json"
    config = present.config("refresh_token", token_file=str(token_file))
    for output in _both(tmp_path, config, config):
        _assert_whole(present, output)

    assert present.oauth.issued == 2
    assert json.loads(token_file.read_text())["refresh_token"] == present.oauth.refresh_token


def test_four_runs_with_one_config_file_all_sign_in(present: Zoom, tmp_path: Path) -> None:
    """Each finds the refresh token that the one before it has left in the file."""
    config = write(tmp_path / "config.json", present.config("refresh_token"))
    for output in _at_once(tmp_path, [config] * 4):
        _assert_whole(present, output)

    assert present.oauth.issued == 4
    assert json.loads(config.read_text())["refresh_token"] == present.oauth.refresh_token


def test_of_two_runs_with_copies_of_one_refresh_token_one_fails_and_says_why(
    present: Zoom, tmp_path: Path
) -> None:
    """As when a config file was copied."""
    config = present.config("refresh_token")
    outputs = _both(tmp_path, config, config)

    done, failed = sorted(outputs, key=lambda output: output.code)
    _assert_whole(present, done)
    assert failed.code == 1
    assert len(error_lines(failed.log)) == 1
    for words in ("used by another run", "authorize the app again", "refresh_token in "):
        assert words in error_lines(failed.log)[0]
    assert "SECRET" not in failed.log + failed.stdout
    assert "Traceback" not in failed.log
    stored = [
        json.loads((tmp_path / f"config-{number}.json").read_text())["refresh_token"]
        for number in range(2)
    ]
    assert sorted(stored) == sorted([config["refresh_token"], present.oauth.refresh_token])


INCREMENTAL = [
    name
    for name in DEFAULT_STREAMS
    if name.startswith("report_") or name.endswith(("_results", "_absentees"))
]


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        ("2026-08-31T03:30:00Z", -6),
        ("2026-08-31T12:00:00Z", -6),
        ("2026-08-31T12:00:00Z", 6),
        ("2026-08-31T22:30:00Z", 6),
    ],
)
def test_a_clock_that_was_hours_off_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, now: str, hours: int
) -> None:
    """It may even show another day."""
    off = timedelta(hours=hours)
    with small(now=now) as zoom:
        catalog = catalog_of(*INCREMENTAL)
        monkeypatch.setattr(
            "tap_zoom.tap.Run",
            lambda config, paths, agent, now, read_users: Run(
                config, paths, agent, lambda: now() + off, read_users
            ),
        )
        # As behind a proxy that removes the Date header, which would tell the time.
        monkeypatch.setattr("tap_zoom.api.token_request.clock_offset", lambda *_: timedelta())
        wrong = extract(zoom, catalog, start_date=SINCE)
        monkeypatch.undo()
        assert wrong.error is None

        for days in (0.2, 1.3):
            zoom.clock.set(parse(now) + timedelta(days=days))
            right = extract(zoom, catalog, state=wrong.state, start_date=SINCE)

            assert right.error is None
            for stream, rows in truth(zoom, INCREMENTAL).items():
                names = ("meeting_uuid", "webinar_uuid", "uuid")
                name = next(name for name in names if name in rows[0])
                there = {row[name] for row in rows}
                assert there <= {row[name] for row in wrong.records[stream] + right.records[stream]}
                assert len({**wrong.by_key(stream), **right.by_key(stream)}) >= len(rows)


@pytest.mark.parametrize("days", [-20, 20])
def test_a_wrong_clock_is_corrected_by_zooms(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Bookmarks hold Zoom's time, and windows end there."""
    off = timedelta(days=days)
    stream = "report_meetings"
    with account(secrets="core", meetings=1, webinars=0.5, participants=1) as zoom:
        monkeypatch.setattr(
            "tap_zoom.tap.Run",
            lambda config, paths, agent, now, read_users: Run(
                config, paths, agent, lambda: now() + off, read_users
            ),
        )
        output = extract(zoom, catalog_of(stream))
        bookmark = output.state["bookmarks"][stream]["replication_key_value"]

        assert parse(bookmark) == zoom.clock.now()
        assert_complete(output, zoom.truth(streams=[stream]))
        again = extract(zoom, catalog_of(stream), state=output.state)
        assert len(again.records[stream]) < len(output.records[stream])
        for log in (output.log, again.log):
            (warning,) = [line for line in log.splitlines() if "WARNING" in line]
            assert f"clock is 20 days, 0:00:00 {'ahead' if days > 0 else 'behind'}" in warning
