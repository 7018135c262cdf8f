"""The command line: every error becomes one line that says what to do, and an exit code."""

from __future__ import annotations

import errno
import logging
import os
import sys

import click

from tap_zoom.config.environment import check_log_level
from tap_zoom.exceptions import TapZoomError
from tap_zoom.singer.writer import TerminatedBySignal, discard_stdout
from tap_zoom.tap import TapZoom

logger = logging.getLogger("tap-zoom")

FAILED = 1
INTERRUPTED = 130
_NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}  # a full disk, a limit, a quota


def main() -> None:
    """Run the command and exit."""
    if sys.stderr is None:  # closed by the caller: otherwise another file would take its place
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    if sys.stdout is None:
        logger.error("Standard output is closed: connect it to a target or a file.")
        sys.exit(FAILED)
    check_log_level()
    sys.exit(_run())


def _run() -> int:
    try:
        code = TapZoom.cli.main(prog_name=TapZoom.name, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return FAILED
    except TapZoomError as error:
        logger.error("%s", " ".join(str(error).split()))
        return FAILED
    except TerminatedBySignal as stop:
        logger.error("Stopped by %s; the next run resumes from the saved state.", stop)
        return int(stop.code or FAILED)
    except (click.Abort, KeyboardInterrupt):
        logger.error("Stopped by Ctrl-C.")
        return INTERRUPTED
    except Exception as error:
        logger.error("%s", _describe(error))
        logger.debug("Traceback", exc_info=True)
        _discard_unwritable_output()
        return FAILED
    return code if isinstance(code, int) else 0


def _discard_unwritable_output() -> None:
    """Keep the interpreter from failing once more over what could not be written."""
    try:
        sys.stdout.flush()
    except OSError:
        discard_stdout()


def _describe(error: Exception) -> str:
    if isinstance(error, BrokenPipeError):
        return "The reader of the output closed the pipe."
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return (
            f"No room to write ({error.strerror}): make room where the output and temporary files "
            "go, then run again; the next run resumes from the saved state."
        )
    text = " ".join(str(error).split())[:300]
    return (
        f"Unexpected error, please report it ({type(error).__name__}; "
        f"TAP_ZOOM_LOGLEVEL=DEBUG shows where): {text}"
    )
