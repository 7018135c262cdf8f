"""The command line: every error is one line that says what to do, and an exit code."""

from __future__ import annotations

import logging
import sys

import click

from tap_zoom.exceptions import TapZoomError
from tap_zoom.tap import TapZoom
from tap_zoom.writer import Stopped

logger = logging.getLogger("tap-zoom")

FAILED = 1


def main() -> None:
    """Run the command and exit."""
    logger.addFilter(_is_no_chatter)
    sys.exit(_run())


def _is_no_chatter(record: logging.LogRecord) -> bool:
    """Leave out what the SDK says of its own set-up at each start."""
    return not str(record.msg).startswith(
        ("Added '%s' as child", "Skipping parse of env", "Config validation failed")
    )


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
    except Stopped as stop:
        logger.error("Stopped by signal %d; the next run goes on from the last state.", stop.signum)
        return int(stop.code or FAILED)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Exception as error:
        logger.error(
            "Unexpected error, please report it (%s; TAP_ZOOM_LOGLEVEL=DEBUG shows where): %s",
            type(error).__name__,
            " ".join(str(error).split())[:300],
        )
        logger.debug("The unexpected error", exc_info=True)
        return FAILED
    return code if isinstance(code, int) else 0
