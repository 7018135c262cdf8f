"""The command line: every error becomes one line that says what to do, and an exit code."""

from __future__ import annotations

import logging
import sys

import click

from tap_zoom.api.downloads import hide_download_urls
from tap_zoom.exceptions import TapZoomError
from tap_zoom.singer.writer import TerminatedBySignal
from tap_zoom.tap import TapZoom

logger = logging.getLogger("tap-zoom")

FAILED = 1
INTERRUPTED = 130


def main() -> None:
    """Run the command and exit."""
    logging.getLogger("urllib3.connectionpool").addFilter(hide_download_urls)
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
        logger.error(
            "Stopped by signal %d; the next run resumes from the saved state.", stop.signum
        )
        return int(stop.code or FAILED)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        logger.error("%s", _describe(error))
        logger.debug("Traceback", exc_info=True)
        return FAILED
    return code if isinstance(code, int) else 0


def _describe(error: Exception) -> str:
    text = " ".join(str(error).split())[:300]
    return (
        f"Unexpected error, please report it ({type(error).__name__}; "
        f"TAP_ZOOM_LOGLEVEL=DEBUG shows where): {text}"
    )
