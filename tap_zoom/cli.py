"""The command line: its options, and every error as one line that says what to do."""

from __future__ import annotations

import errno
import logging
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from singer_sdk.tap_base import CliTestOptionValue
from typing_extensions import override

from tap_zoom.config import options
from tap_zoom.config.environment import check_log_level
from tap_zoom.config.input_files import (
    check_catalog,
    check_config_file,
    read_object,
    unknown_streams,
)
from tap_zoom.exceptions import TapZoomError
from tap_zoom.run.shapes_file import select_all, write_shapes
from tap_zoom.singer.writer import NullWriter, TerminatedBySignal, Writer, discard_stdout
from tap_zoom.streams import NAMES
from tap_zoom.tap import TapZoom

if TYPE_CHECKING:
    from singer_sdk.plugin_base import _ConfigInput

logger = logging.getLogger("tap-zoom")

FAILED = 1
INTERRUPTED = 130
_NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}  # a full disk, a limit, a quota
_ONLY_CHECK = "tap-zoom.only_check"


class TapZoomCommand(TapZoom):
    """The tap as a command: it checks the files that it is given, and has a few more options."""

    @classmethod
    @override
    def cb_config(
        cls, ctx: click.Context, param: click.Option, value: tuple[str, ...]
    ) -> _ConfigInput:
        cls.config_paths = [Path(path) for path in value if path != "ENV"]
        for path in cls.config_paths:
            check_config_file(path)
        return super().cb_config(ctx, param, value)

    @classmethod
    @override
    def get_singer_command(cls) -> click.Command:
        return options.complete(super().get_singer_command())

    @classmethod
    @override
    def cb_test(cls, ctx: click.Context, param: click.Option, value: str) -> None:
        if value == CliTestOptionValue.All.value:
            ctx.meta[_ONLY_CHECK] = True  # until all options are known
        else:
            super().cb_test(ctx, param, value)

    @classmethod
    @override
    def invoke(  # type: ignore[override]
        cls,
        *,
        about: bool = False,
        about_format: str | None = None,
        config: _ConfigInput | None = None,
        state: IO[str] | None = None,
        catalog: IO[str] | None = None,
        shapes: Path | None = None,
    ) -> None:
        if about:
            cls.print_about(about_format)
            return
        cls.print_version(print_fn=logger.info)
        tap = cls(
            config=config.config if config else {},
            parse_env_config=bool(config and config.parse_env),
            catalog=_catalog(catalog) or (cls._whole_catalog() if shapes else None),
            state=_state(state),
            message_writer=NullWriter() if shapes else None,
        )
        if isinstance(tap.message_writer, Writer):
            tap.message_writer.stop_on_signals(tap.run.stopping.set)
        if shapes is None:
            tap.extract(only_check=_ONLY_CHECK in click.get_current_context().meta)
        else:
            schemas = {name: stream.schema for name, stream in tap.streams.items()}
            write_shapes(tap.run, schemas, tap.extract, shapes, cls.get_plugin_version())

    @classmethod
    def _whole_catalog(cls) -> dict[str, Any]:
        return select_all(cls(validate_config=False).catalog_dict)


def _catalog(file: IO[str] | None) -> dict[str, Any] | None:
    if file is None:
        return None
    catalog = read_object("The catalog file", file.read(), "create one with --discover")
    check_catalog(catalog, NAMES)
    if unknown := unknown_streams(catalog, NAMES):
        logger.warning(unknown)
    return catalog


def _state(file: IO[str] | None) -> dict[str, Any] | None:
    return None if file is None else read_object("The state file", file.read(), "leave --state out")


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
        code = TapZoomCommand.cli.main(prog_name=TapZoom.name, standalone_mode=False)
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
