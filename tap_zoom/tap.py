"""The tap: its settings, its streams, and what a run does from beginning to end."""

from __future__ import annotations

import contextlib
import logging
import os
from datetime import datetime, timezone
from functools import cached_property, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar, cast

from singer_sdk import Tap
from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.singerlib import StateMessage
from typing_extensions import override

from tap_zoom.base.incremental import Dated
from tap_zoom.base.scope_check import lacks
from tap_zoom.base.scope_check import lines as lack_lines
from tap_zoom.base.stream import ZoomStream
from tap_zoom.config.input_files import (
    STATE_VERSION,
    bookmarks_of,
    check_catalog,
    check_config_file,
    config_errors,
    read_object,
    with_numbers,
)
from tap_zoom.config.settings import RENAMED, SETTINGS
from tap_zoom.config.validation import check_renamed
from tap_zoom.exceptions import ConfigError, IncompleteRun, LimitError, TargetGoneError
from tap_zoom.run.context import Run
from tap_zoom.singer.writer import Writer, abandon_stdout
from tap_zoom.streams import NAMES, STREAMS
from tap_zoom.streams.users import Users

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import click
    from singer_sdk.plugin_base import _ConfigInput
    from singer_sdk.streams import Stream

logger = logging.getLogger("tap-zoom")


def _settings_in_environment(kwargs: Mapping[str, Any]) -> Iterable[str]:
    if not kwargs.get("parse_env_config"):
        return ()
    prefix = "TAP_ZOOM_"
    return (name[len(prefix) :].lower() for name in os.environ if name.startswith(prefix))


class TapZoom(Tap):
    """Extracts a Zoom account: users, meetings, webinars, registrants, polls, attendance, chat."""

    name = "tap-zoom"
    package_name = "tap-zoom"
    config_jsonschema: ClassVar[dict[str, Any]] = SETTINGS.to_dict()
    message_writer_class = Writer

    #: The files that the configuration came from: a rotated refresh token may go back there.
    config_paths: ClassVar[Sequence[Path]] = ()

    def __init__(self, *, validate_config: bool = True, **kwargs: Any) -> None:
        """Make the tap, as the SDK does; bad settings are one ConfigError."""
        if isinstance(kwargs.get("config"), dict):
            kwargs["config"] = with_numbers(self.config_jsonschema, kwargs["config"])
        if validate_config:
            check_renamed(
                {*(kwargs.get("config") or ()), *_settings_in_environment(kwargs)}, RENAMED
            )
        try:
            super().__init__(validate_config=validate_config, **kwargs)
        except ConfigValidationError:
            # The SDK's own message repeats values, and with them secrets.
            raise ConfigError(config_errors(self.config_jsonschema, self.config)) from None
        for name in sorted(set(self.config) - set(self.config_jsonschema["properties"])):
            logger.warning("Setting %s is not known to this tap and has no effect.", name)

    @cached_property
    def run(self) -> Run:
        """What the streams share. Made when it's first needed: discovery needs no settings."""
        version = self.get_plugin_version()
        return Run(self.config, self.config_paths, f"{self.name}/{version}", self.now())

    @staticmethod
    def now() -> datetime:
        """The time that a run takes for its start; tests put it elsewhere."""
        return datetime.now(timezone.utc)

    @override
    def discover_streams(self) -> Sequence[Stream]:
        return [stream(tap=self) for stream in STREAMS]

    @property
    @override
    def streams(self) -> dict[str, Stream]:
        found = super().streams
        return {name: found[name] for name in NAMES}

    @property
    @override
    def catalog_dict(self) -> dict[str, Any]:
        catalog = super().catalog_dict
        kept = []
        for entry in catalog["streams"]:
            stream = self.streams[entry["tap_stream_id"]]
            if isinstance(stream, ZoomStream) and not stream.internal:
                for item in entry["metadata"]:
                    if not item["breadcrumb"]:
                        item["metadata"] |= stream.requirements()
                kept.append(entry)
        return {**catalog, "streams": kept}

    @override
    def setup_mapper(self) -> None:
        super().setup_mapper()
        # A catalog need not list every stream; a parent that it leaves out is still gone through.
        for stream in self.streams.values():
            if stream.name not in self.mapper.stream_maps:
                self.mapper.register_raw_stream_schema(
                    stream.name, stream.schema, stream.primary_keys
                )

    @override
    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state({"bookmarks": bookmarks_of(state)})
        versioned: dict[str, Any] = self.state  # type: ignore[assignment]
        versioned.setdefault("bookmarks", {})
        versioned["version"] = STATE_VERSION

    # --- the command line ----------------------------------------------------------------------

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
    def invoke(  # type: ignore[override]
        cls,
        *,
        about: bool = False,
        about_format: str | None = None,
        config: _ConfigInput | None = None,
        state: IO[str] | None = None,
        catalog: IO[str] | None = None,
    ) -> None:
        if about:
            cls.print_about(about_format)
            return
        cls.print_version(print_fn=logger.info)
        found = None if catalog is None else read_object("The catalog file", catalog.read())
        if found is not None:
            check_catalog(found, NAMES)
        tap = cls(
            config=config.config if config else {},
            parse_env_config=bool(config and config.parse_env),
            state=None if state is None else read_object("The state file", state.read()),
            catalog=found,
        )
        if isinstance(tap.message_writer, Writer):
            tap.message_writer.stop_on_signals(tap.run.stopping.set)
        tap.extract()

    # --- a run -------------------------------------------------------------------------------

    def extract(self) -> None:
        """Read all that is selected, and say at the end what was and what wasn't.

        Raises:
            TapZoomError: The run could not go to its end.
            IncompleteRun: It did, but something that was asked for could not be read.
        """
        self._open_bookmarks()
        self._check_scopes()
        whole = False
        try:
            if self.run.settings.max_concurrency != 1:
                self._read_ahead()
            with self.run.progress().shown():
                self.sync_all()
            whole = True
        except BrokenPipeError:
            abandon_stdout()
            msg = "The target closed the pipe before the run was over: its own log says why."
            raise TargetGoneError(msg) from None
        finally:
            self.run.stopping.set()
            self._finish(whole=whole)
        self._judge()

    def _open_bookmarks(self) -> None:
        """Read all bookmarks: a broken one is said before anything is asked of Zoom."""
        for stream in self.streams.values():
            if isinstance(stream, ZoomStream) and stream.selected and stream.replication_key:
                _ = stream.bookmark

    def _check_scopes(self) -> None:
        streams = [stream for stream in self.streams.values() if isinstance(stream, ZoomStream)]
        found = lacks(streams, self.run.auth.token.scopes)
        for line in lack_lines(found) if found else ():
            logger.warning(line)
        for lack in found:
            lack.stream.close(lack.endpoint, lack.why)

    def _read_ahead(self) -> None:
        """Let the trees of streams be fetched ahead, side by side."""
        users = cast("Users", self.streams[Users.name])
        for place, root in enumerate(self._roots):
            if isinstance(root, Dated) and root.by_host:
                users.followers.append(partial(self._follow, root, place))
        for place, root in enumerate(self._roots):
            if not isinstance(root, Dated) or not root.by_host:
                self._follow(root, place, [])
        if users.followers and users not in self._roots and users.path not in users.closed:
            self._follow(users, -1, [])

    def _follow(self, root: ZoomStream, place: int, hosts: list[str]) -> None:
        self.run.read_ahead(root.plans({"hosts": hosts}, (place,)))

    @cached_property
    def _roots(self) -> list[ZoomStream]:
        """The trees that are to be read, in the order of need."""
        return [
            stream
            for stream in self.streams.values()
            if isinstance(stream, ZoomStream)
            and stream.parent_stream_type is None
            and (stream.selected or stream.has_selected_descendents)
            and stream.path not in stream.closed
        ]

    def _finish(self, *, whole: bool) -> None:
        """Write the last STATE and show what the run did, however it ended."""
        if isinstance(self.message_writer, Writer) and self.message_writer.amid_line:
            abandon_stdout()
        elif not whole:
            with contextlib.suppress(BrokenPipeError):
                for root in self._roots:
                    if isinstance(root, Dated):
                        root.note_position()
                # Not through the SDK's state writer, which leaves out what hasn't changed: who
                # reads a run that was cut short looks for STATE at its end.
                self.write_message(StateMessage(value=dict(self.state)))
        for stream in self.streams.values():
            if isinstance(stream, ZoomStream):
                stream.settle()
        for line in self.run.summary.lines():
            logger.info(line)

    def _judge(self) -> None:
        """End with an error when the run could not read everything it was asked for."""
        summary = self.run.summary
        if summary.limit:
            raise LimitError(summary.limit)
        if summary.unavailable:
            names = "; ".join(f"{name}: {why}" for name, why in sorted(summary.unavailable.items()))
            if self.config["on_unavailable"] == "fail":
                msg = (
                    f"Not everything could be read. {names}. Give the app what it lacks, deselect "
                    "the stream, or set on_unavailable to warn."
                )
                raise IncompleteRun(msg)
            logger.warning("Not everything could be read. %s", names)
        if summary.differences and self.config["strict_counts"]:
            names = ", ".join(sorted(summary.differences))
            msg = f"Zoom announced other numbers of rows than it delivered for: {names}."
            raise IncompleteRun(msg)
