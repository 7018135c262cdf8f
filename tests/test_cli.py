"""The command line: how errors are reported, and which capabilities are offered."""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import click
import pytest

from tap_zoom import cli
from tap_zoom.exceptions import ConfigError
from tap_zoom.singer.writer import TerminatedBySignal
from tap_zoom.tap import TapZoom

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG = {"client_id": "id", "client_secret": "s3cret", "account_id": "account"}


@pytest.fixture(autouse=True)
def _log_filters() -> Iterator[None]:
    """Restore the log filters of the process."""
    logger = logging.getLogger("urllib3.connectionpool")
    before = list(logger.filters)
    yield
    logger.filters[:] = before


def exit_code(*argv: str) -> object:
    """Run the command, and return its exit code."""
    with patch("sys.argv", ["tap-zoom", *argv]), pytest.raises(SystemExit) as stopped:
        cli.main()
    return stopped.value.code


def exit_code_of(error: BaseException) -> object:
    """Let a run end with an error, and return its exit code."""
    with patch.object(cli, "TapZoomCommand") as tap:
        tap.cli.main.side_effect = error
        return exit_code()


# --- errors -----------------------------------------------------------------------------------


def test_unexpected_error_is_logged_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """Its traceback is logged at level DEBUG."""
    caplog.set_level(logging.DEBUG, "tap-zoom")

    assert exit_code_of(RuntimeError("no\nidea")) == 1
    error, traceback = caplog.records
    assert error.getMessage() == (
        "Unexpected error, please report it (RuntimeError; TAP_ZOOM_LOGLEVEL=DEBUG shows where): "
        "no idea"
    )
    assert error.levelno == logging.ERROR
    assert error.exc_info is None
    assert traceback.levelno == logging.DEBUG
    assert traceback.exc_info


def test_error_of_the_machine_is_not_blamed_on_a_setting(caplog: pytest.LogCaptureFixture) -> None:
    assert exit_code_of(OSError(5, "Input/output error")) == 1
    assert caplog.records[0].getMessage().startswith("Unexpected error")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EFBIG])
def test_full_disk_is_not_a_bug_of_the_tap(caplog: pytest.LogCaptureFixture, code: int) -> None:
    assert exit_code_of(OSError(code, os.strerror(code))) == 1
    message = caplog.records[0].getMessage()
    assert message.startswith(f"No room to write ({os.strerror(code)}): ")
    assert "report" not in message


def test_ctrl_c_is_called_so(caplog: pytest.LogCaptureFixture) -> None:
    exit_code_of(TerminatedBySignal(signal.SIGINT))
    exit_code_of(KeyboardInterrupt())

    assert all("Stopped by Ctrl-C" in record.getMessage() for record in caplog.records)


def test_closed_stderr_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with ``2>&-``."""
    monkeypatch.setattr("sys.stderr", None)

    assert exit_code("--about", "--format=json") == 0


def test_closed_stdout_is_an_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sys.stdout", None)

    assert exit_code("--about") == 1
    assert "Standard output is closed" in caplog.text


def test_expected_error_is_logged_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    """In one line, without a traceback."""
    caplog.set_level(logging.DEBUG, "tap-zoom")

    assert exit_code_of(ConfigError("start_date is not\na date")) == 1
    (error,) = caplog.records
    assert error.getMessage() == "start_date is not a date"
    assert error.exc_info is None


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TerminatedBySignal(15), 128 + 15),
        (click.UsageError("no such option"), 1),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
    ],
)
def test_end_of_a_run_has_its_exit_code(error: BaseException, code: int) -> None:
    assert exit_code_of(error) == code


# --- help -------------------------------------------------------------------------------------


def test_help_explains_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--help") == 0
    text = " ".join(capsys.readouterr().out.split())

    assert "--test [schema] Check the credentials" in text
    assert "--shapes FILE Read a sample" in text
    assert "--config FILE|ENV JSON file with settings, or ENV: the variables TAP_ZOOM_" in text
    assert "single record" not in text  # the SDK's --test, which this tap replaces


# --- capabilities -----------------------------------------------------------------------------


def test_batches_are_not_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--about", "--format=json") == 0
    about = json.loads(capsys.readouterr().out)

    assert "batch" not in about["capabilities"]
    assert {"catalog", "discover", "state", "stream-maps"} <= set(about["capabilities"])
    assert "batch_config" not in about["settings"]["properties"]


@pytest.mark.parametrize(
    "batch_config",
    [
        {"encoding": {"format": "jsonl"}, "storage": {"root": "file:///tmp", "prefix": ""}},
        "not a batch configuration",
    ],
)
def test_batch_config_is_an_unknown_setting(
    batch_config: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The tap only warns of it, whatever its value."""
    tap = TapZoom(config={**CONFIG, "batch_config": batch_config})
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]

    assert [record.getMessage() for record in warnings] == [
        "Setting batch_config is unknown and has no effect."
    ]
    assert {stream.get_batch_config(tap.config) for stream in tap.streams.values()} == {None}
