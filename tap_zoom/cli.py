"""The command line: every error is one line that says what to do, and an exit code."""

from __future__ import annotations

import logging
import sys
from traceback import walk_tb

import click

from tap_zoom.exceptions import TapZoomError
from tap_zoom.singer.writer import Stopped
from tap_zoom.tap import TapZoom

logger = logging.getLogger("tap-zoom")

FAILED = 1

#: Parts of the SDK that carry out what a user has written down: when they fail, that is at fault.
_CARRIED_OUT_BY = {
    "singer_sdk.mapper": "stream_maps",
    "singer_sdk.batch": "batch_config",
    "singer_sdk.contrib.batch": "batch_config",
    "singer_sdk.helpers._batch": "batch_config",
}


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
        logger.error("%s", _explain(error))
        logger.debug("The error in full", exc_info=True)
        return FAILED
    return code if isinstance(code, int) else 0


def _explain(error: Exception) -> str:
    """What is at fault for an error that the tap doesn't expect: a setting, or the tap itself."""
    kind, text = type(error).__name__, " ".join(str(error).split())[:300]
    setting, expression = _setting_at_fault(error)
    if not setting:
        return (
            f"Unexpected error, please report it ({kind}; TAP_ZOOM_LOGLEVEL=DEBUG shows where): "
            f"{text}"
        )
    if not expression:
        return f"{setting} fails ({kind}: {text}). Correct the setting."
    # Not with the error's own text: it may hold what a record holds.
    return f"{setting} fails at {expression!r} ({kind}). Correct the expression."


def _setting_at_fault(error: Exception) -> tuple[str, str]:
    """The setting that was being carried out, and the expression in it, where there is one."""
    modules, expression = [""], ""
    for frame, _ in walk_tb(error.__traceback__):
        module = str(frame.f_globals.get("__name__"))
        if module.startswith(("tap_zoom.", "singer_sdk.")):
            modules.append(module)
            expression = str(frame.f_locals.get("expr") or expression)
    setting = next((s for part, s in _CARRIED_OUT_BY.items() if modules[-1].startswith(part)), "")
    return setting, expression
