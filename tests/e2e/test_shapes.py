"""``--shapes`` reads a little of everything, and writes nothing of what it read."""

from __future__ import annotations

import json
import signal
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import msgspec
import pytest
import requests

from sandbox import SECRET
from tap_zoom.base.embedded import EmbeddedStream
from tap_zoom.cli import TapZoomCommand
from tap_zoom.exceptions import AuthError, ConfigError
from tap_zoom.run import sample
from tap_zoom.run.response_shapes import ResponseShapes
from tap_zoom.streams import STREAMS
from tests.e2e.expected import ALL_STREAMS
from tests.e2e.harness import account, without_pauses, write
from tests.e2e.selections import small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom
    from tap_zoom.api.access import ObservedResponse

pytestmark = pytest.mark.e2e

MARK = "qXmarkX"
NUMBER = 7_777_000_000_000


@dataclass
class Written:
    """What a run wrote: the file, and the one that it would write if Zoom had sent only marks."""

    report: dict[str, Any]
    marked: str
    stdout: str
    requests: int


def run(zoom: Zoom, path: Path, **settings: Any) -> str:
    """Run the command line in this process, and return what it printed."""
    config = write(path.with_name("config.json"), zoom.config(plan="business", **settings))
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    stdout = StringIO()
    try:
        with redirect_stdout(stdout), without_pauses():
            args = ["--config", str(config), "--shapes", str(path)]
            TapZoomCommand.cli.main(args, standalone_mode=False)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return stdout.getvalue()


def marked(value: Any) -> Any:
    """Return JSON in which each value can be told, with some more names that are data."""
    match value:
        case dict():
            odd = (f"{MARK}@example.com", str(NUMBER), f"{MARK}Aa1Bb2Cc3Dd", MARK, f"{MARK} X")
            return {**{k: marked(v) for k, v in value.items()}, **dict.fromkeys(odd, MARK)}
        case list():
            return [marked(item) for item in value]
        case bool() | None | "":
            return value
        case int() | float():
            return NUMBER + int(value) % 1000
    return f"{value}{MARK}"


def with_marks(observed: ObservedResponse) -> ObservedResponse:
    parsed = observed.parsed
    body = marked({name: msgspec.json.decode(raw) for name, raw in parsed.fields.items()})
    fields = {name: msgspec.Raw(msgspec.json.encode(value)) for name, value in body.items()}
    return replace(observed, parsed=replace(parsed, fields=fields, message=MARK, tracking_id=MARK))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    path = tmp_path_factory.mktemp("shapes") / "shapes.json"
    marks: list[ResponseShapes] = []
    observe, init = ResponseShapes.observe, ResponseShapes.__init__
    build = requests.adapters.HTTPAdapter.build_response

    def observe_twice(shapes: ResponseShapes, observed: ObservedResponse) -> None:
        observe(shapes, observed)
        if not marks:
            marks.append(ResponseShapes.__new__(ResponseShapes))
            init(marks[0], shapes._schemas)
        observe(marks[0], with_marks(observed))

    def build_marked(*args: Any) -> requests.Response:
        response = build(*args)
        response.headers["X-Owner"] = MARK
        return response

    with (
        small(secrets="all", now=None, max_participants=8) as zoom,
        patch.object(ResponseShapes, "observe", observe_twice),
        patch.multiple(sample, _MAX_WITH_ROWS=3, _MAX_LISTS=12),
        patch.object(requests.adapters.HTTPAdapter, "build_response", build_marked),
    ):
        stdout = run(zoom, path)
        report = json.loads(path.read_text())
        yield Written(report, json.dumps(marks[0].report()), stdout, len(zoom.log))


def test_all_streams_are_read_but_no_record_is_written(written: Written) -> None:
    # The others take their rows from another's records.
    requesting = {vars(each)["name"] for each in STREAMS if not issubclass(each, EmbeddedStream)}
    assert written.report["streams"].keys() >= requesting & {*ALL_STREAMS}
    assert written.report["ended"] == "complete"
    assert written.stdout == ""
    assert written.requests < 600


def test_the_shapes_are_those_of_the_responses(written: Written) -> None:
    meetings = written.report["streams"]["meetings"]["endpoints"]
    settings = meetings["/meetings/{id}"]["fields"]["settings.approval_type"]
    assert settings["kinds"].keys() == {"integer"}
    assert settings["listed"].keys() <= {"0", "1", "2"}
    assert "x-owner" in meetings["/meetings/{id}"]["headers"]


def test_nothing_that_zoom_sent_is_in_the_file(written: Written) -> None:
    assert '"users[].email"' in written.marked
    for text in (MARK, str(NUMBER)[:4], "example.com"):
        assert text.lower() not in written.marked.lower()
    report = json.dumps(written.report).lower()
    assert SECRET.lower() not in report.replace("secret_value", "")  # a name of the schemas
    assert MARK.lower() not in report


def test_a_sample_that_ends_early_is_written(tmp_path: Path) -> None:
    path = tmp_path / "shapes.json"
    with account(now=None) as zoom:
        zoom.faults.add(
            "/meetings$",
            status=403,
            body={"message": "API access has been denied for this account."},
        )
        run(zoom, path)
    report = json.loads(path.read_text())
    assert report["ended"] == "ApiError"
    assert "users" in report["streams"]


def test_without_a_token_there_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "shapes.json"
    with account(now=None) as zoom, pytest.raises(AuthError):
        run(zoom, path, client_secret="wrong")
    assert not path.exists()


def test_a_file_that_cannot_be_written_is_refused_before_the_first_request(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with account(now=None) as zoom:
        with pytest.raises(ConfigError, match="can't be written: name a file in an existing"):
            run(zoom, folder)
        assert zoom.log == []
