"""The command line: how errors that nobody expects are told."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from unittest.mock import patch

from tap_zoom import cli

if TYPE_CHECKING:
    import pytest


def code_of(error: Exception) -> int:
    """Let a run end with an error, and give its exit code."""
    with patch.object(cli, "TapZoom") as tap:
        tap.cli.main.side_effect = error
        return cli._run()


def test_an_unexpected_error_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """Its traceback is there for who asks for it."""
    caplog.set_level(logging.DEBUG, "tap-zoom")

    assert code_of(RuntimeError("no\nidea")) == 1
    said, in_full = caplog.records
    assert said.getMessage() == (
        "Unexpected error, please report it (RuntimeError; TAP_ZOOM_LOGLEVEL=DEBUG shows where): "
        "no idea"
    )
    assert said.exc_info is None
    assert in_full.levelno == logging.DEBUG
    assert in_full.exc_info


def test_an_error_of_the_machine_is_not_blamed_on_a_setting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert code_of(OSError(28, "No space left on device")) == 1
    assert caplog.records[0].getMessage().startswith("Unexpected error")
